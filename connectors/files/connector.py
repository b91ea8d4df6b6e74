"""The connector for a folder of CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TypeVar

from connectors.errors import BadFile
from connectors.files import layouts, rows
from connectors.files.table import GridTable, Layout, Row, Table
from connectors.fitting import Fitted, cleaned, fitted, left_out
from connectors.records import (
    Category,
    Check,
    Course,
    Feature,
    Learner,
    Page,
    Participation,
    Rating,
    Rejected,
)

Item = TypeVar("Item")
Identified = TypeVar("Identified", Course, Learner)


class FilesConnector:
    """Reads the CSV files of ``folder``; a time without an offset is meant in ``zone``.

    Every method raises BadFile where a file is missing, is not UTF-8, or lacks a required column;
    a bad row is yielded as Rejected with its line. Ids are not matched between the files.
    A page's cursor is the number of the line at which the next page starts.
    """

    def __init__(
        self, folder: Path | str, *, zone: tzinfo = UTC, rows_per_page: int = 1000
    ) -> None:
        self._folder = Path(folder)
        self._zone = zone
        self._per_page = rows_per_page

    def check(self) -> Iterator[Check]:
        """Yield one line for each file: present, readable, with the required columns."""
        for layout in layouts.ALL:
            try:
                self._table(layout).check()
            except BadFile as error:
                yield Check(layout.file, False, f"{error.message} {error.hint}", layout.needed)
            else:
                yield Check(layout.file, True, required=layout.needed)

    def categories(self) -> Iterator[Category | Rejected]:
        """Yield each category that a course names, once."""
        seen: set[str] = set()
        for _, row in self._table(layouts.COURSES).lines():
            if isinstance(row, Rejected) or not row["category"]:
                continue
            # What is wrong with a name is told with its course.
            category = fitted(Category(row["category"], row["category"]))[-1]
            if isinstance(category, Category) and category.id not in seen:
                seen.add(category.id)
                yield category

    def courses(self) -> Iterator[Course | Rejected]:
        """Yield the catalogue."""
        return _records(catalogue(self._table(layouts.COURSES), self._zone))

    def learners(self) -> Iterator[Learner | Rejected]:
        """Yield the people."""
        return _records(identified(self._table(layouts.LEARNERS), rows.learner, self._zone))

    def participation(self) -> Iterator[Participation | Rejected]:
        """Yield completions, and enrolments where the file tells the progress."""
        return _records(self._participation())

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people in pages."""
        people = identified(self._table(layouts.LEARNERS), rows.learner, self._zone)
        return self._pages(people, start)

    def participation_pages(self, start: str | None = None) -> Iterator[Page[Participation]]:
        """Yield the participation in pages; what one row says stays together."""
        return self._pages(self._participation(), start)

    def course_features(self) -> Iterator[Feature | Rejected]:
        """Yield the weighted features of courses; none where the file is missing."""
        return self._features(layouts.COURSE_FEATURES, rows.course_feature)

    def learner_features(self) -> Iterator[Feature | Rejected]:
        """Yield the weighted features of people; none where the file is missing."""
        return self._features(layouts.LEARNER_FEATURES, rows.learner_feature)

    def evidence(self) -> Iterator[Rating | Rejected]:
        """Yield what the file tells of people's skills, each with its line; none without it."""
        table = self._table(layouts.EVIDENCE)
        for line, record in _read(table, lambda row, _: [rows.rating(row, self._zone)]):
            yield replace(record, where=table.where(line))

    def _table(self, layout: Layout) -> Table:
        return Table(self._folder, layout)

    def _participation(self) -> Iterator[tuple[int, Participation | Rejected]]:
        table = self._table(layouts.COMPLETIONS)
        return _read(table, lambda row, lost: rows.participation(row, self._zone, lost))

    def _features(
        self, layout: Layout, read: Callable[[Row], Feature]
    ) -> Iterator[Feature | Rejected]:
        return _records(_read(self._table(layout), lambda row, _: [read(row)]))

    def _pages(
        self, lines: Iterable[tuple[int, Item | Rejected]], start: str | None
    ) -> Iterator[Page[Item]]:
        first = int(start) if start is not None else 0
        batch: list[Item | Rejected] = []
        last = 0
        for line, record in lines:
            if line < first:
                continue
            if len(batch) >= self._per_page and line != last:
                yield Page(str(line), batch)
                batch = []
            batch.append(record)
            last = line
        if batch:
            yield Page(None, batch)


def catalogue(table: GridTable, zone: tzinfo) -> Iterator[tuple[int, Course | Rejected]]:
    """Yield (line, course); one that any of its rows hides is hidden. Raises BadFile."""
    hidden = _hidden(table)
    for line, record in identified(table, rows.course, zone):
        if isinstance(record, Course) and record.id in hidden:
            record = replace(record, visible=False, silent=record.silent - {"visible"})
        yield line, record


def _hidden(table: GridTable) -> frozenset[str]:
    """Return the ids of the courses that a row hides; the file is read for it where it tells."""
    if "visible" in table.absent():
        return frozenset()
    sound = (row for _, row in table.lines() if not isinstance(row, Rejected))
    return frozenset(cleaned(row["id"]) for row in sound if rows.hides(row))


def identified(
    table: GridTable,
    read: Callable[[Row, tzinfo, frozenset[str], list[str]], Identified],
    zone: tzinfo,
) -> Iterator[tuple[int, Identified | Rejected]]:
    """Yield (line, record), refusing an id that an earlier row already has. Raises BadFile."""
    absent = table.absent()
    seen: dict[str, int] = {}
    for line, record in _read(table, lambda row, lost: [read(row, zone, absent, lost)]):
        if isinstance(record, Rejected):
            yield line, record
            continue
        first = seen.setdefault(record.id, line)
        if first != line:
            yield line, table.rejected(line, f"The id is already used in line {first}.")
        else:
            yield line, record


def _read(
    table: GridTable, read: Callable[[Row, list[str]], Sequence[Fitted]]
) -> Iterator[tuple[int, Fitted | Rejected]]:
    """Yield (line, record) for what each row says, within bounds, and a report of each bad row.

    ``read`` adds the columns that it had to leave out to its second argument.
    """
    for line, row in table.lines():
        for record in _row(table, line, row, read):
            yield line, record


def _row(
    table: GridTable,
    line: int,
    row: Row | Rejected,
    read: Callable[[Row, list[str]], Sequence[Fitted]],
) -> list[Fitted | Rejected]:
    found: Sequence[Fitted | Rejected]
    lost: list[str] = []
    if isinstance(row, Rejected):
        found = [row]
    else:
        try:
            found = read(row, lost)
        except ValueError as error:
            found = [table.rejected(line, str(error))]
    fit = [each for record in found for each in fitted(record, table.where(line))]
    if lost and not all(isinstance(each, Rejected) for each in fit):
        fit.insert(0, left_out(table.where(line), lost))
    # Two records of one row may have the same fault.
    return [each for n, each in enumerate(fit) if each not in fit[:n]]


def _records(lines: Iterable[tuple[int, Item | Rejected]]) -> Iterator[Item | Rejected]:
    return (record for _, record in lines)
