"""What is held about one person as they look through it: how much, since when, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, null, select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import directory, privacy
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.courses import Course
from lti_plugin.store.paths import Path
from lti_plugin.store.picks import Pick
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.roles import Role
from lti_plugin.store.skills import Skill

A_PAGE = 20
# The column that tells since when a row is held, the first one that a table has. A date that only
# the source knows, such as of an enrolment, is not among them.
DATES = (
    "created_at",
    "first_seen_at",
    "shown_at",
    "suggested_at",
    "started_at",
    "set_at",
    "given_at",
    "at",
    "sent_at",
)
# What neither tells the person anything nor anybody else: our own ids, which the export has.
BARE = frozenset({"id", "site_id", "person_id", "registration_id", "model_run_id", "cohort_id"})
NAMED = (
    (Course, Course.title),
    (Skill, Skill.name),
    (Role, Role.name),
    (ResourceLink, ResourceLink.title),
    (Path, Path.role),
    (Achievement, Achievement.name),
)


@dataclass(frozen=True, slots=True)
class Holding:
    """How many rows of a table are about a person, and when the oldest was written."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: when it was written and what it says, by column, without what is empty."""

    id: UUID
    at: datetime | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a table's rows, the newest first; pages are counted from 1.

    ``names`` has the name of everything that the rows refer to by its id.
    """

    entries: Sequence[Entry]
    number: int
    pages: int
    total: int
    names: Mapping[UUID, str]


def overview(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Holding]:
    """Return what each table holds about a person, one query a table."""
    found = {}
    for table in privacy.tables():
        date = _date(table)
        oldest = select(func.count(), null() if date is None else func.min(date))
        number, since = session.execute(
            oldest.where(*privacy.about(table, site_id, person_id))
        ).one()
        found[table.name] = Holding(number, since)
    return found


def page(session: Session, site_id: UUID, person_id: UUID, table: str, number: int) -> Page:
    """Return one page of a table's rows about a person; beyond the last page it is the last.

    Raises
    ------
    NotFound
        When there is no such table.
    """
    source = _table(table)
    mine = privacy.about(source, site_id, person_id)
    total = session.scalar(select(func.count()).where(*mine)) or 0
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, number), pages)
    date = _date(source)
    order = [source.c.id] if date is None else [date.desc(), source.c.id]
    rows = session.execute(
        select(*privacy.readable(source))
        .where(*mine)
        .order_by(*order)
        .limit(A_PAGE)
        .offset(A_PAGE * (number - 1))
    ).mappings()
    entries = [_entry(source, dict(row)) for row in rows]
    names = names_of(session, site_id, ids_in([each.values for each in entries]))
    return Page(entries, number, pages, total, names)


def entry(session: Session, site_id: UUID, person_id: UUID, table: str, row_id: UUID) -> Entry:
    """Return one row about a person.

    Raises
    ------
    NotFound
        When there is no such row about them.
    """
    source = _table(table)
    mine = privacy.about(source, site_id, person_id)
    query = select(*privacy.readable(source)).where(*mine, source.c.id == row_id)
    row = session.execute(query).mappings().first()
    if row is None:
        raise NotFound("There is no such entry about you.")
    return _entry(source, dict(row))


def columns(table: Table) -> list[str]:
    """Return the columns of a table that a person is shown."""
    return [each.name for each in privacy.readable(table) if each.name not in BARE]


def names_of(session: Session, site_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what these ids stand for: courses, skills, roles, activities, paths and people."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = directory.names(session, site_id, wanted)
    for table, name in NAMED:
        rows = session.execute(
            select(table.id, name).where(table.site_id == site_id, table.id.in_(wanted))
        )
        found |= {row_id: text for row_id, text in rows if text}
    picked = (
        select(Pick.id, Course.title)
        .join(Course, Course.id == Pick.course_id)
        .where(Pick.site_id == site_id, Pick.id.in_(wanted))
    )
    return found | {row_id: title for row_id, title in session.execute(picked)}


def ids_in(value: Any) -> set[UUID]:
    """Return every id in a value, also those that stand in it as text."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return {each for part in value for each in ids_in(part)}
    own = as_id(value)
    return set() if own is None else {own}


def as_id(value: Any) -> UUID | None:
    """Return a value as an id, None where it is none."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _table(name: str) -> Table:
    for table in privacy.tables():
        if table.name == name:
            return table
    raise NotFound("There is nothing of this kind.")


def _date(table: Table) -> Any:
    return next((table.c[name] for name in DATES if name in table.c), None)


def _entry(table: Table, row: dict[str, Any]) -> Entry:
    date = _date(table)
    told = {name: row[name] for name in columns(table) if row[name] not in (None, "", [], {})}
    return Entry(row["id"], None if date is None else row[date.name], told)
