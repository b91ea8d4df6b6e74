"""Looks people of a site up by what somebody types, and tells the ids of several at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from lti_plugin.store.people import EMAIL, ID_NUMBER, USERNAME, Person, PersonId

TYPED = (USERNAME, ID_NUMBER, EMAIL)
MOST_WORDS = 5


def search(session: Session, site_id: UUID, text: str, most: int) -> Sequence[Person]:
    """Return people in whose name, user name, e-mail or id number each word occurs, by name.

    Those who are gone from the site cannot come in and are left out.
    """
    words = holding(text)
    if not words:
        return []
    return session.scalars(
        select(Person)
        .where(Person.site_id == site_id, Person.gone_at.is_(None), *words)
        .order_by(Person.name, Person.id)
        .limit(most)
    ).all()


def holding(text: str) -> list[ColumnElement[bool]]:
    """Return what picks the people in whose names or ids each word of ``text`` occurs."""
    words = text.replace("\x00", " ").split()[:MOST_WORDS]
    return [_occurs(word) for word in words]


def ids_of_all(
    session: Session, site_id: UUID, people: Collection[UUID]
) -> Mapping[UUID, Mapping[str, str]]:
    """Return the ids by kind of each of these people who has any."""
    rows = session.execute(
        select(PersonId.person_id, PersonId.kind, PersonId.value).where(
            PersonId.site_id == site_id, PersonId.person_id.in_(set(people))
        )
    )
    found: dict[UUID, dict[str, str]] = {}
    for person_id, kind, value in rows:
        found.setdefault(person_id, {})[kind] = value
    return found


def those_of(session: Session, site_id: UUID, people: Collection[UUID]) -> Sequence[Person]:
    """Return those of these people who are still here."""
    return session.scalars(
        select(Person).where(Person.site_id == site_id, Person.id.in_(set(people)))
    ).all()


def _occurs(word: str) -> ColumnElement[bool]:
    by_id = select(PersonId.person_id).where(
        PersonId.site_id == Person.site_id,
        PersonId.person_id == Person.id,
        PersonId.kind.in_(TYPED),
        or_(*(PersonId.value.icontains(form, autoescape=True) for form in _forms(word))),
    )
    columns = (Person.name, Person.email)
    plain = [each.icontains(form, autoescape=True) for each in columns for form in _forms(word)]
    return or_(*plain, by_id.exists())


def _forms(word: str) -> set[str]:
    """Return how a word may be written: SQLite knows capital letters of ASCII alone."""
    return {word, word.lower(), word.upper(), word.capitalize()}
