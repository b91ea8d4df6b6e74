"""Processes of a group, as Linux tells of them: to see that none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

GONE = {"Z", "X"}


def alive(group: int) -> set[int]:
    """Return the processes of a group that have not ended."""
    return {process for process, of, state in _all() if of == group and state not in GONE}


def end(group: int) -> None:
    """Kill whatever is left of a group."""
    if alive(group):
        os.killpg(group, signal.SIGKILL)


class Commands:
    """Commands of the project that were begun as processes, each in a group of its own."""

    def __init__(self) -> None:
        self._begun: list[subprocess.Popen[bytes]] = []

    def begin(self, *arguments: object, **options: Any) -> subprocess.Popen[bytes]:
        """Begin one; ``options`` as of a process."""
        command = [sys.executable, "-m", "lti_plugin", *(str(each) for each in arguments)]
        process = subprocess.Popen(command, start_new_session=True, **options)
        self._begun.append(process)
        return process

    def end(self) -> None:
        """Kill whatever is left of all of them, and see them off."""
        for process in self._begun:
            end(process.pid)
            process.wait()


@contextmanager
def commands() -> Iterator[Commands]:
    """Give what begins commands; nothing of them is left behind."""
    found = Commands()
    try:
        yield found
    finally:
        found.end()


def _all() -> Iterator[tuple[int, int, str]]:
    """Give each process with its group and its state; see proc(5)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="ascii", errors="replace")
        except OSError:
            continue  # it ended while we looked
        state, _parent, group = text.rpartition(")")[2].split()[:3]
        yield int(stat.parent.name), int(group), state
