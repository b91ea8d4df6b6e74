"""Counts requests for the rate limits, in memory: fixed windows of this process.

The library's own store in memory starts a thread and looks through every key whenever it has
counted, up to a hundred times a second; this one looks through them as often as they double.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from limits.storage import Storage

ADDRESS = "windows://"  # how the limiter is told to use it
FEWEST = 1000


@dataclass(slots=True)
class _Window:
    count: int
    ends: float


class Windows(Storage):
    """A store of :mod:`limits`; see its documentation for the methods."""

    STORAGE_SCHEME = ["windows"]  # noqa: RUF012  the library reads this class attribute

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._windows: dict[str, _Window] = {}
        self._room = FEWEST
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing can go wrong in memory."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a window that begins now where there is none, and return the count."""
        at = time.time()
        with self._lock:
            window = self._windows.get(key)
            if window is None or window.ends <= at:
                self._make_room(at)
                window = self._windows[key] = _Window(0, at + expiry)
            window.count += amount
            return window.count

    def get(self, key: str) -> int:
        """Return the count of the present window."""
        window = self._windows.get(key)
        return window.count if window is not None and window.ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the present window ends, in seconds since 1970; now where there is none."""
        window = self._windows.get(key)
        return time.time() if window is None else window.ends

    def check(self) -> bool:
        """Say that it works."""
        return True

    def reset(self) -> int:
        """Forget everything, and return how many keys there were."""
        with self._lock:
            count = len(self._windows)
            self._windows.clear()
            return count

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self._windows.pop(key, None)

    def _make_room(self, at: float) -> None:
        """Drop the windows that are over once there are twice as many as were left last time."""
        if len(self._windows) < self._room:
            return
        self._windows = {k: each for k, each in self._windows.items() if each.ends > at}
        self._room = max(FEWEST, 2 * len(self._windows))
