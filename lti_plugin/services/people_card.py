"""One person as an L&D admin sees them: their record, what was decided, whom they work with.

What they say of themselves, what they aim at, which way is suggested to them and which courses they
took are theirs, and stand neither here nor in what an admin may give out for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotAllowed
from lti_plugin.services import directory, people_list, privacy, teams
from lti_plugin.services.people_list import Listed
from lti_plugin.store import corrections, people
from lti_plugin.store import requests as asked
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.corrections import Correction
from lti_plugin.store.people import Person
from lti_plugin.store.requests import Request
from lti_plugin.vault import Vault

# What an admin may read of somebody, table by table; a table that is new is not among it.
SHOWN = ("people", "person_ids", "role_overrides", "corrections", "requests")
KEPT_BACK = frozenset({"target_role", "extra"})
GIVEN_OUT = "record given out"


@dataclass(frozen=True, slots=True)
class Card:
    """One person; ``leader`` and ``team`` are (id, name), ``active`` whether they may come in."""

    person: Listed
    active: bool
    corrected: Mapping[str, Correction]
    correctors: Mapping[UUID, str]
    leader: tuple[UUID, str] | None
    team: Sequence[tuple[UUID, str]]
    requests: Sequence[Request]


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Card:
    """Return what an admin sees of a person.

    Raises
    ------
    NotFound
        When the site has no such person.
    """
    person = people.get(session, site_id, person_id)
    team = teams.reports(session, site_id, person_id)
    leader = teams.managers(session, site_id, [person]).get(person_id)
    corrected = corrections.of_person(session, site_id, person_id)
    actors = {each for row in corrected.values() if (each := _id(row.set_by)) is not None}
    wanted = {*actors, *(each.id for each in team), *([leader] if leader else [])}
    names = directory.names(session, site_id, wanted)
    return Card(
        person=people_list.one(session, site_id, person),
        active=person.active,
        corrected=corrected,
        correctors=names,
        leader=(leader, names.get(leader, "")) if leader else None,
        team=[(each.id, names.get(each.id, "")) for each in team],
        requests=asked.of_person(session, site_id, person_id),
    )


def give_out(session: Session, site_id: UUID, person_id: UUID, by: str) -> dict[str, Any]:
    """Return what an admin may give out of what is held about a person, and log that they did.

    Raises
    ------
    NotFound
        When the site has no such person.
    """
    people.get(session, site_id, person_id)
    held: dict[str, Any] = {}
    for table in privacy.tables():
        if table.name not in SHOWN:
            continue
        columns = [each for each in privacy.readable(table) if each.name not in KEPT_BACK]
        mine = select(*columns).where(*privacy.about(table, site_id, person_id))
        held[table.name] = [dict(row) for row in session.execute(mine).mappings()]
    details = {"person": str(person_id)}
    session.add(AuditEntry(site_id=site_id, actor=by, action=GIVEN_OUT, details=details))
    return held


def erase(session: Session, vault: Vault, site_id: UUID, person_id: UUID, by: str) -> str:
    """Erase a person on their request and return what they were called.

    Raises
    ------
    NotAllowed
        When an admin would erase themselves: a site must not be left without.
    NotFound
        When the site has no such person.
    """
    person = people.get(session, site_id, person_id)
    if str(person.id) == by:
        raise NotAllowed("You cannot erase yourself here.", hint="Ask another L&D admin to do it.")
    name = _name(session, person)
    privacy.erase(session, vault, site_id, person_id, by)
    return name


def _name(session: Session, person: Person) -> str:
    return directory.names(session, person.site_id, [person.id]).get(person.id, "")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
