"""A file that an admin sends: packed for a while, with the rows of it that cannot be used."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

from lti_plugin.errors import BadInput

MEGABYTE = 1024 * 1024
MOST_MB = 30
MOST_BAD, LONGEST_CELL, MOST_KEPT = 5000, 200, 2_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """A kept file as the connectors read files."""

    name: str
    content: bytes

    def exists(self) -> bool:
        """Say that it is there."""
        return True

    def open(self) -> BinaryIO:
        """Return its bytes, unpacked as they are read."""
        return cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(self.content)))


@dataclass
class Refused:
    """Rows that cannot be used: line, reason and what stands there, as far as there is room."""

    rows: list[list[Any]] = field(default_factory=list)
    room: int = MOST_KEPT

    def keep(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Keep a row, unless there are too many to keep."""
        if len(self.rows) < MOST_BAD and self.room > 0:
            shown = [cell.replace("\x00", "")[:LONGEST_CELL] for cell in cells]
            self.room -= sum(map(len, shown))
            self.rows.append([line, reason, shown])


def packed(stream: IO[bytes]) -> tuple[bytes, int, int]:
    """Return the file packed, its size and how many lines it has, reading a piece at a time.

    Raises
    ------
    BadInput
        When it is too large or empty.
    """
    out, size, count, last = io.BytesIO(), 0, 0, b"\n"
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=5) as packing:
        while piece := stream.read(MEGABYTE):
            size += len(piece)
            if size > MOST_MB * MEGABYTE:
                raise BadInput("The file is too large.", hint="Send it in parts.")
            count, last = count + piece.count(b"\n"), piece[-1:]
            packing.write(piece)
    if not size:
        raise BadInput("The file is empty.")
    return out.getvalue(), size, count + (last != b"\n")
