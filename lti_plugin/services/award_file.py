"""A CSV file of people who are to get a badge: what each of its rows comes to, before any is made.

The columns are ``person``, an id of any kind or an e-mail address, and ``date``, which may be
missing: the day on which it was earned.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services.awarding import MOST
from lti_plugin.store import badges, people
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import now

GETS, HAS, UNKNOWN, TWICE, ONESELF, NO_DATE = "gets", "has", "unknown", "twice", "oneself", "date"
LARGEST = 200_000
PERSON, DATE = "person", "date"
LONGEST_SHOWN = 100
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row, the first being 2 as in a spreadsheet: whom it names, and what comes of it."""

    number: int
    named: str
    outcome: str
    name: str = ""
    person_id: UUID | None = None
    at: datetime | None = None


def read(session: Session, achievement: Achievement, content: bytes, by: str) -> list[Row]:
    """Return every row with what comes of it; nothing is written.

    Raises
    ------
    BadInput
        When it is no such file, or too long.
    """
    if len(content) > LARGEST:
        raise BadInput("A file of people has at most 200 KB.")
    return look(session, achievement, list(_rows(content)), by)


def look(
    session: Session, achievement: Achievement, given: Sequence[tuple[int, Cells]], by: str
) -> list[Row]:
    """Return what comes of rows by their numbers, however they were sent; nothing is written.

    Raises
    ------
    BadInput
        When they are too many.
    """
    if len(given) > MOST:
        raise BadInput("At most 1,000 people at once can get a badge.")
    found: list[Row] = []
    met: set[UUID] = set()
    for number, cells in given:
        row = _read(session, achievement, number, cells, by)
        if row.person_id in met and row.outcome == GETS:
            row = Row(number, row.named, TWICE, row.name)
        if row.person_id is not None:
            met.add(row.person_id)
        found.append(row)
    return _without_holders(session, achievement, found)


def to_award(rows: Sequence[Row]) -> dict[UUID, datetime]:
    """Return who gets a badge by these rows, with when they earned it."""
    return {
        row.person_id: row.at
        for row in rows
        if row.outcome == GETS and row.person_id is not None and row.at is not None
    }


def _rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("This file is not text in UTF-8.") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)]
    except csv.Error:
        raise BadInput("This file is not a table as CSV.") from None
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if PERSON not in head:
        raise BadInput("The first row has to name a column “person”; “date” may be another.")
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(head, (cell.strip() for cell in cells), strict=False))


def _read(session: Session, achievement: Achievement, number: int, cells: Cells, by: str) -> Row:
    named = cells.get(PERSON, "")
    shown = named[:LONGEST_SHOWN]
    person = _find(session, achievement.site_id, named)
    if person is None:
        return Row(number, shown, UNKNOWN)
    if str(person.id) == by:
        return Row(number, shown, ONESELF, person.name)
    at = _day(cells.get(DATE, ""))
    if at is None:
        return Row(number, shown, NO_DATE, person.name)
    return Row(number, shown, GETS, person.name, person.id, at)


def _find(session: Session, site_id: UUID, named: str) -> people.Person | None:
    for text in dict.fromkeys((named, named.lower())):
        try:
            return people.find(session, site_id, text) if text else None
        except NotFound:
            continue
    return None


def _day(text: str) -> datetime | None:
    """Return the beginning of a day, now where none is given; None where it cannot be read."""
    if not text:
        return now()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time(), UTC) if day <= now().date() else None


def _without_holders(session: Session, achievement: Achievement, rows: Sequence[Row]) -> list[Row]:
    ids = [row.person_id for row in rows if row.person_id is not None]
    held = badges.held(session, achievement.site_id, achievement.id, achievement.version, ids)
    return [
        Row(row.number, row.named, HAS, row.name)
        if row.outcome == GETS and row.person_id in held
        else row
        for row in rows
    ]
