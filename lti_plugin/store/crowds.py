"""Many people of a site at once: everybody, those with some ids, those who are still here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.store.people import Person, PersonId


def everybody(session: Session, site_id: UUID) -> set[UUID]:
    """Return everybody of a site who has not been erased."""
    return set(session.scalars(select(Person.id).where(Person.site_id == site_id)))


def by_values(session: Session, site_id: UUID, kind: str, values: Iterable[str]) -> set[UUID]:
    """Return the people who have these ids of this kind."""
    query = select(PersonId.person_id).where(
        PersonId.site_id == site_id, PersonId.kind == kind, PersonId.value.in_(set(values))
    )
    return set(session.scalars(query))


def named_by(session: Session, site_id: UUID, kind: str, values: Iterable[str]) -> dict[str, UUID]:
    """Return the people who have these ids of this kind, by the id."""
    rows = session.execute(
        select(PersonId.value, PersonId.person_id).where(
            PersonId.site_id == site_id, PersonId.kind == kind, PersonId.value.in_(set(values))
        )
    )
    return {value: person_id for value, person_id in rows}


def still_here(session: Session, site_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these people who have not been erased: mostly all, which a count tells."""
    wanted = set(ids)
    mine = Person.site_id == site_id, Person.id.in_(wanted)
    if session.scalar(select(func.count()).select_from(Person).where(*mine)) == len(wanted):
        return wanted
    return set(session.scalars(select(Person.id).where(*mine)))
