"""Takes a file of people from an HR system in: kept for a while, looked at, then written.

A look writes nothing about anybody: it counts who is new, changed and the same, and tells every row
that cannot be used with its line and reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.files.staff import COLUMNS, ID, Line, StaffFile, guessed
from connectors.records import Learner, Rejected
from lti_plugin.errors import BadInput
from lti_plugin.services import matching
from lti_plugin.services.batches import batches
from lti_plugin.services.packing import Packed, Refused, packed
from lti_plugin.services.texts import fitted
from lti_plugin.store import (
    corrections,
    erasure,
    identities,
    newcomers,
    people,
    people_files,
    sites,
)
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.identities import PEOPLE
from lti_plugin.store.people import FILE, USERNAME, Person
from lti_plugin.store.people_files import CHECKED, TAKEN, PeopleFile
from lti_plugin.store.sites import Site

AT_ONCE = 1000
SMALL = 2000  # rows that are looked at while the sender waits
MOST_NAMED = 20
COUNTED = ("new", "changed", "same", "bad", "erased")
SENT_IN, TAKEN_OVER = "people file sent", "people file taken over"


@dataclass
class Found:
    """What a look has counted; ``unknown`` are manager ids that are nobody's so far."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: Refused = field(default_factory=Refused)
    notices: list[str] = field(default_factory=list)
    fed: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    managers: set[str] = field(default_factory=set)
    owners: dict[UUID, int] = field(default_factory=dict)

    def refuse(self, line: Line, reason: str) -> None:
        """Keep a row that cannot be used, or count it where there are too many to keep."""
        self.counts["bad"] += 1
        self.refused.keep(line.number, reason, line.cells)


def keep(session: Session, site_id: UUID, name: str, stream: IO[bytes], by: str) -> PeopleFile:
    """Keep a file, in place of those sent before, with what its heads stand for as far as clear.

    Raises
    ------
    BadFile
        When it is no text in UTF-8 or has no header row.
    BadInput
        When it is too large or empty.
    """
    content, size, lines = packed(stream)
    people_files.forget(session, site_id)
    row = PeopleFile(
        site_id=site_id,
        name=fitted(name, 255) or "people.csv",
        size=size,
        lines=lines,
        content=content,
        sent_by=by,
    )
    row.columns = guessed(heads(row))
    session.add(row)
    session.flush()
    details = {"file": row.name}
    session.add(AuditEntry(site_id=site_id, actor=by, action=SENT_IN, details=details))
    return row


def heads(row: PeopleFile) -> list[str]:
    """Return the heads of a kept file's columns. Raises BadFile."""
    return StaffFile(Packed(row.name, row.content)).heads()


def choose(row: PeopleFile, chosen: Mapping[str, str]) -> None:
    """Say which head stands for which of our columns; what was found before does not count then.

    Raises
    ------
    BadInput
        When no head is chosen for the id, one is chosen twice, or is not in the file.
    """
    present = heads(row)
    columns = {name: head for name, head in chosen.items() if name in COLUMNS and head}
    if ID not in columns:
        raise BadInput("Choose the column with each person’s id.")
    if not set(columns.values()) <= set(present):
        raise BadInput("The file has no such column.")
    if len(set(columns.values())) < len(columns):
        raise BadInput("One column cannot stand for two things.")
    row.columns, row.state, row.found, row.bad = columns, people_files.SENT, {}, []


def lines(row: PeopleFile, zone: str) -> Iterator[Line]:
    """Yield the rows of a kept file. Raises BadFile."""
    file = StaffFile(Packed(row.name, row.content))
    return file.people({name: str(head) for name, head in row.columns.items()}, ZoneInfo(zone))


def look(session: Session, key: bytes, site: Site, found: Found, some: list[Line]) -> None:
    """Count what these rows would change; ``key`` is the one that tombstones are made with."""
    good = _sound(found, some)
    welcome = _welcome(session, key, site.id, [person for _, person in good])
    kept = {each.id for each in welcome}
    found.counts["erased"] += len(good) - len(kept)
    owners = whose(session, site.id, welcome)
    in_moodle = identities.with_moodle(session, site.id, PEOPLE, set(owners.values()))
    known = _present(session, site.id, set(owners.values()))
    corrected = corrections.of_people(session, site.id, set(owners.values()))
    for line, person in good:
        if person.id not in kept:
            continue
        owner = owners.get(person.id)
        first = owner and found.owners.setdefault(owner, line.number)
        if owner is not None and first != line.number:
            found.refuse(line, f"This is the same person as in line {first}.")
        elif owner is None:
            found.counts["new"] += 1
        else:
            told = matching.silent_in_moodle(person) if owner in in_moodle else person
            heard = people.heard(told, told.silent | {"gone_at"}, {})
            present, held = known[owner], corrected.get(owner, {})
            differs = any(present[name] != heard[name] for name in heard.keys() - held.keys())
            found.counts["changed" if differs else "same"] += 1


def ended(session: Session, row: PeopleFile, found: Found) -> None:
    """Keep with the file what a look at all its rows has found."""
    unknown = sorted(found.managers - found.ids)
    known: set[str] = set()
    for some in batches(unknown, AT_ONCE):
        names = {text: identities.readings(PEOPLE, text) for text in some}
        held = identities.among(
            session, row.site_id, PEOPLE, [name for each in names.values() for name in each]
        )
        known |= {text for text, each in names.items() if any(name in held for name in each)}
    nobody = [text for text in unknown if text not in known]
    row.found = {
        **{name: found.counts[name] for name in COUNTED},
        "heads": heads(row),
        "fed": sorted(found.fed),
        "notices": found.notices,
        "managers": nobody[:MOST_NAMED],
        "managers_unknown": len(nobody),
    }
    row.bad, row.state = found.refused.rows, CHECKED


def write(
    session: Session, key: bytes, site_id: UUID, row: PeopleFile, some: list[Line]
) -> people.Changes:
    """Write the people of these rows; what was refused when they were looked at is left out."""
    refused = {each[0] for each in row.bad}
    told = [
        each.told for each in some if isinstance(each.told, Learner) and each.number not in refused
    ]
    welcome = _welcome(session, key, site_id, told)
    owners = whose(session, site_id, welcome)
    known = [each for each in welcome if each.id in owners]
    identities.link(session, site_id, PEOPLE, owners)
    prepared = matching.prepared(session, sites.get(session, site_id), known, FILE)
    changes = people.upsert(session, site_id, prepared, FILE)
    changes.added += newcomers.add_all(
        session, site_id, [each for each in welcome if each.id not in owners], FILE
    )
    return changes


def done(session: Session, row: PeopleFile, by: str) -> None:
    """Note that a file was taken over, and keep nothing more of it than its bad rows."""
    row.state, row.content, row.created_at = TAKEN, b"", now()
    details = {"file": row.name, **{name: row.found.get(name, 0) for name in COUNTED}}
    session.add(AuditEntry(site_id=row.site_id, actor=by, action=TAKEN_OVER, details=details))


def whose(session: Session, site_id: UUID, some: Iterable[Learner]) -> dict[str, UUID]:
    """Return who is known here of these people, by the file's id."""
    told = {each.id: each.username for each in some}
    others = {text: (USERNAME, name) for text, name in told.items() if name}
    names = [name for text in told for name in identities.readings(PEOPLE, text)]
    present = identities.among(session, site_id, PEOPLE, [*names, *others.values()])
    return identities.match(PEOPLE, present, told, others)


def _welcome(session: Session, key: bytes, site_id: UUID, told: list[Learner]) -> list[Learner]:
    """Return those who were not erased; hashing every id is left out where nobody was."""
    if not erasure.any_buried(session, site_id):
        return told
    return erasure.welcome(session, key, site_id, told, FILE)


def _sound(found: Found, some: list[Line]) -> list[tuple[Line, Learner]]:
    good = []
    for line in some:
        found.notices += [f"{n.where}: {n.reason}" for n in line.notices][
            : max(0, MOST_NAMED - len(found.notices))
        ]
        if isinstance(line.told, Rejected):
            found.refuse(line, line.told.reason)
            continue
        found.ids.add(line.told.id)
        if line.told.manager_id:
            found.managers.add(line.told.manager_id)
        found.fed |= {
            name
            for name in matching.FIELDS["people"]
            if name not in found.fed and getattr(line.told, name)
        }
        good.append((line, line.told))
    return good


def _present(session: Session, site_id: UUID, owners: set[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return the columns of these people that a file can say something about."""
    names = ("name", "email", "language", "role", "target_role", "department", "manager")
    columns = [getattr(Person, name) for name in (*names, "hired_on", "active", "extra")]
    rows = session.execute(
        select(Person.id, *columns).where(Person.site_id == site_id, Person.id.in_(owners))
    ).mappings()
    return {row["id"]: dict(row) for row in rows}
