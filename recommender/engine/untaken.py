"""Weights for courses that nobody has finished: what tells these apart is not what tells others.

Their links and vectors are predicted from content (:mod:`recommender.engine.ridge`), those of one
part well and those of another badly, and a development part shows few of them or none. So each
course with a history is seen as if it had none: whatever the parts say of it is carried over from
courses outside its own fold, as a prediction would, since that is linear. Among these courses
people are known to have chosen; the weights are those under which their choices are likeliest,
first among courses seen so, then between these and all others as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.candidates import FAR_BELOW
from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split
from recommender.engine.logit import likeliest
from recommender.engine.ranking import Scores
from recommender.engine.ridge import Ridge, most_taken

# Each is seen as untaken from the four others, which tell nearly as much as all.
FOLDS = 5
# The most taken courses are enough to learn from, and their tables take little room.
MOST_COURSES = 1000
# Seen as untaken is not quite untaken: parts that tell next to nothing more than others are kept
# beside these by a prior of so many people. hahow is ranked 2 % better so, MARS 1 % worse.
PRIOR = 100.0
# The usual weights sum to 1, these to no more than that: where the former tell little, nothing
# would end them.
MOST_WEIGHT = 3.0
_SEED = 0


@dataclass(frozen=True)
class Seen:
    """Courses as if nobody had finished them.

    Attributes
    ----------
    courses
        Their columns.
    folds
        The fold of each.
    scores
        By part: people x these, z-scores.
    missing
        People x these: 0, or ``FAR_BELOW`` where a person knows one already.
    truth
        People x these: what was taken.
    """

    courses: NDArray[np.int64]
    folds: NDArray[np.int64]
    scores: Mapping[str, Scores]
    missing: Scores
    truth: NDArray[np.bool_]


def untaken_weights(seen: Seen, usual: Scores) -> dict[str, float]:
    """Return the weights for courses without a history; all 0 where nothing tells.

    They may be compared with those that made ``usual``, people x all courses, the scores of courses
    with a history.
    """
    likely = likeliest(seen.scores, seen.missing, seen.truth, PRIOR)
    whole = sum(likely.values())
    if whole == 0.0:
        return likely
    order = {name: weight / whole for name, weight in likely.items()}
    told = (np.float32(order[name]) * scores for name, scores in seen.scores.items())
    total = np.asarray(sum(told), dtype=np.float32)
    # Each person sees another fold so: between its courses and the others lies what an unknown
    # course is worth beside a known one. How much higher or lower all of them stand is not asked;
    # a level left to "above" and "below" would be held down with these where people are few.
    unknown = seen.folds == (np.arange(len(usual)) % FOLDS)[:, None]
    above = unknown.astype(np.float32)
    beside = {
        "usual": np.where(unknown, np.float32(0.0), _around_zero(usual[:, seen.courses])),
        "unknown": np.where(unknown, _around_zero(total), np.float32(0.0)),
        "above": above,
        "below": -above,
    }
    found = likeliest(beside, seen.missing, seen.truth)
    scale = found["unknown"] / found["usual"] if found["usual"] > 0 else 0.0
    scale = min(scale, MOST_WEIGHT)
    return {name: scale * weight for name, weight in order.items()}


def seen_as_untaken(
    parts: Mapping[str, Scores], holds: Mapping[str, Scores], content: Any, split: Split
) -> Seen | None:
    """Look at courses as if nobody had finished them; None with too few people to learn from.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, the z-scores of each part that tells courses without
        a history apart.
    holds
        By name: what of these scores holds for such a course as well, and need not be predicted.
    content
        Courses x tokens as CSR, rows of length 1 or empty.
    split
        The development part.
    """
    counts = split.train.course_counts()
    courses = most_taken(counts, MOST_COURSES)
    hidden = split.train.matrix()[split.people][:, courses].toarray() > 0
    truth = (split.truth[:, courses].toarray() > 0) & ~hidden
    if np.count_nonzero(truth.any(axis=1)) < MIN_TEST_PEOPLE:
        return None
    folds = np.random.default_rng(_SEED).permutation(len(courses)) % FOLDS
    scores = {name: np.empty(truth.shape, dtype=np.float32) for name in parts}
    for fold in range(FOLDS):
        own = courses[folds == fold]
        others = counts.copy()
        others[own] = 0
        ridge = Ridge(content, others, content[own])
        for name, known in parts.items():
            held = holds.get(name, np.zeros((1, known.shape[1]), dtype=np.float32))
            scores[name][:, folds == fold] = ridge.values((known - held).T).T + held[:, own]
    missing = np.where(hidden, FAR_BELOW, np.float32(0.0))
    return Seen(courses, folds, scores, missing, truth)


def _around_zero(scores: Scores) -> Scores:
    return np.asarray(scores - scores.mean(), dtype=np.float32)
