"""The connector for a folder of CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TypeVar

from connectors.errors import BadFile
from connectors.files import layouts, rows
from connectors.files.table import Layout, Row, Table
from connectors.records import (
    Category,
    Check,
    Course,
    Feature,
    Learner,
    Page,
    Participation,
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
                Table(self._folder, layout).check()
            except BadFile as error:
                yield Check(layout.file, False, f"{error.message} {error.hint}", layout.needed)
            else:
                yield Check(layout.file, True, required=layout.needed)

    def categories(self) -> Iterator[Category | Rejected]:
        """Yield each category that a course names, once."""
        seen: set[str] = set()
        for _, row in Table(self._folder, layouts.COURSES).lines():
            name = "" if isinstance(row, Rejected) else row["category"]
            if name and name not in seen:
                seen.add(name)
                yield Category(name, name)

    def courses(self) -> Iterator[Course | Rejected]:
        """Yield the catalogue."""
        return _records(self._identified(layouts.COURSES, rows.course))

    def learners(self) -> Iterator[Learner | Rejected]:
        """Yield the people."""
        return _records(self._identified(layouts.LEARNERS, rows.learner))

    def participation(self) -> Iterator[Participation | Rejected]:
        """Yield completions, and enrolments where the file tells the progress."""
        return _records(self._participation())

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people in pages."""
        return self._pages(self._identified(layouts.LEARNERS, rows.learner), start)

    def participation_pages(self, start: str | None = None) -> Iterator[Page[Participation]]:
        """Yield the participation in pages; what one row says stays together."""
        return self._pages(self._participation(), start)

    def course_features(self) -> Iterator[Feature | Rejected]:
        """Yield the weighted features of courses; none where the file is missing."""
        return self._features(layouts.COURSE_FEATURES, rows.course_feature)

    def learner_features(self) -> Iterator[Feature | Rejected]:
        """Yield the weighted features of people; none where the file is missing."""
        return self._features(layouts.LEARNER_FEATURES, rows.learner_feature)

    def _identified(
        self, layout: Layout, read: Callable[[Row, tzinfo], Identified]
    ) -> Iterator[tuple[int, Identified | Rejected]]:
        """Yield (line, record), refusing an id that an earlier row already has."""
        table = Table(self._folder, layout)
        seen: dict[str, int] = {}
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield line, row
                continue
            try:
                record = read(row, self._zone)
            except ValueError as error:
                yield line, table.rejected(line, str(error))
                continue
            first = seen.setdefault(record.id, line)
            if first != line:
                yield line, table.rejected(line, f"The id is already used in line {first}.")
            else:
                yield line, record

    def _participation(self) -> Iterator[tuple[int, Participation | Rejected]]:
        table = Table(self._folder, layouts.COMPLETIONS)
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield line, row
                continue
            try:
                found = rows.participation(row, self._zone)
            except ValueError as error:
                yield line, table.rejected(line, str(error))
                continue
            for record in found:
                yield line, record

    def _features(
        self, layout: Layout, read: Callable[[Row], Feature]
    ) -> Iterator[Feature | Rejected]:
        table = Table(self._folder, layout)
        for line, row in table.lines():
            if isinstance(row, Rejected):
                yield row
                continue
            try:
                yield read(row)
            except ValueError as error:
                yield table.rejected(line, str(error))

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


def _records(lines: Iterable[tuple[int, Item | Rejected]]) -> Iterator[Item | Rejected]:
    return (record for _, record in lines)
