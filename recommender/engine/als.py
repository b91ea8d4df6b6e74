"""Implicit-feedback ALS: the plain factorisation that a training compares its model with.

Hu, Koren and Volinsky, Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008: every
pair of person and course is a 0 or a 1; a 1 is trusted more, and least squares are solved for
people and courses in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions
from recommender.engine.ranking import Scores

# Usual values; trust and ridge are tried on each site, see :mod:`recommender.engine.baselines`.
DIMENSIONS, ROUNDS = 64, 10
TRUST, RIDGE = 10.0, 10.0
# Courses' vectors need no more people than this; all others are folded in.
MOST_PEOPLE = 50_000
# Vectors begin near zero, each in a direction of its own.
_SPREAD = 0.01
# So many are held at once, which is 16 MB.
_MOST_NUMBERS = 4_000_000

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Als:
    """Courses x d, and what people's vectors are solved with."""

    courses: Floats
    trust: float
    ridge: float

    def fold_in(self, histories: Any) -> Floats:
        """Return people x d for people x courses as CSR of ones; nobody needs to be known."""
        return _solved(histories, self.courses, self.trust, self.ridge)

    def scores(self, histories: Any) -> Scores:
        """Return people x courses for people x courses as CSR of ones."""
        return np.asarray(self.fold_in(histories) @ self.courses.T, dtype=np.float32)


def als(
    past: Interactions,
    seed: int = 0,
    *,
    dimensions: int = DIMENSIONS,
    rounds: int = ROUNDS,
    trust: float = TRUST,
    ridge: float = RIDGE,
) -> Als:
    """Fit courses' vectors; equal seeds give equal ones.

    Parameters
    ----------
    past
        The history; of more than ``MOST_PEOPLE`` people so many are drawn.
    seed
        Of the draw, and of where vectors begin.
    dimensions
        Length d of a vector.
    rounds
        How often people and courses are solved for in turn.
    trust
        By how much a completion counts more than its absence, which counts 1.
    ridge
        What holds the vectors down.
    """
    random = np.random.default_rng(seed)
    matrix = past.matrix()
    if matrix.shape[0] > MOST_PEOPLE:
        matrix = matrix[np.sort(random.choice(matrix.shape[0], MOST_PEOPLE, replace=False))]
    owners = matrix.T.tocsr()
    courses = random.normal(scale=_SPREAD, size=(matrix.shape[1], dimensions)).astype(np.float32)
    for _ in range(rounds):
        people = _solved(matrix, courses, trust, ridge)
        courses = _solved(owners, people, trust, ridge)
    return Als(courses, trust, ridge)


def _solved(rows: Any, others: Floats, trust: float, ridge: float) -> Floats:
    """Return one vector for each of ``rows``, given those of the columns.

    With Y the vectors of a row's own columns it is (1 + trust) A^-1 Y' 1, where
    A = others' others + ridge I + trust Y' Y.
    """
    base = others.T.astype(np.float64) @ others + ridge * np.identity(others.shape[1])
    inverse = np.linalg.inv(base).astype(np.float32)
    padded = np.vstack([others, np.zeros((1, others.shape[1]), dtype=np.float32)])
    found = np.zeros((rows.shape[0], others.shape[1]), dtype=np.float32)
    for places, own in _alike_long(rows, others.shape):
        vectors = padded[own]
        if own.shape[1] <= others.shape[1]:
            found[places] = _short(vectors, inverse, trust)
        else:
            found[places] = _long(vectors, base.astype(np.float32), trust)
    return found


def _short(vectors: Floats, inverse: Floats, trust: float) -> Floats:
    """Solve n x n systems: A^-1 Y' = B^-1 Y' (I + trust Y B^-1 Y')^-1, with B the base."""
    through = vectors @ inverse
    system = np.float32(trust) * (through @ vectors.transpose(0, 2, 1))
    system += np.identity(system.shape[1], dtype=np.float32)
    parts = np.linalg.solve(system, np.ones((*system.shape[:2], 1), dtype=np.float32))
    return np.asarray((1.0 + trust) * (parts.transpose(0, 2, 1) @ through)[:, 0], np.float32)


def _long(vectors: Floats, base: Floats, trust: float) -> Floats:
    """Solve d x d systems."""
    system = base + np.float32(trust) * (vectors.transpose(0, 2, 1) @ vectors)
    wanted = (1.0 + np.float32(trust)) * vectors.sum(axis=1)
    return np.asarray(np.linalg.solve(system, wanted[:, :, None])[:, :, 0], np.float32)


def _alike_long(
    rows: Any, shape: tuple[int, int]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield places of rows of about the same length, with their columns.

    Shorter rows are filled up with a column beyond the last, which stands for a vector of zeros.
    """
    columns, dimensions = shape
    starts, lengths = rows.indptr, np.diff(rows.indptr)
    order = np.argsort(lengths, kind="stable")
    order = order[lengths[order] > 0]
    while len(order):
        longest = int(lengths[order[-1]])
        side = min(longest, dimensions)
        count = max(1, _MOST_NUMBERS // (longest * dimensions + side * side))
        # Lengths that differ much would be filled up at a cost.
        least = int(np.searchsorted(lengths[order], longest // 2, side="right"))
        order, places = np.split(order, [max(least, len(order) - count)])
        offsets = np.arange(longest)
        there = offsets < lengths[places][:, None]
        own = np.full(there.shape, columns, dtype=np.int64)
        own[there] = rows.indices[(starts[places][:, None] + offsets)[there]]
        yield places, own
