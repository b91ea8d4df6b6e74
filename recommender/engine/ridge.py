"""Carries over what is known of courses with a history to courses that are like them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Floats
from recommender.engine.links import strongest

RIDGE = 1.0
# What is predicted from more of them is no better, on 3,300 courses of MOOCCube worse: those that
# few people took tell little of what they are like.
MAX_COURSES = 1000
_COLUMNS_AT_ONCE = 512


class Ridge:
    """A ridge regression in closed form on content, from courses with a history to others.

    It learns from the ``MAX_COURSES`` most taken of them: with K their cosines, and k those between
    them and another course, what is predicted of it is mean + (known - mean) (K + ridge I)^-1 k.
    Of a course without any content that is the mean.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    counts
        How many people finished each course.
    others
        The courses to predict, laid out as ``vectors``.
    """

    def __init__(self, vectors: Any, counts: NDArray[Any], others: Any) -> None:
        self._count = others.shape[0]
        self._warm = most_taken(counts, MAX_COURSES)
        self.predicts = len(self._warm) > 0 and self._count > 0
        self._mix = _mix(vectors[self._warm], others) if self.predicts else None

    def columns(self, weights: Any) -> Any:
        """Return courses x the courses to predict as CSR, from links as courses x courses.

        Each column has as many links as others may have.
        """
        size, blocks = weights.shape[0], []
        if self._mix is None:
            return sp.csr_matrix((size, self._count), dtype=np.float32)
        among = weights[self._warm][:, self._warm].toarray()
        mean = among.mean(axis=1, keepdims=True)
        for start in range(0, self._count, _COLUMNS_AT_ONCE):
            mix = self._mix[:, start : start + _COLUMNS_AT_ONCE]
            blocks.append(strongest(among @ mix + mean * (1.0 - mix.sum(axis=0)), size))
        found = sp.hstack(blocks, format="coo")
        return sp.csr_matrix(
            (found.data, (self._warm[found.row], found.col)), shape=(size, self._count)
        )

    def values(self, known: Floats) -> Floats:
        """Return the courses to predict x d, from courses x d; zeros where nothing is known."""
        if self._mix is None:
            return np.zeros((self._count, known.shape[1]), dtype=np.float32)
        own = known[self._warm].astype(np.float64)
        mean = own.mean(axis=0)
        return np.asarray(mean + self._mix.T @ (own - mean), dtype=np.float32)


def most_taken(counts: NDArray[Any], most: int) -> NDArray[np.int64]:
    """Return, ascending, the rows of at most so many courses with a history: the most taken ones.

    Parameters
    ----------
    counts
        How many people finished each course; of equal ones the first count.
    most
        How many at most.
    """
    order = np.argsort(-counts.astype(np.int64), kind="stable")[:most]
    return np.sort(order[counts[order] > 0])


def _mix(own: Any, others: Any) -> Floats:
    """Return own courses x others: how much of each own course the prediction takes."""
    # Where many courses look alike float32 would not be exact enough.
    kernel = (own @ own.T).toarray().astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    factor = la.cho_factor(kernel, overwrite_a=True, check_finite=False)
    found = np.empty((own.shape[0], others.shape[0]), dtype=np.float32)
    for start in range(0, others.shape[0], _COLUMNS_AT_ONCE):
        block = slice(start, start + _COLUMNS_AT_ONCE)
        near = (own @ others[block].T).toarray()
        found[:, block] = la.cho_solve(factor, near, check_finite=False)
    return found
