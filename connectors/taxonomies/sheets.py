"""The rows of an Excel workbook's first sheet as lists of cells."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from connectors.errors import BadFile
from connectors.files.grids import Source
from connectors.taxonomies.places import unpacked_size

# The parser holds a whole sheet; O*NET's largest unpacks to less than 200 MB.
MOST_BYTES = 64 * 1024**2
MOST_UNPACKED = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """The first sheet of a workbook (.xlsx); a formula gives the value that was saved with it."""

    source: Source

    @property
    def name(self) -> str:
        return self.source.name

    def exists(self) -> bool:
        return self.source.exists()

    def records(self) -> Iterator[tuple[int, list[str] | str]]:
        try:
            with self.source.open() as file:
                content = file.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise BadFile(f"{self.name} is larger than {MOST_BYTES:,} bytes.")
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked_size(archive, self.name, MOST_UNPACKED)
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        except (zipfile.BadZipFile, zlib.error, EOFError, CalamineError, IndexError):
            raise BadFile(
                f"{self.name} is not a sound Excel workbook.",
                hint="Download it again, or take the text files of the release.",
            ) from None
        for line, values in enumerate(sheet.iter_rows(), start=1):
            cells = [_text(value) for value in values]
            if any(cells):
                yield line, cells


def _text(value: object) -> str:
    # Every number is a float there, a code such as 2 among them.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
