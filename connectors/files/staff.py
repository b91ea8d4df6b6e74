"""Reads one file of people as HR systems write it: its columns are found by their heads, or mapped.

The cells may be separated by commas, semicolons or tabs. Rows come one by one, so that a file of
any length takes the same memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from connectors.errors import BadFile
from connectors.files import rows
from connectors.files.grids import LONGEST_CELL, Source, TextGrid, delimiter
from connectors.fitting import fitted, left_out
from connectors.names import plain
from connectors.records import Learner, Notice, Rejected

ID = "id"
FIRST, LAST, HIRED = "first_name", "last_name", "hire_date"
# Our columns, each with further heads under which files have it, as plain() writes them.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ID: ("employee id", "employee number", "person id", "personnel number", "staff id", "idnumber"),
    "name": ("full name", "display name", "employee name", "employee"),
    FIRST: ("given name", "forename", "firstname"),
    LAST: ("surname", "family name", "lastname"),
    "username": ("user name", "login", "user id", "account"),
    "email": ("e-mail", "email address", "e-mail address", "mail", "work email"),
    "role": ("job role", "job title", "position", "title", "job"),
    "department": ("team", "unit", "organisation unit", "organization unit", "org unit"),
    "manager_id": ("manager", "manager number", "manager employee id", "supervisor", "reports to"),
    HIRED: ("hired on", "hire", "start date", "joined", "entry date", "date of hire"),
    "language": ("lang", "locale"),
}
MOST_COLUMNS = 200
_BETWEEN = re.compile(r"[\s_.-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file, its cells, and the person or why there is none."""

    number: int
    cells: list[str]
    told: Learner | Rejected
    notices: tuple[Notice, ...] = ()


class StaffFile:
    """One file of people. Every method raises BadFile where the file cannot be read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self._grid = TextGrid(source, delimiter(source))

    def heads(self) -> list[str]:
        """Return the heads of the columns as the file writes them."""
        return self._begun()[0]

    def people(self, columns: Mapping[str, str], zone: tzinfo = UTC) -> Iterator[Line]:
        """Yield each row; ``columns`` are the file's heads by the names of :data:`COLUMNS`.

        What the file has no column for, the records are silent about; an empty cell says that there
        is nothing. A row that cannot be used is told with its reason.
        """
        heads, records = self._begun()
        places = {name: heads.index(head) for name, head in columns.items() if head in heads}
        if ID not in places:
            raise BadFile(f"No column of {self.name} is chosen for the id of a person.")
        silent = _silent(places)
        seen: dict[str, int] = {}
        for number, found in records:
            if isinstance(found, str):
                yield Line(number, [], self._bad(number, found))
                continue
            reason = _problem(found, len(heads))
            if reason:
                yield Line(number, found, self._bad(number, reason))
                continue
            yield self._line(number, found, places, silent, zone, seen)

    def _line(
        self,
        number: int,
        found: list[str],
        places: Mapping[str, int],
        silent: frozenset[str],
        zone: tzinfo,
        seen: dict[str, int],
    ) -> Line:
        row = dict.fromkeys(COLUMNS, "")
        row.update((name, found[place].strip()) for name, place in places.items())
        lost: list[str] = []
        try:
            person = _person(row, silent, zone, lost)
        except ValueError as error:
            return Line(number, found, self._bad(number, str(error)))
        where = f"{self.name} line {number}"
        *notices, told = fitted(person, where)
        if lost and isinstance(told, Learner):
            notices.insert(0, left_out(where, lost))
        if isinstance(told, Learner):
            first = seen.setdefault(told.id, number)
            if first != number:
                told = self._bad(number, f"The id is already used in line {first}.")
        return Line(number, found, told, tuple(n for n in notices if isinstance(n, Notice)))

    def _bad(self, number: int, reason: str) -> Rejected:
        return Rejected(f"{self.name} line {number}", reason)

    def _begun(self) -> tuple[list[str], Iterator[tuple[int, list[str] | str]]]:
        records = self._grid.records()
        _, cells_ = next(records, (0, ""))
        if isinstance(cells_, str) or not any(cell.strip() for cell in cells_):
            raise BadFile(
                f"{self.name} has no header row.",
                hint="The first row has to name the columns.",
            )
        if len(cells_) > MOST_COLUMNS:
            raise BadFile(f"{self.name} has more than {MOST_COLUMNS} columns.")
        return [cell.strip() for cell in cells_], records


def guessed(heads: list[str]) -> dict[str, str]:
    """Return which of a file's heads stands for which of our columns, as far as they tell."""
    by_words: dict[str, str] = {}
    for head in heads:
        by_words.setdefault(_words(head), head)
    found: dict[str, str] = {}
    for name, others in COLUMNS.items():
        for words in map(_words, (name, *others)):
            if words in by_words and by_words[words] not in found.values():
                found[name] = by_words[words]
                break
    return found


def _words(head: str) -> str:
    return _BETWEEN.sub(" ", plain(head)).strip()


def _silent(places: Mapping[str, int]) -> frozenset[str]:
    """Return what the records say nothing about: columns that the file does not have."""
    held = {"hired_on" if name == HIRED else name for name in places}
    if {FIRST, LAST} & held:
        held.add("name")
    fields = {"name", "username", "email", "role", "department", "manager_id", "hired_on"}
    return frozenset({"id_number", "target_role", "active", "extra", "language", *fields} - held)


def _person(row: dict[str, str], silent: frozenset[str], zone: tzinfo, lost: list[str]) -> Learner:
    both = f"{row[FIRST]} {row[LAST]}".strip()
    named = {**row, "name": row["name"] or both, "target_role": ""}
    person = rows.learner(named, zone, frozenset(), lost)
    moment = rows.usable(row, HIRED, lambda text: rows.moment(text, zone), lost)
    hired = moment.astimezone(zone).date() if moment else None
    silent |= {"hired_on" if name == HIRED else name for name in lost}
    return replace(person, hired_on=hired, silent=silent)


def _problem(found: list[str], width: int) -> str:
    if len(found) != width:
        return f"The row has {len(found)} cells and the header {width}."
    if max(map(len, found)) > LONGEST_CELL:
        return f"A cell is longer than {LONGEST_CELL:,} characters."
    return "A cell holds a null character." if any("\0" in cell for cell in found) else ""
