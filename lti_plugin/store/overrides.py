"""The allow-list: who is an L&D admin here, or is not, whatever a launch says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.people import Person


class Override(Owned, Base):
    """One person who is an L&D admin (``admin``), or is not although their launches say so."""

    __tablename__ = "role_overrides"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id"),
        same_site("person_id", "people"),
    )

    person_id: Mapped[UUID]
    admin: Mapped[bool]
    set_at: Mapped[datetime] = mapped_column(default=now)


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Override | None:
    """Return what was decided about a person."""
    return session.scalar(
        select(Override).where(Override.site_id == site_id, Override.person_id == person_id)
    )


def of_people(session: Session, site_id: UUID, people: Collection[UUID]) -> Sequence[Override]:
    """Return what was decided about any of these people."""
    return session.scalars(
        select(Override).where(Override.site_id == site_id, Override.person_id.in_(set(people)))
    ).all()


def any_admin(session: Session, site_id: UUID) -> bool:
    """Say whether somebody was made an admin of this site."""
    query = select(exists().where(Override.site_id == site_id, Override.admin.is_(True)))
    return bool(session.scalar(query))


def listed(session: Session, site_id: UUID) -> Sequence[tuple[Person, Override]]:
    """Return everybody about whom something was decided, by name."""
    rows = session.execute(
        select(Person, Override)
        .join(Override, Override.person_id == Person.id)
        .where(Override.site_id == site_id)
        .order_by(Person.name, Person.id)
    )
    return [(person, override) for person, override in rows]
