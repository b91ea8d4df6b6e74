"""One table, read row by row: its header is checked, its bad rows are reported and skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.errors import BadFile
from connectors.files.grids import LONGEST_CELL, FolderFile, Grid, TextGrid
from connectors.records import Notice, Rejected

Row = dict[str, str]
Line = tuple[int, Row | Rejected]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file may hold; ``needed`` is False where the whole file may be missing.

    ``others`` says that further columns are normal and not worth a notice, ``most_rows`` how many
    rows a file that makes sense can have, ``hint`` what to do where the header does not fit.
    """

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    needed: bool = True
    others: bool = False
    most_rows: int | None = None
    hint: str | None = None


class GridTable:
    """Rows of cells in a known layout. Cells are text: a formula is never evaluated."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        self._grid = grid
        self._layout = layout
        self.name = layout.file

    def check(self) -> None:
        """Raise BadFile where the file or its header cannot be used."""
        if self._grid.exists() or self._layout.needed:
            self._columns(self._grid.records())

    def absent(self) -> frozenset[str]:
        """Return the optional columns that the file does not have. Raises BadFile."""
        columns, _, _ = self._columns(self._grid.records())
        return frozenset(self._layout.optional) - {name for name, _ in columns}

    def lines(self) -> Iterator[Line]:
        """Yield (line number, row) with the cells of every known column, or why it is skipped.

        A column that the file does not have is ''. Raises BadFile.
        """
        if not self._grid.exists() and not self._layout.needed:
            return
        records = self._grid.records()
        columns, unknown, width = self._columns(records)
        for name in () if self._layout.others else unknown:
            yield 1, Notice(self.where(1), f"The column {name!r} is not known and is ignored.")
        blank = dict.fromkeys(self._layout.optional, "")
        for count, (line, cells) in enumerate(records, start=1):
            if self._layout.most_rows is not None and count > self._layout.most_rows:
                raise BadFile(
                    f"{self._grid.name} has more than {self._layout.most_rows:,} rows "
                    f"(line {line})."
                )
            if isinstance(cells, str):
                yield line, self.rejected(line, cells)
            elif reason := _problem(cells, width):
                yield line, self.rejected(line, reason)
            else:
                yield line, blank | {name: cells[i].strip() for name, i in columns}

    def rejected(self, line: int, reason: str) -> Rejected:
        """Return the report of a row that cannot be used."""
        return Rejected(self.where(line), reason)

    def where(self, line: int) -> str:
        """Return how reports name a line."""
        return f"{self._grid.name} line {line}"

    def _columns(
        self, records: Iterator[tuple[int, list[str] | str]]
    ) -> tuple[list[tuple[str, int]], list[str], int]:
        """Return the known columns with their places, the unknown ones, and the row's width."""
        file = self._grid.name
        _, cells = next(records, (0, ""))
        if isinstance(cells, str):
            raise BadFile(f"{file} has no header row.", hint=self._layout.hint)
        names = [cell.strip().lower() for cell in cells]
        missing = [name for name in self._layout.required if name.lower() not in names]
        if missing and len(names) == 1 and any(mark in names[0] for mark in ";\t"):
            raise BadFile(f"{file} does not separate its columns with commas.")
        if missing:
            raise BadFile(
                f"{file} lacks the column {' and the column '.join(missing)}.",
                hint=self._layout.hint,
            )
        known = [*self._layout.required, *self._layout.optional]
        doubled = [name for name in known if names.count(name.lower()) > 1]
        if doubled:
            raise BadFile(f"{file} has the column {doubled[0]} more than once.")
        columns = [(name, names.index(name.lower())) for name in known if name.lower() in names]
        lower = {name.lower() for name in known}
        unknown = [name for name in names if name and name not in lower]
        return columns, unknown, len(names)


class Table(GridTable):
    """A CSV file of ``folder`` in a known layout."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        super().__init__(TextGrid(FolderFile(folder / layout.file)), layout)


def _problem(cells: list[str], width: int) -> str:
    """Return why a row cannot be used, nothing where it can."""
    if len(cells) != width:
        return f"The row has {len(cells)} cells and the header {width}."
    if max(map(len, cells)) > LONGEST_CELL:
        return f"A cell is longer than {LONGEST_CELL:,} characters."
    if any("\0" in cell for cell in cells):
        return "A cell holds a null character."
    return ""
