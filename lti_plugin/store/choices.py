"""What people have opted out of; without a row everything is as usual."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.prepared import prepared

# Neither learn from others nor let others learn from me; stand in no recommended cohort.
HISTORY, COHORTS = "history", "cohorts"
KINDS = (HISTORY, COHORTS)


class Choice(Owned, Base):
    """Something that a person has opted out of, one of KINDS."""

    __tablename__ = "choices"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "kind"),
        same_site("person_id", "people"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    set_at: Mapped[datetime] = mapped_column(default=now)


def of_person(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Choice]:
    """Return what a person has opted out of, by kind."""
    rows = session.scalars(
        select(Choice).where(Choice.site_id == site_id, Choice.person_id == person_id)
    )
    return {row.kind: row for row in rows}


def ids(site_id: UUID, kind: str) -> Select[Any]:
    """Select the people of a site who have opted out of this."""
    return select(Choice.person_id).where(Choice.site_id == site_id, Choice.kind == kind)


def those(session: Session, site_id: UUID, kind: str) -> set[UUID]:
    """Return the people of a site who have opted out of this."""
    return set(session.scalars(ids(site_id, kind)))


def has(session: Session, site_id: UUID, person_id: UUID, kind: str) -> bool:
    """Say whether a person has opted out of this."""
    return session.scalar(*_of(site_id, kind, person_id)) is not None


@prepared
def _of(site_id: Any, kind: Any, person_id: Any) -> Select[UUID]:
    return ids(site_id, kind).where(Choice.person_id == person_id)
