"""What L&D admins say of people against the source: it holds until it is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site

ROLE, DEPARTMENT, MANAGER, HIRED_ON, ACTIVE = "role", "department", "manager", "hired_on", "active"
FIELDS = (ROLE, DEPARTMENT, MANAGER, HIRED_ON, ACTIVE)


class Correction(Owned, Base):
    """One field of one person that is as an admin said.

    The person's own row has the admin's ``value``, so that everything counts with it; ``source`` is
    what the source says meanwhile. Both are texts, None where there is nothing.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "field"),
        same_site("person_id", "people"),
    )

    person_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(String(255))
    source: Mapped[str | None] = mapped_column(String(255))
    set_by: Mapped[str] = mapped_column(String(100))
    set_at: Mapped[datetime] = mapped_column(default=now)


def of_people(
    session: Session, site_id: UUID, people: Collection[UUID]
) -> dict[UUID, dict[str, Correction]]:
    """Return what was corrected about each of these people, by field."""
    found: dict[UUID, dict[str, Correction]] = {}
    rows = session.scalars(
        select(Correction).where(Correction.site_id == site_id, Correction.person_id.in_(people))
    )
    for row in rows:
        found.setdefault(row.person_id, {})[row.field] = row
    return found


def of_person(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Correction]:
    """Return what was corrected about one person, by field."""
    return of_people(session, site_id, [person_id]).get(person_id, {})


def people_with_any(session: Session, site_id: UUID) -> Sequence[UUID]:
    """Return everybody about whom something was corrected."""
    return session.scalars(
        select(Correction.person_id).where(Correction.site_id == site_id).distinct()
    ).all()


def heard(corrected: Mapping[str, Correction], said: dict[str, Any]) -> dict[str, Any]:
    """Return what of a source's words counts; the rest is noted beside the corrections."""
    for name, row in corrected.items():
        if name in said:
            told = text_of(said[name])
            if row.source != told:
                row.source = told
    return {name: value for name, value in said.items() if name not in corrected}


def text_of(value: Any) -> str | None:
    """Return a field's value as a correction holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value or None


def value_of(field: str, text: str | None) -> Any:
    """Return what a correction's text stands for on the person's own row."""
    if field == ACTIVE:
        return text != "no"
    if field == HIRED_ON:
        return date.fromisoformat(text) if text else None
    return text
