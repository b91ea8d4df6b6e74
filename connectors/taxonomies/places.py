"""Finds a taxonomy's files in a folder, in its subfolders and in the zip archives there.

Nothing is unpacked to disk: a member is read as a stream, so its path can point nowhere.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from connectors.errors import BadFile
from connectors.files.grids import FolderFile, Source

# A whole release of O*NET as text is about 100 MB, one language of ESCO 45 MB.
MOST_UNPACKED = 1024**3
MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip archive."""

    archive: Path
    path: str

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    def exists(self) -> bool:
        return True

    def open(self) -> BinaryIO:
        # The member's stream keeps the archive's file open for as long as it needs it.
        with _archive(self.archive) as archive:
            try:
                return cast(BinaryIO, archive.open(self.path))
            # How zipfile says: under a password, packed in a way it does not know, damaged.
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile):
                raise BadFile(
                    f"{self.name} in {self.archive.name} cannot be unpacked.",
                    hint="Save it in a plain zip archive without a password, or unpack it.",
                ) from None


def sources(place: Path) -> list[Source]:
    """Return every file of a folder (and its subfolders) or zip archive. Raises BadFile."""
    if place.is_file():
        return list(_unpacked(place))
    if not place.is_dir():
        raise BadFile(f"{place} is neither a folder nor a file.", hint="Check the path.")
    return [
        each
        for pattern in ("*", "*/*")
        for path in sorted(place.glob(pattern))
        if path.is_file()
        for each in _unpacked(path)
    ]


def check_size(archive: zipfile.ZipFile, name: str, most: int = MOST_UNPACKED) -> None:
    """Raise BadFile where the members become larger or more than is sensible.

    The sizes are the archive's own claims, but no stream of a member ever gives more than that.
    """
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > most or len(members) > MOST_MEMBERS:
        raise BadFile(
            f"{name} would unpack to {size:,} bytes in {len(members):,} files; "
            f"at most {most:,} bytes in {MOST_MEMBERS:,} files are read.",
            hint="Check that it is the file as downloaded.",
        )


def _unpacked(path: Path) -> Iterator[Source]:
    if path.suffix.lower() != ".zip":
        yield FolderFile(path)
        return
    with _archive(path) as archive:
        check_size(archive, path.name)
        for member in archive.infolist():
            parts = PurePosixPath(member.filename.replace("\\", "/"))
            if parts.is_absolute() or ".." in parts.parts:
                raise BadFile(
                    f"{path.name} holds a file that points outside of it.",
                    hint="Do not use this archive; download it again from its publisher.",
                )
            if not member.is_dir():
                yield Member(path, member.filename)


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise BadFile(
            f"{path.name} is not a sound zip archive.", hint="Download it again."
        ) from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be read: {error.strerror}.") from None
