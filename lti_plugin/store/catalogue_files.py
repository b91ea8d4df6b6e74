"""Files of courses or of skills that admins have sent, until they are taken over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store import sent_files
from lti_plugin.store.base import Base
from lti_plugin.store.sent_files import SentFile

COURSES, SKILLS = "courses", "skills"


class CatalogueFile(SentFile, Base):
    """One file; ``what`` is COURSES or SKILLS, which two never stand in each other's way."""

    __tablename__ = "catalogue_files"

    what: Mapped[str] = mapped_column(String(20))


def get(session: Session, site_id: UUID, what: str, file_id: UUID) -> CatalogueFile:
    """Return a file of this sort of this site or raise NotFound."""
    row = sent_files.get(session, CatalogueFile, site_id, file_id)
    if row.what != what:
        raise NotFound("This file is not here any more.", hint="Send it again.")
    return row


def last(session: Session, site_id: UUID, what: str) -> CatalogueFile | None:
    """Return the file of this sort that a site was sent last, if it is still here."""
    rows = sent_files.of_site(session, CatalogueFile, site_id, CatalogueFile.what == what)
    return next(iter(rows), None)


def forget(session: Session, site_id: UUID, what: str) -> None:
    """Delete a site's files of this sort."""
    sent_files.forget(session, CatalogueFile, site_id, CatalogueFile.what == what)


def prune(session: Session, site_id: UUID, before: datetime) -> None:
    """Delete a site's files that were sent before some time."""
    sent_files.forget(session, CatalogueFile, site_id, CatalogueFile.created_at < before)
