"""Files of people that admins have sent: they wait to be looked at and taken over, for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, of_one_site, quietly

KEPT = timedelta(days=1)  # it is about people: what nobody takes over goes
SENT, CHECKED, TAKEN = "sent", "checked", "taken"


class PeopleFile(Owned, Base):
    """One file, packed with zlib, until its rows are taken over.

    ``columns`` are the file's own heads by our names, ``found`` what a look at every row has
    counted, and ``bad`` the rows that cannot be used: line, reason and what stands there.
    """

    __tablename__ = "people_files"

    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    lines: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(20), default=SENT)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bad: Mapped[list[Any]] = mapped_column(default=list)
    sent_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)


def get(session: Session, site_id: UUID, file_id: UUID) -> PeopleFile:
    """Return a file of this site or raise NotFound."""
    row = session.get(PeopleFile, file_id)
    if row is None or row.site_id != site_id:
        raise NotFound("This file is not here any more.", hint="Send it again.")
    return row


def of_site(session: Session, site_id: UUID) -> Sequence[PeopleFile]:
    """Return a site's files, the newest first."""
    return session.scalars(
        select(PeopleFile)
        .where(PeopleFile.site_id == site_id)
        .order_by(PeopleFile.created_at.desc(), PeopleFile.id)
    ).all()


def forget(session: Session, site_id: UUID, before: datetime | None = None) -> None:
    """Delete a site's files, or those that were sent before some time."""
    gone = delete(PeopleFile).where(PeopleFile.site_id == site_id)
    if before is not None:
        gone = gone.where(PeopleFile.created_at < before)
    session.execute(quietly(of_one_site(gone, site_id)))
