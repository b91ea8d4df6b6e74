"""Joins the ids of several sources, so that one person or course is never two rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lti_plugin.store import courses, people
from lti_plugin.store.base import insert_new
from lti_plugin.store.courses import CourseId
from lti_plugin.store.people import FILE, Person, PersonId

Name = tuple[str, str]
A_FEW = 5000  # of which a database is asked one by one; beyond it all are read


@dataclass(frozen=True, slots=True)
class Register:
    """Where ids of one sort of row are kept.

    ``owner`` is the column of our own id, ``kinds`` may be written ``kind:value`` in a file, and
    ``plain`` are the kinds that an id without one may be of, the likeliest first, each with the
    record's field for it.
    """

    table: type[PersonId] | type[CourseId]
    owner: str
    kinds: tuple[str, ...]
    plain: Mapping[str, str]


PEOPLE = Register(
    PersonId,
    "person_id",
    people.KINDS,
    {people.ID_NUMBER: "id_number", people.USERNAME: "username"},
)
COURSES = Register(
    CourseId,
    "course_id",
    courses.KINDS,
    {courses.ID_NUMBER: "id_number", courses.SHORT_NAME: "short_name"},
)


def readings(register: Register, text: str) -> list[Name]:
    """Return what an id of a file may mean, the likeliest first."""
    kind, _, value = text.partition(":")
    written = [(kind, value)] if kind in register.kinds and value else []
    return [*((each, text) for each in register.plain), *written, (FILE, text)]


def known(session: Session, site_id: UUID, register: Register) -> dict[Name, UUID]:
    """Return our own id by every (kind, value) of the site."""
    table = register.table
    rows = session.execute(
        select(table.kind, table.value, _owner(register)).where(table.site_id == site_id)
    )
    return {(kind, value): owner for kind, value, owner in rows}


def match(
    register: Register,
    present: Mapping[Name, UUID],
    ids: Iterable[str],
    others: Mapping[str, Name] | None = None,
) -> dict[str, UUID]:
    """Return whose these ids of a file are; ``others`` are further names, by the file's id."""
    found: dict[str, UUID] = {}
    for text in ids:
        names = readings(register, text)
        if others and text in others:
            names.append(others[text])
        owner = next((present[name] for name in names if name in present), None)
        if owner is not None:
            found[text] = owner
    return found


def link(session: Session, site_id: UUID, register: Register, matched: Mapping[str, UUID]) -> None:
    """Note under which ids a file knows these rows; an id that has moved follows its new owner."""
    table = register.table
    query = select(table.value, _owner(register))
    query = query.where(table.site_id == site_id, table.kind == FILE)
    if len(matched) <= A_FEW:
        query = query.where(table.value.in_(list(matched)))
    present = {value: owner for value, owner in session.execute(query)}
    new: list[dict[str, Any]] = []
    for text, owner in matched.items():
        if text not in present:
            row = {"id": uuid4(), "site_id": site_id, "kind": FILE, "value": text}
            new.append(row | {register.owner: owner})
        elif present[text] != owner:
            where = table.site_id == site_id, table.kind == FILE, table.value == text
            session.execute(update(table).where(*where).values({register.owner: owner}))
    if new:
        session.execute(insert(table), new)


def adopt(
    session: Session, site_id: UUID, register: Register, records: Sequence[Any], kind: str
) -> None:
    """Give rows known so far only from a file the ids of ``kind`` under which records name them.

    A row that has an id of this kind already is somebody else and is left alone.
    """
    ids = {record.id for record in records}
    missing = ids - among(session, site_id, register, [(kind, each) for each in ids]).keys()
    names = {record.id: _names(register, record) for record in records if record.id in missing}
    owners = among(session, site_id, register, [name for each in names.values() for name in each])
    taken = _owners_with(session, site_id, register, kind, set(owners.values()))
    for record_id, each in names.items():
        owner = next((owners[n] for n in each if n in owners and owners[n] not in taken), None)
        if owner is not None:
            taken.add(owner)
            row = {"site_id": site_id, register.owner: owner, "kind": kind, "value": record_id}
            session.add(register.table(**row))
    session.flush()


def in_moodle(session: Session, site_id: UUID, register: Register, ids: set[str]) -> set[str]:
    """Return which of these ids of a file are of rows that Moodle knows too."""
    owners = among(session, site_id, register, [(FILE, text) for text in ids])
    taken = _owners_with(session, site_id, register, people.MOODLE, set(owners.values()))
    return {text for (_, text), owner in owners.items() if owner in taken}


def with_moodle(
    session: Session, site_id: UUID, register: Register, owners: set[UUID]
) -> set[UUID]:
    """Return which of these rows Moodle knows too."""
    return _owners_with(session, site_id, register, people.MOODLE, owners)


def _names(register: Register, record: Any) -> list[Name]:
    given = {kind: getattr(record, field) for kind, field in register.plain.items()}
    return [(as_kind, value) for kind, value in given.items() if value for as_kind in (kind, FILE)]


def among(
    session: Session, site_id: UUID, register: Register, names: Sequence[Name]
) -> dict[Name, UUID]:
    """Return our own id by those of these (kind, value) that anybody has."""
    if not names:
        return {}
    table, wanted = register.table, set(names)
    rows = session.execute(
        select(table.kind, table.value, _owner(register)).where(
            table.site_id == site_id,
            table.kind.in_({kind for kind, _ in wanted}),  # without it no index leads to the value
            table.value.in_({value for _, value in wanted}),
        )
    )
    return {(kind, value): owner for kind, value, owner in rows if (kind, value) in wanted}


def _owners_with(
    session: Session, site_id: UUID, register: Register, kind: str, owners: set[UUID]
) -> set[UUID]:
    if not owners:
        return set()
    table, owner = register.table, _owner(register)
    rows = session.scalars(
        select(owner).where(table.site_id == site_id, table.kind == kind, owner.in_(owners))
    )
    return set(rows)


def _owner(register: Register) -> Any:
    return getattr(register.table, register.owner)


def add_free(session: Session, person: Person, ids: Mapping[str, str]) -> None:
    """Give a person these ids, value by kind, except those that somebody has already."""
    if ids:
        owner = {"site_id": person.site_id, "person_id": person.id}
        added = [{**owner, "kind": kind, "value": value} for kind, value in ids.items()]
        session.execute(insert_new(session, PersonId), added)
