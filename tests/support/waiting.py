"""Waits for something that another process does, with a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found | None], seconds: float = 20.0) -> Found:
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
