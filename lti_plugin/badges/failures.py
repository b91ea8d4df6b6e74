"""What can be wrong with a badge; each failure has a code that pages and tests go by."""

from __future__ import annotations


class BadgeFailure(Exception):
    """A badge cannot be signed, read or trusted.

    ``code`` is stable; the message is one sentence in English for whoever reads a log or a
    terminal.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
