"""Files that admins have sent: they wait to be looked at and taken over, for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Owned, now, of_one_site, quietly

KEPT = timedelta(days=1)  # what nobody takes over goes
SENT, CHECKED, TAKEN = "sent", "checked", "taken"


class SentFile(Owned):
    """One file, packed with gzip, until its rows are taken over.

    ``found`` is what a look at every row has counted, and ``bad`` the rows that cannot be used:
    line, reason and what stands there.
    """

    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    lines: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(String(20), default=SENT)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bad: Mapped[list[Any]] = mapped_column(default=list)
    sent_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)


Kept = TypeVar("Kept", bound=SentFile)


def get(session: Session, table: type[Kept], site_id: UUID, file_id: UUID) -> Kept:
    """Return a file of this site or raise NotFound."""
    row = session.get(table, file_id)
    if row is None or row.site_id != site_id:
        raise NotFound("This file is not here any more.", hint="Send it again.")
    return row


def of_site(
    session: Session, table: type[Kept], site_id: UUID, *those: ColumnElement[bool]
) -> Sequence[Kept]:
    """Return a site's files that ``those`` are true of, the newest first."""
    return session.scalars(
        select(table)
        .where(table.site_id == site_id, *those)
        .order_by(table.created_at.desc(), table.id)
    ).all()


def forget(session: Session, table: type[Kept], site_id: UUID, *those: ColumnElement[bool]) -> None:
    """Delete a site's files that ``those`` are true of."""
    gone = delete(table).where(table.site_id == site_id, *those)
    session.execute(quietly(of_one_site(gone, site_id)))
