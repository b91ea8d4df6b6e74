"""Several scores made one: each z-scored for each person, then summed with weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.engine.ranking import Scores

# What it is called beside its parts and beside plain methods.
FUSION = "fusion"
# What spreads less, as a part of its mean or in all, is what equal numbers differ in by rounding.
_ROUNDING, _LEAST_SPREAD = 1e-6, 1e-30
_NONE = np.empty(0, dtype=np.int64)
# One number, one for each person (a column), or two columns: for courses with and without history.
Weight = float | NDArray[np.float32]


def scales(scores: Scores) -> Scores:
    """Return 1 / the standard deviation of each row, as a column.

    It is 0 where a row says nothing: mere rounding counts as nothing, as does what is not finite.
    """
    return _centre(scores, np.empty(scores.shape, dtype=np.float32))


def _centre(scores: Scores, found: Scores) -> Scores:
    """Put the distances from each row's mean into ``found``; return what :func:`scales` does."""
    count, ones = max(1, scores.shape[1]), np.ones(scores.shape[1], dtype=np.float32)
    # The overflow of a row that is not finite is of no interest: it has no say.
    with np.errstate(invalid="ignore", over="ignore"):
        # A product with ones is the quickest sum there is; what it is off by comes off right after.
        mean = (scores @ ones / np.float32(count))[:, None]
        np.subtract(scores, mean, out=found)
        found -= (found @ ones / np.float32(count))[:, None]
        spread = np.sqrt(np.vecdot(found, found) / np.float32(count))[:, None]
        says = np.isfinite(spread) & (spread > np.maximum(_ROUNDING * abs(mean), _LEAST_SPREAD))
    silent = ~says.ravel()
    if silent.any():
        found[silent] = 0.0
    scale = np.where(says, 1.0 / np.where(says, spread, 1.0), 0.0)
    return np.asarray(scale, dtype=np.float32)


def z_scores(scores: Scores) -> Scores:
    """Return ``scores`` with mean 0 and deviation 1 in each row; 0 where a row says nothing."""
    if _same_for_all(scores):
        return np.broadcast_to(z_scores(scores[:1]), scores.shape)
    found = np.empty(scores.shape, dtype=np.float32)
    scale = _centre(scores, found)
    found *= scale
    return found


def fuse(
    parts: Iterable[tuple[Weight, Scores]],
    shape: tuple[int, int],
    untaken: NDArray[np.int64] = _NONE,
) -> Scores:
    """Return the weighted sum of the parts' z-scores.

    Parameters
    ----------
    parts
        Weights, and people x courses.
    shape
        People x courses.
    untaken
        Columns of the courses that have no history, and so the second weights where there are two.
    """
    heard = ((_two(weight), scores) for weight, scores in parts if np.any(np.greater(weight, 0)))
    if shape[0] == 1:
        return _fuse_for_one(list(heard), shape, untaken)
    total, found = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    for (usual, other), scores in heard:
        if _same_for_all(scores):
            z = z_scores(scores[:1])
            total += usual * z
            total[:, untaken] += (other - usual) * z[:, untaken]
            continue
        scale = _centre(scores, found)
        if len(untaken):
            total[:, untaken] += found[:, untaken] * ((other - usual) * scale)
        found *= usual * scale
        total += found
    return total


def _fuse_for_one(
    parts: Sequence[tuple[tuple[Scores, Scores], Scores]],
    shape: tuple[int, int],
    untaken: NDArray[np.int64],
) -> Scores:
    """Return what :func:`fuse` does for one person, whose parts are as many rows of one table."""
    if not parts:
        return np.zeros(shape, dtype=np.float32)
    weights = np.hstack([np.vstack(pair) for pair, _ in parts])
    z = z_scores(np.vstack([scores for _, scores in parts]))
    found: Scores = weights[:1] @ z
    found[:, untaken] = weights[1:] @ z[:, untaken]
    return found


def _two(weight: Weight) -> tuple[Scores, Scores]:
    """Return a weight as columns: for courses with a history, and for those without."""
    columns = np.atleast_2d(np.asarray(weight, dtype=np.float32))
    return columns[:, :1], columns[:, -1:]


def says_anything(scores: Scores) -> bool:
    """Say whether a part tells courses apart for anybody."""
    return bool(scores.size and scales(scores).any())


def _same_for_all(scores: Scores) -> bool:
    """Say whether one row is shown as that of everybody."""
    return len(scores) > 1 and scores.strides[0] == 0
