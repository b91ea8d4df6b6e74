"""Waits for something that another process does; the deadline is there so that nothing hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
LONG = 60.0  # seconds, more than anything takes on a busy machine


def until(look: Callable[[], Found | None], seconds: float = LONG) -> Found:
    """Return what ``look`` finds as soon as it is something.

    Raises
    ------
    TimeoutError
        When it has found nothing after ``seconds``.
    """
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing happened within {seconds} seconds")
        pause.wait(0.02)
    return found
