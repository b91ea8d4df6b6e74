"""Scores blended per learner, and the best few courses among those that may be shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_ROUNDING = 1e-6


def blend(factors: Scores, neighbours: Scores, weight: float) -> Scores:
    """Mix both parts, each z-scored per learner, the neighbours weighing ``weight``.

    A learner about whom one part says nothing is ranked by the other alone.
    """
    factor_scale, neighbour_scale = blend_scales(factors, neighbours, weight)
    return np.asarray(
        factor_scale * _centred(factors) + neighbour_scale * _centred(neighbours), dtype=np.float32
    )


def blend_scales(factors: Scores, neighbours: Scores, weight: float) -> tuple[Scores, Scores]:
    """Return what each part's distance from its mean is multiplied by, one row per learner."""
    factor_spread, neighbour_spread = _spread(factors), _spread(neighbours)
    share = np.where(neighbour_spread == 0, 0.0, np.where(factor_spread == 0, 1.0, weight))
    return _over(1.0 - share, factor_spread), _over(share, neighbour_spread)


def _centred(scores: Scores) -> Scores:
    return np.asarray(scores - scores.mean(axis=1, keepdims=True), dtype=np.float32)


def _spread(scores: Scores) -> Scores:
    """Return the standard deviation of each row; mere rounding counts as none."""
    spread = scores.std(axis=1, keepdims=True)
    noise = _ROUNDING * np.abs(scores).max(axis=1, keepdims=True)
    return np.asarray(np.where(spread > noise, spread, 0.0), dtype=np.float32)


def _over(share: NDArray[Any], spread: Scores) -> Scores:
    nothing = spread == 0
    return np.asarray(np.where(nothing, 0.0, share / np.where(nothing, 1.0, spread)), np.float32)


def top_k(scores: NDArray[Any], allowed: NDArray[np.bool_], k: int) -> list[NDArray[np.int64]]:
    """Return, for each row of ``scores``, the columns of its best allowed courses, best first.

    Parameters
    ----------
    scores
        Learners x courses; a score that is not a number is never shown.
    allowed
        Mask of the same shape, or one row for all learners.
    k
        How many at most; fewer come back where fewer are allowed. Equal scores keep the order
        of the columns.
    """
    usable = np.where(allowed & np.isfinite(scores), scores, -np.inf)
    if k <= 0 or usable.size == 0:
        return [np.empty(0, dtype=np.int64) for _ in usable]
    if k < usable.shape[1]:
        thresholds = np.partition(usable, -k, axis=1)[:, -k]
    else:
        thresholds = np.full(len(usable), -np.inf)
    return [_best(row, threshold, k) for row, threshold in zip(usable, thresholds, strict=True)]


def _best(scores: NDArray[Any], threshold: float, k: int) -> NDArray[np.int64]:
    found = np.flatnonzero((scores >= threshold) & (scores > -np.inf))
    return found[np.argsort(-scores[found], kind="stable")[:k]]
