"""The best few courses of each learner among those that may be shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


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
