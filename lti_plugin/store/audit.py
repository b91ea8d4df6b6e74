"""The audit log: who changed what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, func, or_, select
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


@dataclass(frozen=True, slots=True)
class Query:
    """Which entries: ``whose`` are actors and ids of people whom they are by or about."""

    whose: Sequence[str] | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def count(session: Session, site_id: UUID, query: Query) -> int:
    """Return how many entries of a site fit."""
    fitting = select(func.count()).select_from(AuditEntry).where(*_fitting(site_id, query))
    return session.scalar(fitting) or 0


def some(
    session: Session, site_id: UUID, query: Query, most: int, offset: int
) -> Sequence[AuditEntry]:
    """Return some of the entries that fit, newest first."""
    return session.scalars(
        select(AuditEntry)
        .where(*_fitting(site_id, query))
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(most)
        .offset(offset)
    ).all()


def actions(session: Session, site_id: UUID) -> Sequence[str]:
    """Return the name of everything that was ever done on a site."""
    return session.scalars(
        select(AuditEntry.action).where(AuditEntry.site_id == site_id).distinct()
    ).all()


def _fitting(site_id: UUID, query: Query) -> list[ColumnElement[bool]]:
    fitting = [AuditEntry.site_id == site_id]
    if query.whose is not None:
        person = AuditEntry.details["person"].as_string()
        fitting.append(or_(AuditEntry.actor.in_(query.whose), person.in_(query.whose)))
    if query.action:
        fitting.append(AuditEntry.action == query.action)
    if query.since is not None:
        fitting.append(AuditEntry.at >= query.since)
    if query.until is not None:
        fitting.append(AuditEntry.at < query.until)
    return fitting


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
