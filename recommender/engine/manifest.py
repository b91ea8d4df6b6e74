"""The list of a model's files with their sizes and sums: made when written, held to when read."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from recommender.engine.errors import UNREADABLE, ModelUnreadable

FORMAT = 4
MANIFEST = "manifest.json"
ADVICE = "Train again to replace it."
# The names of people and courses are elsewhere; what is told of a model takes a few kilobytes.
_MOST_BYTES = 16 * 1024 * 1024


def list_of_files(folder: Path) -> dict[str, Any]:
    """Return what the manifest says of each file in ``folder``."""
    return {path.name: _fingerprint(path) for path in sorted(folder.iterdir())}


def checked_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of ``folder`` and hold that every file is as it says.

    Raises
    ------
    ModelUnreadable
        If it is missing or of another format, or if a file is missing, of another size or content,
        or anything but a file that lies in the folder itself.
    """
    try:
        manifest: dict[str, Any] = json.loads(read_text(folder / MANIFEST, _MOST_BYTES))
        fitting = manifest["format"] == FORMAT
        files = dict(manifest["files"])
    except UNREADABLE as error:
        raise ModelUnreadable(f"The model in {folder} is incomplete. {ADVICE}") from error
    if not fitting:
        raise ModelUnreadable(f"The model in {folder} is of another version. {ADVICE}")
    for name, expected in files.items():
        if not _is_as_written(folder, name, expected):
            raise ModelUnreadable(f"The model in {folder} is damaged: {name}. {ADVICE}")
    return manifest


def read_text(path: Path, most: int | None = None) -> str:
    """Return what a file says.

    Raises
    ------
    OSError
        If it cannot be read, or is longer than ``most`` bytes or no file: a pipe and some devices
        keep whoever reads them for ever.
    ValueError
        If it is no text.
    """
    size = size_of(path)
    if most is not None and size > most:
        raise OSError(f"{path} has {size} bytes")
    return path.read_text(encoding="utf-8")


def size_of(path: Path) -> int:
    """Return the size of a file.

    Raises
    ------
    OSError
        If there is none, or something else, such as a pipe, a folder or a link.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no file")
    return found.st_size


def _is_as_written(folder: Path, name: str, expected: Any) -> bool:
    """Compare a file with the manifest, its size first: that takes no reading."""
    path = folder / name
    try:
        known = path.parent == folder and size_of(path) == expected["size"]
        return known and _fingerprint(path) == expected
    except UNREADABLE:
        return False


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}
