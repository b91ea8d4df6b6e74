"""What people have agreed to; without a row nobody may do it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site

# The teachers of my courses may see levels that my own ratings are part of.
TEACHERS = "teachers"
# The L&D team may count my own ratings, and see levels that they are part of.
AUDIT = "audit"
KINDS = (TEACHERS, AUDIT)


class Consent(Owned, Base):
    """Something that a person has agreed to, one of KINDS."""

    __tablename__ = "consents"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "kind"),
        same_site("person_id", "people"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(default=now)


def of_person(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Consent]:
    """Return what a person has agreed to, by kind."""
    rows = session.scalars(
        select(Consent).where(Consent.site_id == site_id, Consent.person_id == person_id)
    )
    return {row.kind: row for row in rows}


def those(session: Session, site_id: UUID, kind: str) -> set[UUID]:
    """Return the people of a site who have agreed to this."""
    query = select(Consent.person_id).where(Consent.site_id == site_id, Consent.kind == kind)
    return set(session.scalars(query))
