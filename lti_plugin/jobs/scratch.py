"""Folders for what must not outlive its process, such as a training's input: everybody's history.

There is one for each process, named after its lock. So whoever finds that a lock is free knows that
nobody needs the folder any more, however its process ended.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lti_plugin.jobs.locks import Locks
from lti_plugin.settings import Settings


def folder(settings: Settings, worker: str) -> Path:
    """Return the folder of one process; it need not exist."""
    return _root(settings) / worker


def clear(settings: Settings, worker: str) -> None:
    """Remove what one process has left."""
    shutil.rmtree(folder(settings, worker), ignore_errors=True)


def sweep(settings: Settings, locks: Locks, worker: str) -> None:
    """Remove what every process that is gone has left; ``worker`` is the one that begins here."""
    root = _root(settings)
    for path in root.iterdir() if root.is_dir() else ():
        if path.name == worker:
            clear(settings, worker)
        elif (lock := locks.take(path.name)) is not None:
            clear(settings, path.name)
            lock.release()


def _root(settings: Settings) -> Path:
    return settings.data_dir / "tmp"
