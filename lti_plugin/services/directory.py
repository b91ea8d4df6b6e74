"""Who may be an L&D admin of a site: everybody on the allow-list, and whom an admin looks up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.store import directory, overrides
from lti_plugin.store.overrides import Override
from lti_plugin.store.people import EMAIL, ID_NUMBER, MOODLE, USERNAME, Person

MOST = 20
SHORTEST = 2
# What tells people of the same name apart, and stands for a name that nobody told us.
TELLING = (USERNAME, EMAIL, ID_NUMBER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person with what was decided about them; ``admin`` None is nothing."""

    id: UUID
    name: str
    ids: Sequence[str]
    admin: bool | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Hits:
    """Whom a search has found; ``more`` when there were too many."""

    people: Sequence[Entry]
    more: bool


def allow_list(session: Session, site_id: UUID) -> list[Entry]:
    """Return everybody about whom something was decided, those who are admins first."""
    rows = overrides.listed(session, site_id)
    entries = _entries(session, site_id, [person for person, _ in rows], [row for _, row in rows])
    return sorted(entries, key=lambda entry: not entry.admin)


def look_up(session: Session, site_id: UUID, text: str) -> Hits:
    """Return people whose name, user name, e-mail or id number holds every word of ``text``."""
    if len(text.strip()) < SHORTEST:
        return Hits([], more=False)
    found = directory.search(session, site_id, text, MOST + 1)
    shown = found[:MOST]
    decided = overrides.of_people(session, site_id, [person.id for person in shown])
    return Hits(_entries(session, site_id, shown, decided), more=len(found) > MOST)


def names(session: Session, site_id: UUID, people: Collection[UUID]) -> dict[UUID, str]:
    """Return under what each of these people is shown, without those who are not here any more."""
    found = directory.those_of(session, site_id, people)
    return {entry.id: entry.name for entry in _entries(session, site_id, found, [])}


def _entries(
    session: Session, site_id: UUID, people: Sequence[Person], decided: Iterable[Override]
) -> list[Entry]:
    ids = directory.ids_of_all(session, site_id, [person.id for person in people])
    rows = {row.person_id: row for row in decided}
    return [_entry(person, ids.get(person.id, {}), rows.get(person.id)) for person in people]


def _entry(person: Person, ids: Mapping[str, str], row: Override | None) -> Entry:
    known = {EMAIL: person.email or "", **ids}
    telling = [known[kind] for kind in TELLING if known.get(kind)]
    return Entry(
        id=person.id,
        name=person.name or next(iter(telling), "") or ids.get(MOODLE, ""),
        ids=telling if person.name else telling[1:],
        admin=row.admin if row else None,
        since=row.set_at if row else None,
    )
