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
MAX_COURSES = 4000
# Where somebody waits, so many are learned from as soon as there would be more pairs than that.
WAITED_COURSES, WAITED_PAIRS = 1000, 50_000
# For one course in so many the kernel need not be made: steps towards the solution are quicker.
STEPS_PAY = 25
_EXACT_ENOUGH = 1e-6
_MOST_STEPS = 500
_COLUMNS_AT_ONCE = 512


class Ridge:
    """A ridge regression in closed form on content, from courses with a history to others.

    It learns from the ``MAX_COURSES`` most taken of them: with K their cosines, and k those between
    them and another course, what is predicted of it is mean + (known - mean) (K + ridge I)^-1 k.
    Of a course without any content that is the mean.

    Where somebody waits for many courses of a large catalogue it learns from ``WAITED_COURSES``: on
    3,300 of MOOCCube that ranks courses without history as well as learning from all.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    counts
        How many people finished each course.
    others
        The courses to predict, laid out as ``vectors``.
    waited
        Whether somebody waits for it.
    """

    def __init__(
        self, vectors: Any, counts: NDArray[Any], others: Any, *, waited: bool = False
    ) -> None:
        self._count = others.shape[0]
        self._warm = _most_taken(counts, MAX_COURSES)
        if waited and len(self._warm) * self._count > WAITED_PAIRS:
            self._warm = _most_taken(counts, WAITED_COURSES)
        self.predicts = len(self._warm) > 0 and self._count > 0
        self._mix = _mix(vectors[self._warm], others) if self.predicts else None

    def columns(self, weights: Any) -> Any:
        """Return courses x the courses to predict as CSR, from links as courses x courses.

        Each column has as many links as others may have.
        """
        size, blocks = weights.shape[0], []
        if self._mix is None:
            return sp.csr_matrix((size, self._count), dtype=np.float32)
        for start in range(0, self._count, _COLUMNS_AT_ONCE):
            mix = self._mix[:, start : start + _COLUMNS_AT_ONCE]
            blocks.append(strongest(_carried(weights, self._warm, mix), size))
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


def _most_taken(counts: NDArray[Any], most: int) -> NDArray[np.int64]:
    found = np.argsort(-counts.astype(np.int64), kind="stable")[:most]
    return np.sort(found[counts[found] > 0])


def _carried(weights: Any, warm: NDArray[np.int64], mix: Floats) -> Floats:
    """Return the rows ``warm`` of what ``weights`` among these courses say of the others."""
    mean = np.full((len(warm), 1), 1.0 / len(warm), dtype=np.float32)
    asked = np.hstack([mix, mean])
    if mix.shape[1] * STEPS_PAY > len(warm):
        found = weights[warm][:, warm].toarray() @ asked  # so many are quicker without zeros
    else:
        among = np.zeros((weights.shape[1], asked.shape[1]), dtype=np.float32)
        among[warm] = asked
        found = (weights @ among)[warm]
    return np.asarray(found[:, :-1] + found[:, -1:] * (1.0 - mix.sum(axis=0)), dtype=np.float32)


def _mix(own: Any, others: Any) -> Floats:
    """Return own courses x others: how much of each own course the prediction takes."""
    own, others = own.astype(np.float32), others.astype(np.float32)
    near = np.asarray((own @ others.T).toarray(), dtype=np.float32)
    return _in_steps(own, near) if near.shape[1] * STEPS_PAY <= len(near) else _at_once(own, near)


def _at_once(own: Any, near: Floats) -> Floats:
    # Where many courses look alike float32 would not be exact enough.
    kernel = (own @ own.T).toarray().astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    factor = la.cho_factor(kernel, overwrite_a=True, check_finite=False)
    return np.asarray(la.cho_solve(factor, near, check_finite=False), dtype=np.float32)


def _in_steps(own: Any, near: Floats) -> Floats:
    """Solve the same by conjugate gradients, for each column of ``near`` by itself."""
    across = own.T.tocsr()
    found, rest, way = np.zeros_like(near), near.copy(), near.copy()
    left = _products(rest, rest)
    enough = np.float32(_EXACT_ENOUGH**2) * left
    for _ in range(_MOST_STEPS):
        if not (left > enough).any():
            break
        ahead = own @ (across @ way) + np.float32(RIDGE) * way
        step = _share(left, _products(way, ahead))
        found += step * way
        rest -= step * ahead
        before, left = left, _products(rest, rest)
        way = rest + _share(left, before) * way
    return found


def _products(one: Floats, other: Floats) -> Floats:
    return np.asarray((one * other).sum(axis=0), dtype=np.float32)


def _share(part: Floats, whole: Floats) -> Floats:
    """Return ``part / whole``, 0 where there is nothing left."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
