"""Ends what a connection waits for once its time is over, however little by little it is answered.

A timeout of a socket begins anew with each byte. Whoever sends one byte in a while, within the
handshake, the head or a line of the body, could hold a thread for as long as they please.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock, Timer


class Deadline:
    """The time within which everything that is done on the watched sockets has to end."""

    def __init__(self) -> None:
        self.over = False
        self._lock = Lock()
        self._watched: list[socket.socket] = []

    def watch(self, sock: socket.socket) -> None:
        """Close the connection of this socket when the time is over, or now if it is.

        The descriptor is a second one of the same connection: encryption takes the first one away.
        """
        with self._lock:
            self._watched.append(socket.socket(fileno=os.dup(sock.fileno())))
        if self.over:
            self.end()

    def end(self) -> None:
        """Let every wait on the watched sockets end at once."""
        self.over = True
        with self._lock:
            for sock in self._watched:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Give the second descriptors back."""
        with self._lock:
            for sock in self._watched:
                sock.close()
            self._watched.clear()


_present: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def watch(sock: socket.socket | None) -> None:
    """Put a socket under the deadline of what this thread is doing, where there is one."""
    deadline = _present.get()
    if deadline is not None and sock is not None:
        deadline.watch(sock)


def is_over() -> bool:
    """Say whether the time of what this thread is doing is over."""
    deadline = _present.get()
    return deadline is not None and deadline.over


@contextmanager
def within(seconds: float) -> Iterator[Deadline]:
    """Give a deadline for all connections that are used meanwhile."""
    deadline = Deadline()
    timer = Timer(seconds, deadline.end)
    timer.daemon = True
    token = _present.set(deadline)
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()
        _present.reset(token)
        deadline.forget()
