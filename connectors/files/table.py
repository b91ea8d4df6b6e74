"""One CSV file, read row by row: its header is checked, its bad rows are reported and skipped."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from connectors.errors import BadFile
from connectors.records import Notice, Rejected

Row = dict[str, str]
Line = tuple[int, Row | Rejected]

LONGEST_CELL = 100_000
# The parser's own limit is far above ours, so that an overlong cell is still read to its end and
# the rows after it keep their places.
_PARSER_LIMIT = 8 * 1024 * 1024


class _Reader(Protocol):
    """What the standard library's reader gives, which has no public type."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file may hold; ``needed`` is False where the whole file may be missing."""

    file: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    needed: bool = True


class Table:
    """A CSV file of ``folder`` in a known layout. Cells are text: a formula is never evaluated."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._path = folder / layout.file
        self._layout = layout

    def check(self) -> None:
        """Raise BadFile where the file or its header cannot be used."""
        if self._path.exists() or self._layout.needed:
            with self._open() as file:
                self._columns(self._reader(file))

    def absent(self) -> frozenset[str]:
        """Return the optional columns that the file does not have. Raises BadFile."""
        with self._open() as file:
            columns, _, _ = self._columns(self._reader(file))
        return frozenset(self._layout.optional) - {name for name, _ in columns}

    def lines(self) -> Iterator[Line]:
        """Yield (line number, row) with the cells of every known column, or why it is skipped.

        A column that the file does not have is ''. Raises BadFile.
        """
        if not self._path.exists() and not self._layout.needed:
            return
        with self._open() as file:
            reader = self._reader(file)
            columns, unknown, width = self._columns(reader)
            for name in unknown:
                yield 1, Notice(self.where(1), f"The column {name!r} is not known and is ignored.")
            blank = dict.fromkeys(self._layout.optional, "")
            for line, cells in self._records(reader):
                if isinstance(cells, Rejected):
                    yield line, cells
                elif reason := _problem(cells, width):
                    yield line, self.rejected(line, reason)
                else:
                    yield line, blank | {name: cells[i].strip() for name, i in columns}

    def rejected(self, line: int, reason: str) -> Rejected:
        """Return the report of a row that cannot be used."""
        return Rejected(self.where(line), reason)

    def where(self, line: int) -> str:
        """Return how reports name a line."""
        return f"{self._layout.file} line {line}"

    def _open(self) -> TextIO:
        try:
            return self._path.open(encoding="utf-8-sig", newline="")
        except FileNotFoundError:
            raise BadFile(f"{self._layout.file} is missing in {self._path.parent}.") from None
        except OSError as error:
            raise BadFile(f"{self._layout.file} cannot be read: {error.strerror}.") from None

    def _reader(self, file: TextIO) -> _Reader:
        csv.field_size_limit(_PARSER_LIMIT)
        return csv.reader(file, strict=True)

    def _records(self, reader: _Reader) -> Iterator[tuple[int, list[str] | Rejected]]:
        """Yield (first line, cells) of each record, without empty lines."""
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                raise self._not_utf8() from None
            except csv.Error:
                # Inside an open quote nobody can tell rows from text, so nothing is guessed.
                if reader.line_num > line:
                    raise BadFile(
                        f"{self._layout.file} opens a quotation mark in line {line} "
                        "and does not close it properly."
                    ) from None
                reason = "The quotation marks of the row do not match."
                yield line, self.rejected(line, reason)
                continue
            if cells:
                yield line, cells

    def _not_utf8(self) -> BadFile:
        """Say which line it is; the reader itself is ahead of the line it was asked for."""
        with self._path.open("rb") as file:
            line = next(n for n, raw in enumerate(file, start=1) if not _is_utf8(raw))
        return BadFile(
            f"{self._layout.file} is not in UTF-8 (line {line}).",
            hint="Save the file as CSV in UTF-8 and import it again.",
        )

    def _columns(self, reader: _Reader) -> tuple[list[tuple[str, int]], list[str], int]:
        """Return the known columns with their places, the unknown ones, and the row's width."""
        file = self._layout.file
        _, cells = next(self._records(reader), (0, None))
        if cells is None or isinstance(cells, Rejected):
            raise BadFile(f"{file} has no header row.")
        names = [cell.strip().lower() for cell in cells]
        missing = [name for name in self._layout.required if name not in names]
        if missing and len(names) == 1 and any(mark in names[0] for mark in ";\t"):
            raise BadFile(f"{file} does not separate its columns with commas.")
        if missing:
            raise BadFile(f"{file} lacks the column {' and the column '.join(missing)}.")
        known = [*self._layout.required, *self._layout.optional]
        doubled = [name for name in known if names.count(name) > 1]
        if doubled:
            raise BadFile(f"{file} has the column {doubled[0]} more than once.")
        columns = [(name, names.index(name)) for name in known if name in names]
        unknown = [name for name in names if name and name not in known]
        return columns, unknown, len(names)


def _problem(cells: list[str], width: int) -> str:
    """Return why a row cannot be used, nothing where it can."""
    if len(cells) != width:
        return f"The row has {len(cells)} cells and the header {width}."
    if max(map(len, cells)) > LONGEST_CELL:
        return f"A cell is longer than {LONGEST_CELL:,} characters."
    if any("\0" in cell for cell in cells):
        return "A cell holds a null character."
    return ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
