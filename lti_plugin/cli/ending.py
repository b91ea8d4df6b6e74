"""What a command does when it is told to end from outside."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def unwinding() -> Iterator[None]:
    """Let a signal to end do what Ctrl+C does, so that what runs can clear up behind itself.

    Only the first: the clearing up is not broken off by another. A signal that is ignored or
    handled already stays so.
    """
    kept = {number: signal.getsignal(number) for number in ENDING}
    own = [number for number, handler in kept.items() if handler is signal.SIG_DFL]

    def unwind(*_: Any) -> NoReturn:
        for number in own:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in own:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        for number in own:
            signal.signal(number, signal.SIG_DFL)
