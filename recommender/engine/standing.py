"""Parts of a score that are the same for everybody: popular, popular of late, fresh, new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine.factors import Floats
from recommender.engine.interactions import Interactions

POPULARITY, RECENT, FRESH, LAUNCH = "popularity", "recent", "fresh", "launch"
# What grows with the number of people: left out where popular courses must not lead.
CROWD = frozenset({POPULARITY, RECENT})
RECENT_DECAY = 0.5
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
    """Count the people who finished each course lately, each step since then halving it."""
    weights = np.power(RECENT_DECAY, past.steps_back().astype(np.float64))
    found = np.bincount(past.course_rows, weights, minlength=len(past.courses))
    return Standing(RECENT, found.astype(np.float32))


def freshness(past: Interactions) -> Standing:
    """Tell how late in people's histories a course stands: 0 first, 1 last, few people near 0.5."""
    places = late_places(past)
    return Standing(FRESH, places.astype(np.float32), newcomer=_MIDDLE)


def late_places(past: Interactions) -> NDArray[np.float64]:
    """Return each course's mean place within its people's histories, shrunken to the middle."""
    lengths = np.bincount(past.learner_rows, minlength=len(past.learners))[past.learner_rows]
    several = lengths > 1
    places = 1.0 - past.steps_back()[several] / (lengths[several] - 1)
    size = len(past.courses)
    total = np.bincount(past.course_rows[several], places, minlength=size)
    count = np.bincount(past.course_rows[several], minlength=size)
    return np.asarray((total + _MIDDLE * _PRIOR_PLACES) / (count + _PRIOR_PLACES), np.float64)
