"""Processes of a group, as Linux tells of them: to see that none is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

GONE = {"Z", "X"}


def alive(group: int) -> set[int]:
    """Return the processes of a group that have not ended."""
    return {process for process, of, state in _all() if of == group and state not in GONE}


def end(group: int) -> None:
    """Kill whatever is left of a group."""
    if alive(group):
        os.killpg(group, signal.SIGKILL)


def _all() -> Iterator[tuple[int, int, str]]:
    """Give each process with its group and its state; see proc(5)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="ascii", errors="replace")
        except OSError:
            continue  # it ended while we looked
        state, _parent, group = text.rpartition(")")[2].split()[:3]
        yield int(stat.parent.name), int(group), state
