"""Who leads whom: a person's manager as records name them, and the people who name somebody so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from lti_plugin.errors import NotAllowed
from lti_plugin.services.batches import batches
from lti_plugin.store import identities, people
from lti_plugin.store.identities import PEOPLE, Name
from lti_plugin.store.people import EMAIL, MOODLE, Person, PersonId
from lti_plugin.store.prepared import prepared

AT_ONCE = 5000  # no more names in one question than a database takes


def managers(session: Session, site_id: UUID, team: Sequence[Person]) -> dict[UUID, UUID]:
    """Return who leads each of these people who is led by somebody here.

    The text on a record is an ID number, else a user name, else ``kind:value``, else the id of a
    file, else Moodle's own id. An address is none of these: in most Moodles people may change
    theirs, and would come to lead whoever names the new one.
    """
    meant = {text: _readings(text) for text in {each.manager for each in team} if text}
    names = [name for each in meant.values() for name in each]
    owners = identities.among(session, site_id, PEOPLE, names)
    here = _present(session, site_id, set(owners.values()))
    found = {
        text: owner
        for text, readings in meant.items()
        if (owner := next((owners[name] for name in readings if name in owners), None)) in here
        and owner is not None
    }
    return {
        each.id: found[each.manager]
        for each in team
        if each.manager in found and found[each.manager] != each.id
    }


def manager_of(session: Session, site_id: UUID, person_id: UUID) -> UUID | None:
    """Return who leads one person; None where nobody here does."""
    person = people.get(session, site_id, person_id)
    return managers(session, site_id, [person]).get(person_id)


def named(session: Session, site_id: UUID, text: str) -> UUID | None:
    """Return who is meant where this text stands for somebody's manager; None for nobody here."""
    readings = _readings(text)
    owners = identities.among(session, site_id, PEOPLE, readings)
    owner = next((owners[name] for name in readings if name in owners), None)
    return owner if owner in _present(session, site_id, set(owners.values())) else None


def leaders(session: Session, site_id: UUID) -> dict[UUID, int]:
    """Return everybody who leads somebody, with how many."""
    counted = session.execute(
        select(Person.manager, func.count())
        .where(
            Person.site_id == site_id,
            Person.gone_at.is_(None),
            Person.active,
            Person.manager.is_not(None),
        )
        .group_by(Person.manager)
    )
    sizes = {text: number for text, number in counted if text}
    meant = {text: _readings(text) for text in sizes}
    owners: dict[Name, UUID] = {}
    for names in batches((name for each in meant.values() for name in each), AT_ONCE):
        owners |= identities.among(session, site_id, PEOPLE, names)
    here: set[UUID] = set()
    for some in batches(set(owners.values()), AT_ONCE):
        here |= _present(session, site_id, set(some))
    found: dict[UUID, int] = {}
    for text, number in sizes.items():
        owner = next((owners[name] for name in meant[text] if name in owners), None)
        if owner is not None and owner in here:
            found[owner] = found.get(owner, 0) + number
    return found


def reports(session: Session, site_id: UUID, manager_id: UUID) -> list[Person]:
    """Return the people whose records name this person as their manager, by name."""
    named = session.scalars(*_naming(site_id, manager_id)).all()
    owners = managers(session, site_id, named) if named else {}
    return [each for each in named if owners.get(each.id) == manager_id]


@prepared
def _naming(site_id: Any, manager_id: Any) -> Select[Person]:
    """Select who may mean this person by what stands for their manager."""
    mine = PersonId.site_id == site_id, PersonId.person_id == manager_id
    texts = union_all(
        select(PersonId.value).where(*mine),
        select(PersonId.kind + ":" + PersonId.value).where(*mine),
    )
    return (
        select(Person)
        .where(
            Person.site_id == site_id,
            Person.gone_at.is_(None),
            Person.active,
            Person.id != manager_id,
            Person.manager.in_(texts),
        )
        .order_by(Person.name, Person.id)
    )


def led(session: Session, site_id: UUID, manager_id: UUID) -> list[Person]:
    """Return the people whom somebody leads.

    Raises
    ------
    NotAllowed
        When they lead nobody.
    """
    found = reports(session, site_id, manager_id)
    if not found:
        raise NotAllowed(
            "Nobody is on record as led by you.",
            hint="Your L&D team can say whose manager you are.",
        )
    return found


def report(session: Session, site_id: UUID, manager_id: UUID, person_id: UUID) -> Person:
    """Return one of the people whom somebody leads.

    Raises
    ------
    NotAllowed
        When they do not lead that person.
    """
    person = people.get(session, site_id, person_id)
    if managers(session, site_id, [person]).get(person_id) != manager_id:
        raise NotAllowed("This is not somebody of your team.")
    return person


def _readings(text: str) -> list[Name]:
    found = [*identities.readings(PEOPLE, text), (MOODLE, text)]
    return [name for name in found if name[0] != EMAIL]


def _present(session: Session, site_id: UUID, ids: set[UUID]) -> set[UUID]:
    """Return those of these people whom the source still lists, and who can come in."""
    query = select(Person.id).where(
        Person.site_id == site_id, Person.id.in_(ids), Person.gone_at.is_(None), Person.active
    )
    return set(session.scalars(query)) if ids else set()
