"""What is held about a person as one archive: the record, and their files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

RECORD, FOLDER = "my-data.json", "files"


def packed(record: str, files: Iterable[tuple[str, bytes]]) -> IO[bytes]:
    """Return an open archive of a record and of files, each under the name that it is given."""
    out = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(RECORD, record)
        for name, content in files:
            # Nearly all kinds are packed already.
            archive.writestr(f"{FOLDER}/{name}", content, ZIP_STORED)
    out.seek(0)
    return out
