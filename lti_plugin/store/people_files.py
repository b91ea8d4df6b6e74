"""Files of people that admins have sent: they wait to be looked at and taken over, for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store import sent_files
from lti_plugin.store.base import Base
from lti_plugin.store.sent_files import CHECKED, SENT, TAKEN, SentFile

__all__ = ["CHECKED", "SENT", "TAKEN", "PeopleFile", "forget", "get", "of_site"]


class PeopleFile(SentFile, Base):
    """One file of people; ``columns`` are the file's own heads by our names."""

    __tablename__ = "people_files"

    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)


def get(session: Session, site_id: UUID, file_id: UUID) -> PeopleFile:
    """Return a file of this site or raise NotFound."""
    return sent_files.get(session, PeopleFile, site_id, file_id)


def of_site(session: Session, site_id: UUID) -> Sequence[PeopleFile]:
    """Return a site's files, the newest first."""
    return sent_files.of_site(session, PeopleFile, site_id)


def forget(session: Session, site_id: UUID, before: datetime | None = None) -> None:
    """Delete a site's files, or those that were sent before some time."""
    those = [] if before is None else [PeopleFile.created_at < before]
    sent_files.forget(session, PeopleFile, site_id, *those)
