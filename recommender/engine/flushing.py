"""Writes files that are on the disk, not only on their way there, once the call is over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def flushed(path: Path) -> Iterator[Any]:
    """Open a file to be written; at the end its content is on the disk."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write(path: Path, content: bytes) -> None:
    """Write a whole file."""
    with flushed(path) as file:
        file.write(content)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a new file's own flush does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
