"""The best few courses of each learner among those that may be shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_GROUP = 32


def top_k(scores: NDArray[Any], allowed: NDArray[np.bool_], k: int) -> list[NDArray[np.int64]]:
    """Return, for each row of ``scores``, the columns of its best allowed courses, best first.

    Exact: only what cannot be among the best is passed over without sorting.

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
    count, columns = scores.shape
    if k <= 0 or scores.size == 0:
        return [np.empty(0, dtype=np.int64) for _ in range(count)]
    usable = np.where(allowed, _finite(scores), -np.inf)
    least = np.maximum(_thresholds(usable, min(k, columns)), np.finfo(usable.dtype).min)
    if count == 1:
        return [_best_of_one(usable[0], least[0], k)]
    rows, found = np.divmod(np.flatnonzero(usable >= least[:, None]), columns)
    counts = np.bincount(rows, minlength=count)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    # The few that are left stand in a small table, in the order of the columns.
    table = np.full((count, max(1, int(counts.max()))), -np.inf, dtype=usable.dtype)
    table[rows, places] = usable[rows, found]
    where = np.zeros(table.shape, dtype=np.int64)
    where[rows, places] = found
    order = np.argsort(-table, axis=1, kind="stable")[:, :k]
    best = np.take_along_axis(where, order, axis=1)
    return [row[:kept] for row, kept in zip(best, np.minimum(counts, k).tolist(), strict=True)]


def _best_of_one(usable: NDArray[Any], least: Any, k: int) -> NDArray[np.int64]:
    """Return what :func:`top_k` does for one row; the table of many would cost more than it."""
    found = np.flatnonzero(usable >= least)
    return found[np.argsort(-usable[found], kind="stable")[:k]]


def _finite(scores: NDArray[Any]) -> NDArray[Any]:
    """Put -inf in place of what is not a number; one sum tells whether there is any such."""
    with np.errstate(invalid="ignore", over="ignore"):
        if np.isfinite(scores.sum()):
            return scores
    return np.where(np.isfinite(scores), scores, -np.inf)


def _thresholds(usable: NDArray[Any], k: int) -> NDArray[Any]:
    """Return for each row a bound that its ``k`` best courses reach.

    The k-th highest among the maxima of groups is one: k groups have a course that high.
    """
    groups = usable.shape[1] // _GROUP
    if groups < 2 * k:
        return np.partition(usable, -k, axis=1)[:, -k]
    # Each group is every so-manieth course, so that maxima are taken of whole rows side by side.
    whole = usable[:, : groups * _GROUP].reshape(len(usable), _GROUP, groups)
    return np.partition(whole.max(axis=1), -k, axis=1)[:, -k]
