"""The best few courses of each learner among those that may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Columns = NDArray[np.int64]

# So many learners are worked on together: few enough for their scores to stay in a processor's
# cache, many enough for a product to be quick.
ROWS = 128
# From so many courses on it pays, for one learner alone, to look at groups of them first.
_LONG = 4000
# Of a catalogue's courses the root of 1 in so many make up a group.
_SHARE = 8


def top_k(scores: NDArray[Any], allowed: NDArray[np.bool_], k: int) -> list[Columns]:
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
    masks = np.broadcast_to(allowed, scores.shape)
    found: list[Columns] = []
    for start in range(0, len(scores), ROWS):
        rows = slice(start, start + ROWS)
        best = best_columns(np.where(masks[rows], scores[rows], -np.inf), k)
        kept = np.count_nonzero(best >= 0, axis=1).tolist()
        found += [row[:most] for row, most in zip(best, kept, strict=True)]
    return found


def best_by_vectors(
    learners: NDArray[np.float32], courses: NDArray[np.float32], k: int, seen: Any = None
) -> Iterator[tuple[Columns, Scores]]:
    """Rank by products of vectors; memory does not grow with the number of learners.

    Yields, for ``ROWS`` learners at a time, what :func:`best_columns` gives, and the scores of
    these courses, -inf where there is none. Vectors may be mapped from a file.

    Parameters
    ----------
    learners
        Learners x d.
    courses
        Courses x d.
    k
        How many at most; equal scores keep the order of the courses.
    seen
        Learners x courses as CSR; what stands there is never among the best.
    """
    across = np.ascontiguousarray(courses.T)
    cells = np.empty((min(ROWS, len(learners)), len(courses)), dtype=np.float32)
    for start in range(0, len(learners), ROWS):
        rows = learners[start : start + ROWS]
        scores = np.matmul(rows, across, out=cells[: len(rows)])
        if seen is not None:
            _leave_out(scores, seen.indptr[start : start + len(rows) + 1], seen.indices)
        best = best_columns(scores, k)
        yield best, _scores_of(scores, best)


def _leave_out(scores: Scores, starts: NDArray[Any], columns: NDArray[Any]) -> None:
    rows = np.repeat(np.arange(len(scores)), np.diff(starts))
    scores[rows, columns[starts[0] : starts[-1]]] = -np.inf


def _scores_of(scores: Scores, columns: Columns) -> Scores:
    if scores.shape[1] == 0:
        return np.full(columns.shape, -np.inf, dtype=np.float32)
    found = np.take_along_axis(scores, np.maximum(columns, 0), axis=1)
    return np.where(columns >= 0, found, np.float32(-np.inf))


def best_columns(scores: NDArray[Any], k: int) -> Columns:
    """Return learners x k: the columns of the highest scores, best first, then -1.

    Parameters
    ----------
    scores
        Learners x courses, -inf for what must not be shown; so is what is not a number.
    k
        How many; equal scores keep the order of the columns.
    """
    count, columns = scores.shape
    best = np.full((count, max(0, k)), -1, dtype=np.int64)
    if best.size == 0 or columns == 0:
        return best
    if count == 1:
        alone = best_of_one(scores[0], k)
        best[0, : len(alone)] = alone
        return best
    rows, found = _in_order(*_candidates(scores, min(k, columns)), columns)
    places = np.arange(len(rows)) - np.searchsorted(rows, np.arange(count))[rows]
    kept = places < k
    best[rows[kept], places[kept]] = found[kept]
    return best


def best_of_one(scores: NDArray[Any], k: int) -> Columns:
    """Return what :func:`best_columns` does for one learner alone, without the -1.

    Parameters
    ----------
    scores
        One for each course.
    k
        How many at most.
    """
    k = min(k, len(scores))
    if k <= 0:
        return np.empty(0, dtype=np.int64)
    found = _reaching(scores, k)
    # What is not a number counts as the highest of all in a partition.
    if len(found) < k or scores[found[0]] == np.inf:
        found = _reaching(_finite(scores), k)
    return found[:k]


def _reaching(scores: NDArray[Any], k: int) -> Columns:
    """Return the columns of all that is as high as the ``k``-th best, best first."""
    some = scores if len(scores) < _LONG else _maxima(*_grouped(scores[None], k))[0]
    least = np.partition(some, len(some) - k)[len(some) - k]
    (found,) = (scores >= least if least > -np.inf else scores > least).nonzero()
    best: Columns = found[(-scores[found]).argsort(kind="stable")]
    return best


def _candidates(scores: NDArray[Any], k: int) -> tuple[Columns, Columns, NDArray[Any]]:
    """Return rows, columns and scores of all that is as high as a bound which ``k`` reach.

    The k-th highest among the maxima of groups of courses is one: k groups have a course that high,
    and only groups whose maximum is as high need be looked into.
    """
    whole, rest = _grouped(scores, k)
    maxima = _maxima(whole, rest)
    if not (maxima < np.inf).all():
        return _candidates(_finite(scores), k)
    size, groups = whole.shape[1:]
    least = np.partition(maxima, groups - k, axis=1)[:, groups - k]
    least = np.maximum(least, np.finfo(scores.dtype).min)
    rows, group = np.divmod(np.flatnonzero(maxima >= least[:, None]), groups)
    values = whole[rows, :, group]
    places = np.flatnonzero(values >= least[rows][:, None])
    pairs, turns = np.divmod(places, size)
    over, last = np.nonzero(rest >= least[:, None])
    return (
        np.concatenate([rows[pairs], over]),
        np.concatenate([turns * groups + group[pairs], last + size * groups]),
        np.concatenate([values.ravel()[places], rest[over, last]]),
    )


def _grouped(scores: NDArray[Any], k: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return views of ``scores``: learners x courses of a group x groups, and what is left over.

    A group is every so-manieth course: so maxima are taken of stretches side by side, not along
    each. There are about as many groups as there are courses in those that hold the best.
    """
    count, columns = scores.shape
    size = max(1, min(int(np.sqrt(columns / _SHARE)), columns // (2 * k)))
    groups = columns // size
    whole = scores[:, : size * groups].reshape(count, size, groups)
    return whole, scores[:, size * groups :]


def _maxima(whole: NDArray[Any], rest: NDArray[Any]) -> NDArray[Any]:
    """Return learners x groups; what is left over counts to the first groups."""
    maxima: NDArray[Any] = whole.max(axis=1)
    first = maxima[:, : rest.shape[1]]
    np.maximum(first, rest, out=first)
    return maxima


def _in_order(
    rows: Columns, found: Columns, values: NDArray[Any], columns: int
) -> tuple[Columns, Columns]:
    """Return rows and columns by row, the highest value first, then by column.

    One number holds a candidate's row, the rank of its value and its column, so one sort does.
    """
    distinct, ranks = np.unique(values, return_inverse=True)
    keys = (rows * len(distinct) + (len(distinct) - 1 - ranks)) * columns + found
    keys.sort()
    return keys // (len(distinct) * columns), keys % columns


def _finite(scores: NDArray[Any]) -> NDArray[Any]:
    """Put -inf in place of what is not a number."""
    return np.where(np.isfinite(scores), scores, -np.inf)
