"""Weights for courses that nobody has finished: what tells these apart is not what tells others.

Their links and vectors are predicted from content (:mod:`recommender.engine.ridge`), those of one
part well and those of another badly, and a development part shows few of them or none. So each
course with a history is seen as if it had none: whatever the parts say of it is carried over from
courses outside its own fold, exactly as a prediction would, since a prediction is linear. Among
these courses people are known to have chosen, and the weights are those under which their choices
are likeliest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split
from recommender.engine.logit import likeliest
from recommender.engine.ranking import Scores
from recommender.engine.ridge import Ridge

FOLDS = 5
# The most taken courses are enough to learn from, and their tables take little room.
MOST_COURSES = 1000
_SEED = 0
_FAR_BELOW = np.float32(-1e9)


@dataclass(frozen=True)
class Order:
    """What ranks courses among each other that have no history.

    Attributes
    ----------
    weights
        By part; all 0 where nothing is known of them.
    seen
        By part: people x courses, z-scores of courses as if nobody had finished them.
    """

    weights: Mapping[str, float]
    seen: Mapping[str, Scores]

    def as_wide_as(self, usual: Mapping[str, float]) -> dict[str, float]:
        """Return the weights, such that scores lie as far apart as the ``usual`` ones make them.

        So the order among these courses is theirs, and how far the best of them rise above the
        others is as before.
        """
        own = _width(self.weights, self.seen)
        scale = _width(usual, self.seen) / own if own > 0 else 0.0
        return {name: scale * weight for name, weight in self.weights.items()}


def order_among_untaken(
    parts: Mapping[str, Scores], holds: Mapping[str, Scores], content: Any, split: Split
) -> Order | None:
    """Learn what ranks courses without a history; None with too few people to learn from.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, the z-scores of each part that tells such courses
        apart.
    holds
        By name: what of these scores holds for a course without a history as well, and need not be
        predicted.
    content
        Courses x tokens as CSR, rows of length 1 or empty.
    split
        The development part.
    """
    counts = split.train.course_counts()
    courses = _most_taken(counts)
    hidden = split.train.matrix()[split.people][:, courses].toarray() > 0
    truth = (split.truth[:, courses].toarray() > 0) & ~hidden
    if np.count_nonzero(truth.any(axis=1)) < MIN_TEST_PEOPLE:
        return None
    folds = np.random.default_rng(_SEED).permutation(len(courses)) % FOLDS
    seen = {name: np.empty(truth.shape, dtype=np.float32) for name in parts}
    for fold in range(FOLDS):
        own = courses[folds == fold]
        others = counts.copy()
        others[own] = 0
        ridge = Ridge(content, others, content[own], waited=True)
        for name, scores in parts.items():
            held = holds.get(name, np.zeros((1, scores.shape[1]), dtype=np.float32))
            seen[name][:, folds == fold] = ridge.values((scores - held).T).T + held[:, own]
    missing = np.where(hidden, _FAR_BELOW, np.float32(0.0))
    return Order(likeliest(seen, missing, truth), seen)


def _most_taken(counts: NDArray[Any]) -> NDArray[np.int64]:
    most = np.argsort(-counts.astype(np.int64), kind="stable")[:MOST_COURSES]
    return np.sort(most[counts[most] > 0])


def _width(weights: Mapping[str, float], seen: Mapping[str, Scores]) -> float:
    """Return how far a person's weighted scores usually lie apart: a standard deviation."""
    total = sum(np.float32(weights.get(name, 0.0)) * scores for name, scores in seen.items())
    return float(np.mean(np.std(total, axis=1)))
