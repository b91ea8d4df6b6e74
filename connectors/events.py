"""Which of several reports tell of one completion, and which of another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

SAME_EVENT = timedelta(days=1)


def same_event(known: Sequence[datetime | None], date: datetime | None) -> int | None:
    """Return the place of the date that stands for the same completion; None where it is a new one.

    Two dates within a day are one completion as two sources tell of it, and a date that becomes
    known is that of the completion without one. Whoever tells no date tells of nothing new.
    """
    if date is None:
        return 0 if known else None
    undated = None
    for place, other in enumerate(known):
        if other is None:
            undated = place
        elif abs(other - date) < SAME_EVENT:
            return place
    return undated
