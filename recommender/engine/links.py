"""Parts of a score that lead from the courses a person finished to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Floats
from recommender.engine.ranking import Scores

# Leaving weak links out costs accuracy: all of 2,000 courses are kept, dense while serving (16 MB a
# part), and of larger catalogues as many in all, but no fewer than the first for each course.
LEAST_LINKS, MOST_WEIGHTS, MOST_DENSE = 200, 4_000_000, 4_000_000
# Worked on at once, so that little room is taken and a processor's cache is of use.
_COLUMNS_AT_ONCE, _ROWS_AT_ONCE = 512, 256


@dataclass(frozen=True)
class Links:
    """One way of leading on.

    Attributes
    ----------
    name
        Which way it is, such as ``ease``.
    weights
        Own courses x courses as CSR float32.
    decay
        What one step back in a person's history weighs against the next.
    latest
        What a person's very latest course counts beside that; less than 1 where what stands at the
        end of a record says little of what comes next.
    """

    name: str
    weights: Any
    decay: float
    latest: float = 1.0

    def scores(self, steps: Any) -> Scores:
        """Return people x courses.

        Parameters
        ----------
        steps
            People x own courses as CSR: 1 for a person's latest course, 2 for the one before, ...
        """
        return multiplied(self.profiles(steps), self._table)

    def profiles(self, steps: Any) -> Any:
        """Return what each own course weighs, laid out as ``steps``."""
        return sp.csr_matrix((self.worth(steps.data), steps.indices, steps.indptr), steps.shape)

    def worth(self, steps: NDArray[Any]) -> Floats:
        """Return what courses weigh that stand so many steps back, 1 the latest."""
        faded = np.power(np.float32(self.decay), steps - 1, dtype=np.float32)
        return np.asarray(np.where(steps == 1, self.latest, faded), np.float32)

    @cached_property
    def _table(self) -> Any:
        return quick_to_multiply(self.weights)

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """What each own course says for the average course."""
        return row_means(self.weights)


def quick_to_multiply(weights: Any) -> Any:
    """Return weights dense where that is small: a product with zeros is the quicker one then."""
    return weights.toarray() if weights.shape[0] * weights.shape[1] <= MOST_DENSE else weights


def multiplied(rows: Any, table: Any) -> Scores:
    """Return the dense product of CSR ``rows`` with what :func:`quick_to_multiply` gave."""
    found = rows @ table
    return np.asarray(found if isinstance(found, np.ndarray) else found.toarray(), np.float32)


def row_means(weights: Any) -> NDArray[np.float64]:
    """Return the mean of each row of sparse ``weights``, over all columns."""
    total = np.asarray(weights.sum(axis=1, dtype=np.float64), dtype=np.float64)
    return np.asarray(total.ravel() / max(1, weights.shape[1]), dtype=np.float64)


def links_per_course(courses: int) -> int:
    """Return how many links towards each course are kept: all, where that takes little memory."""
    return max(LEAST_LINKS, MOST_WEIGHTS // max(1, courses))


def highest(values: NDArray[Any], kept: int) -> NDArray[np.bool_]:
    """Return the mask of the ``kept`` highest along the last axis; of equal ones the first.

    Not one more, however many are equal: where all courses look alike that would be all of them.
    """
    least = np.partition(values, -kept, axis=-1)[..., -kept, None]
    found = np.asarray(values >= least)
    many = np.count_nonzero(found, axis=-1) > kept
    if many.any():
        above, level = values[many] > least[many], values[many] == least[many]
        lacking = kept - np.count_nonzero(above, axis=-1, keepdims=True)
        found[many] = above | (level & (np.cumsum(level, axis=-1, dtype=np.int32) <= lacking))
    return found


def strongest(weights: NDArray[Any], courses: int | None = None) -> Any:
    """Keep the strongest weights towards each course (column), as CSC float32.

    ``courses`` is how many the catalogue has, where that is not how many rows there are.
    """
    kept = links_per_course(weights.shape[0] if courses is None else courses)
    blocks = [sp.csc_matrix((weights.shape[0], 0), dtype=np.float32)]
    for start in range(0, weights.shape[1], _COLUMNS_AT_ONCE):
        blocks.append(most(turned(weights[:, start : start + _COLUMNS_AT_ONCE]), kept))
    return sp.hstack(blocks, format="csc", dtype=np.float32)


def strongest_of(weights: Any) -> Any:
    """Do what :func:`strongest` does for CSC weights, without making them dense; as CSR float32."""
    return most_of(weights, links_per_course(weights.shape[0])).tocsr().astype(np.float32)


def most(across: NDArray[Any], kept: int) -> Any:
    """Keep the ``kept`` largest weights towards each course, whatever their sign.

    Given courses x own courses, so that what is compared stands side by side: that is several times
    as quick. Returns own courses x courses as CSC float32; of equal weights the first stay.
    """
    there = across != 0.0
    if across.shape[1] > kept:
        there &= highest(np.abs(across), kept)
    rows = np.nonzero(there)[1].astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(np.count_nonzero(there, axis=1))])
    weights = across[there].astype(np.float32)
    found = sp.csc_matrix((weights, rows, starts), shape=across.shape[::-1])
    found.eliminate_zeros()
    return found


def turned(values: NDArray[Any]) -> NDArray[Any]:
    """Return a copy with rows for columns, piece by piece, which a processor's cache likes."""
    found = np.empty(values.shape[::-1], dtype=values.dtype)
    for start in range(0, len(values), _ROWS_AT_ONCE):
        found[:, start : start + _ROWS_AT_ONCE] = values[start : start + _ROWS_AT_ONCE].T
    return found


def most_of(weights: Any, kept: int) -> Any:
    """Do what :func:`most` does for CSC weights, without making them dense; changes ``weights``."""
    starts = weights.indptr
    for column in np.flatnonzero(np.diff(starts) > kept):
        own = slice(starts[column], starts[column + 1])
        size = np.abs(weights.data[own])
        weights.data[own] = np.where(highest(size, kept), weights.data[own], 0.0)
    weights.eliminate_zeros()
    return weights


def placed(weights: Any, rows: NDArray[np.int64], columns: NDArray[np.int64], size: int) -> Any:
    """Put ``weights`` at these rows and columns of a matrix of ``size`` courses, as CSR."""
    found = weights.tocoo()
    return sp.csr_matrix(
        (found.data, (rows[found.row], columns[found.col])), shape=(size, size), dtype=np.float32
    )
