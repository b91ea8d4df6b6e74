"""The audit log: who changed what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now

REASON = "reason"  # among the details: what somebody wrote about it


class AuditEntry(Owned, Base):
    """One change; ``actor`` is a person's id, ``command line`` or the name of a job."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "site_id", "at"),)

    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=now)


def latest(session: Session, site_id: UUID, most: int) -> Sequence[AuditEntry]:
    """Return the last changes of a site, newest first."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.site_id == site_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(most)
    ).all()


def about(
    session: Session, site_id: UUID, detail: str, value: str, most: int
) -> Sequence[AuditEntry]:
    """Return the last changes of which a detail says this, newest first."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.site_id == site_id, AuditEntry.details[detail].as_string() == value)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(most)
    ).all()


def forget_reasons(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Take what others wrote in their own words out of the entries about a person."""
    entries = session.scalars(
        select(AuditEntry).where(
            AuditEntry.site_id == site_id,
            AuditEntry.details["person"].as_string() == str(person_id),
        )
    )
    for entry in entries:
        entry.details = {name: each for name, each in entry.details.items() if name != REASON}
