"""What a source can tell of itself besides its records."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Versioned(Protocol):
    """A connector whose source tells which version of itself it is."""

    @property
    def release(self) -> str:
        """Return the version as the source writes it; empty where it does not tell."""
        ...
