"""Folders for what people have done, which must not outlive the process that made them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# A folder is made and then locked: until it is so old nobody can tell whether it is left over.
_YOUNG_SECONDS = 60.0


@contextmanager
def passing_folder(prefix: str, parent: Path | None = None) -> Iterator[Path]:
    """Give a new folder, readable by nobody else, that goes at the end.

    It stays where this process is killed with no time to clear up. So first of all go those with
    the same ``prefix`` whose process is gone: its lock went with it.

    Parameters
    ----------
    prefix
        How the folder's name begins.
    parent
        An existing folder; the system's own for temporary files by default.
    """
    _sweep(prefix, Path(tempfile.gettempdir()) if parent is None else parent)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name:
        handle = _opened(Path(name))
        try:
            with suppress(OSError):  # some file systems know no locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield Path(name)
        finally:
            os.close(handle)


def _sweep(prefix: str, parent: Path) -> None:
    for path in parent.glob(f"{prefix}*"):
        with suppress(OSError):  # somebody else's, in use, or gone by now
            _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    handle = _opened(path)
    try:
        found = os.fstat(handle)
        if found.st_uid == os.geteuid() and time.time() - found.st_mtime >= _YOUNG_SECONDS:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
