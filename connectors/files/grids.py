"""The rows of one text file as lists of cells, whatever file or archive its bytes come from."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from zipfile import BadZipFile

from connectors.errors import BadFile

# The parser's own limit is far above ours, so that an overlong cell is still read to its end and
# the rows after it keep their places.
_PARSER_LIMIT = 8 * 1024 * 1024
DELIMITERS = (",", ";", "\t")
LONGEST_HEAD = 100_000
LONGEST_CELL = 100_000


class Source(Protocol):
    """Something whose bytes can be read; opening raises BadFile where that is impossible."""

    @property
    def name(self) -> str: ...

    def exists(self) -> bool: ...

    def open(self) -> BinaryIO: ...


class Grid(Protocol):
    """Rows of cells: (number of the first line, cells), or the reason why a row has none.

    Empty rows are left out. Raises BadFile.
    """

    @property
    def name(self) -> str: ...

    def exists(self) -> bool: ...

    def records(self) -> Iterator[tuple[int, list[str] | str]]: ...


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file on disk."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def exists(self) -> bool:
        return self.path.exists()

    def open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            raise BadFile(f"{self.name} is missing in {self.path.parent}.") from None
        except OSError as error:
            raise BadFile(f"{self.name} cannot be read: {error.strerror}.") from None


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A text file in UTF-8. Without ``quoted`` a quotation mark is a letter like any other."""

    source: Source
    delimiter: str = ","
    quoted: bool = True

    @property
    def name(self) -> str:
        return self.source.name

    def exists(self) -> bool:
        return self.source.exists()

    def records(self) -> Iterator[tuple[int, list[str] | str]]:
        with self.source.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            csv.field_size_limit(_PARSER_LIMIT)
            reader = csv.reader(
                text,
                delimiter=self.delimiter,
                quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
                strict=True,
            )
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except UnicodeDecodeError:
                    raise self._not_utf8() from None
                except csv.Error as error:
                    # Inside an open quote nobody can tell rows from text: nothing is guessed.
                    if reader.line_num > line:
                        raise BadFile(
                            f"{self.name} opens a quotation mark in line {line} "
                            "and does not close it properly."
                        ) from None
                    yield line, _problem(error)
                except (BadZipFile, zlib.error, EOFError, OSError):
                    raise BadFile(f"{self.name} is damaged after line {line - 1}.") from None
                else:
                    if cells:
                        yield line, cells

    def _not_utf8(self) -> BadFile:
        """Say which line it is; the reader itself is ahead of the line it was asked for."""
        with self.source.open() as file:
            line = next(n for n, raw in enumerate(file, start=1) if not _is_utf8(raw))
        return BadFile(
            f"{self.name} is not in UTF-8 (line {line}).",
            hint="Save the file as CSV in UTF-8 and import it again.",
        )


def delimiter(source: Source) -> str:
    """Return what stands between the cells of a file, by its first row. Raises BadFile."""
    with source.open() as raw:
        first = raw.readline(LONGEST_HEAD).decode("utf-8-sig", "replace")
    return max(DELIMITERS, key=first.count)


def _problem(error: csv.Error) -> str:
    """Return why the parser gave up a row; it tells its reasons apart by their words alone."""
    if "field limit" in str(error):
        return f"A cell is longer than {LONGEST_CELL:,} characters."
    return "The quotation marks of the row do not match."


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
