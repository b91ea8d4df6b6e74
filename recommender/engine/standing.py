"""Parts of a score that are the same for everybody: popular, popular of late, new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine.dates import tells_time
from recommender.engine.factors import Floats
from recommender.engine.interactions import Interactions

POPULARITY, RECENT, LAUNCH = "popularity", "recent", "launch"
# What grows with the number of people: left out where popular courses must not lead.
CROWD = frozenset({POPULARITY, RECENT})
HALF_LIFE = 0.1
_LATE_POWER = 3
_PRIOR_PLACES = 10.0
_MIDDLE = 0.5


@dataclass(frozen=True)
class Standing:
    """One number for each course; ``newcomer`` is that of a course which training never saw."""

    name: str
    values: Floats
    newcomer: float = 0.0


def popularity(past: Interactions) -> Standing:
    """Count the people who finished each course."""
    return Standing(POPULARITY, past.course_counts().astype(np.float32))


def recent_popularity(past: Interactions) -> Standing:
    """Count the people who finished each course, those of late above all.

    Where dates tell time a completion counts half after each ``HALF_LIFE`` of the time that the
    history covers. Else the count is multiplied by a power of the course's place in histories.
    """
    if tells_time(past):
        dated = np.isfinite(past.times)
        times = past.times[dated]
        span = max(1.0, float(np.ptp(times)))
        weights = np.power(0.5, (times.max() - times) / (HALF_LIFE * span))
        found = np.bincount(past.course_rows[dated], weights, len(past.courses))
        return Standing(RECENT, found.astype(np.float32))
    late = late_places(past) ** _LATE_POWER
    return Standing(RECENT, (late * past.course_counts()).astype(np.float32))


def late_places(past: Interactions) -> NDArray[np.float64]:
    """Return each course's mean place within its people's histories, shrunken to the middle."""
    lengths = np.bincount(past.learner_rows, minlength=len(past.learners))[past.learner_rows]
    several = lengths > 1
    places = 1.0 - past.steps_back()[several] / (lengths[several] - 1)
    size = len(past.courses)
    total = np.bincount(past.course_rows[several], places, minlength=size)
    count = np.bincount(past.course_rows[several], minlength=size)
    return np.asarray((total + _MIDDLE * _PRIOR_PLACES) / (count + _PRIOR_PLACES), np.float64)
