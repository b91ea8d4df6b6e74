"""The rows of an Excel workbook's first sheet as lists of cells, read as a stream."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from connectors.errors import BadFile
from connectors.files.grids import Source
from connectors.taxonomies.places import unpacked_size

# A workbook is an archive whose directory stands at its end, so its bytes are held in memory.
MOST_BYTES = 100 * 1024 * 1024


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
                unpacked_size(archive, self.name)
            yield from _rows(content)
        except (
            zipfile.BadZipFile,
            InvalidFileException,
            ParseError,
            KeyError,
            ValueError,  # defusedxml's refusals among them
            IndexError,
            EOFError,
            zlib.error,
        ):
            raise BadFile(
                f"{self.name} is not a sound Excel workbook.",
                hint="Download it again, or take the text files of the release.",
            ) from None


def _rows(content: bytes) -> Iterator[tuple[int, list[str] | str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        # What a workbook says of its own size is often wrong, and would cut rows off.
        sheet.reset_dimensions()
        width = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = ["" if value is None else str(value) for value in values]
            # Empty cells at the end of a row are not written into the file.
            width = width or len(cells)
            cells += [""] * (width - len(cells))
            if any(cells):
                yield line, cells
    finally:
        book.close()
