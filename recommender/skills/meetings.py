"""When several people can learn together: the time of the week that most of them keep free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

import numpy as np

from recommender.skills.pathway.schedule import Slot

SHORTEST = 30
LONGEST = 8 * 60
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """A weekly time, and how many of the people keep the whole of it free."""

    slot: Slot
    free: int


def common(kept: Sequence[Sequence[Slot]]) -> Meeting | None:
    """Return the best weekly time for people who keep these slots free.

    It begins with somebody's slot, ends with somebody's, and takes ``SHORTEST`` to ``LONGEST``
    minutes. The time at which most people are free is best; of equal ones the longer, then the
    earlier in the week. None where nobody keeps as much free at all.

    Parameters
    ----------
    kept
        The slots of each person; who keeps none free is free at no time.
    """
    every = [(who, slot) for who, own in enumerate(kept) for slot in own]
    if not every:
        return None
    person = np.array([who for who, _ in every])
    begins = np.array([_begin(slot) for _, slot in every])
    ends = begins + np.array([slot.minutes for _, slot in every])
    start, end = (each.ravel() for each in np.meshgrid(np.unique(begins), np.unique(ends)))
    fits = (end - start >= SHORTEST) & (end - start <= LONGEST)
    start, end = start[fits], end[fits]
    if not len(start):
        return None
    inside = (begins <= start[:, None]) & (ends >= end[:, None])
    # Somebody's own slots never overlap, so each person counts once.
    free = np.array([len(set(person[row].tolist())) for row in inside])
    best = np.lexsort((start, start - end, -free))[0]
    if not free[best]:
        return None
    weekday, minute = divmod(int(start[best]), _DAY)
    slot = Slot(weekday, time(minute // 60, minute % 60), int(end[best] - start[best]))
    return Meeting(slot, int(free[best]))


def _begin(slot: Slot) -> int:
    return slot.weekday * _DAY + slot.start.hour * 60 + slot.start.minute
