"""Courses that nobody has taken yet: which of them are about to start, and for whom.

A catalogue lives: much of what people take next has no history at all. Nothing but its content
and its place in the catalogue speaks for such a course, so how much that counts must be learned
from the launches of the past.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.engine.dates import tells_order
from recommender.engine.interactions import Interactions
from recommender.engine.standing import LAUNCH, Standing, late_places

# Where ids are counted up, the courses behind this share of the taken ones are those of late: a
# tenth, as of a year's catalogue the last month. Of fewer taken courses that would be one or two.
_TAIL, _MIN_LENGTH = 0.9, 20
# So late they must stand in histories, where 0 is first, 1 last and chance 0.5; and so large a
# share of the untaken courses after the first of them. Both leave room for what is out of place.
_LATE, _MOSTLY = 0.6, 0.6
# Fewer courses that are about to begin are no launch to learn from, see :func:`youngest`.
_MIN_COURSES, _SHARE = 3, 0.6


def launched_in_order(past: Interactions) -> bool:
    """Tell whether the catalogue stands in the order in which its courses began.

    So it does where ids are counted up. Then the last tenth of the courses with a history stands
    late in people's histories, and untaken courses, if any, mostly come after them.
    """
    counts = past.course_counts()
    taken, untaken = np.flatnonzero(counts), np.flatnonzero(counts == 0)
    if len(taken) < _MIN_LENGTH or not tells_order(past):
        return False
    tail = taken[int(len(taken) * _TAIL) :]
    if len(untaken) and np.mean(untaken >= tail[0]) < _MOSTLY:
        return False
    return bool(np.average(late_places(past)[tail], weights=counts[tail]) >= _LATE)


def upcoming(past: Interactions) -> NDArray[np.bool_]:
    """Return the mask of the courses without history that may just have begun.

    Where the catalogue stands in the order of its launches, those before its last taken tenth are
    old courses that nobody wanted.
    """
    untaken = np.asarray(past.course_counts() == 0, dtype=bool)
    if not launched_in_order(past):
        return untaken
    taken = np.flatnonzero(~untaken)
    late = np.arange(len(untaken)) >= taken[int(len(taken) * _TAIL)]
    return np.asarray(untaken & late, dtype=bool)


def youngest(past: Interactions) -> NDArray[np.bool_] | None:
    """Return the mask of the taken courses that began last, somewhat fewer than will begin now.

    Fewer, so that enough of those remain that began lately and tell what that is worth. None where
    the catalogue does not tell what began when, or nothing is about to begin.
    """
    count = int(np.ceil(upcoming(past).sum() * _SHARE))
    if count < _MIN_COURSES or not launched_in_order(past):
        return None
    taken = np.flatnonzero(past.course_counts())
    mask = np.zeros(len(past.courses), dtype=bool)
    mask[taken[-min(count, len(taken) // 5) :]] = True
    return mask


def launch_prior(past: Interactions) -> Standing:
    """Give every upcoming course a head start; a course that training never saw has it too."""
    return Standing(LAUNCH, upcoming(past).astype(np.float32), newcomer=1.0)
