"""The item-item companions: which course goes with which, read from everybody's histories.

Two ways, both kept as a sparse matrix ``weights[own course, other course]``: EASE (Steck 2019,
a ridge regression of each course on all others, solved in closed form) while its dense inverse is
affordable, and cosine with shrinkage.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from recommender.engine.interactions import Interactions
from recommender.engine.links import placed, strongest, strongest_of

# What the search climbs over: values far apart, as the curves between them are flat. Where people
# take the same courses as a rule, small ones win by far; where histories are few, large ones.
RIDGES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
USUAL_RIDGE = 300.0
DECAYS = (1.0, 0.8, 0.65)
LEAVING = (0.5, 0.8)
LESS_LATEST = 0.3
# How much long histories are held down, for :func:`shared`: the pairs of a cosine come from those
# with many courses alone otherwise, while the regression of EASE already knows their other courses,
# so that none at all may suit it as well. The usual one stands first.
EASE_SHARES, COSINE_SHARE = (0.5, 0.0), 1.0
# The dense inverse of so many takes 0.3 GB, and as much again on the way.
EASE_MAX_COURSES = 6000
MOST_OF_ONE = 3000
SHRINKAGE = 10.0
_COLUMNS_AT_ONCE = 1024


def ease_affordable(interactions: Interactions) -> bool:
    """Tell whether the dense inverse that EASE needs fits a small machine."""
    return bool(np.count_nonzero(interactions.course_counts()) <= EASE_MAX_COURSES)


def ease(interactions: Interactions, ridge: float, share: float = 0.0) -> Any:
    """Return the EASE weights, courses x courses as CSR float32, with an empty diagonal.

    Of a large catalogue only the strongest weights towards each course are kept.

    Parameters
    ----------
    interactions
        The history.
    ridge
        How much a course's own weights are held down, in people.
    share
        A person with n courses counts n to the power of minus this much: 0 all the same, 1 so that
        their courses together count as one.
    """
    counts = interactions.course_counts()
    warm = np.flatnonzero(counts)
    matrix, usual = shared(interactions, share)
    matrix = matrix[:, warm]
    gram = np.asarray((matrix.T @ matrix).todense(), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += ridge * usual
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return placed(strongest(weights), warm, warm, len(counts))


def cosine(
    interactions: Interactions,
    leaving: float = 0.5,
    share: float = 0.0,
    shrinkage: float = SHRINKAGE,
) -> Any:
    """Return cosine similarities with shrinkage, courses x courses as CSR float32.

    Parameters
    ----------
    interactions
        The history.
    leaving
        How much a pair is divided by the count of its first course against that of its second: 0.5
        is the cosine, towards 1 the second's popularity speaks for it.
    share
        See :func:`ease`.
    shrinkage
        How much pairs that few people made are held down, in people.
    """
    matrix, usual = shared(interactions, share)
    counts = np.asarray(matrix.multiply(matrix).sum(axis=0), dtype=np.float64).ravel()
    own, others = counts**leaving, counts ** (1.0 - leaving)
    blocks = []
    for start in range(0, len(counts), _COLUMNS_AT_ONCE):
        stop = min(start + _COLUMNS_AT_ONCE, len(counts))
        together = (matrix.T @ matrix[:, start:stop]).tocoo()
        row, column = together.row, together.col
        base = own[row] * others[start + column] + shrinkage * usual
        similar = np.where(row == start + column, 0.0, together.data / base)
        blocks.append(strongest_of(sp.csc_matrix((similar, (row, column)), shape=together.shape)))
    return sp.hstack(blocks, format="csr", dtype=np.float32)


def shared(interactions: Interactions, share: float) -> tuple[Any, float]:
    """Return people x courses as CSC, each person's row weighed, and what a completion counts.

    The product of the matrix with itself counts pairs, each by the weight of its person. Of whoever
    has taken more than ``MOST_OF_ONE`` courses the latest count: their pairs alone would be more
    than those of all others together, and say little.
    """
    interactions = interactions.latest(MOST_OF_ONE)
    lengths = np.bincount(interactions.learner_rows, minlength=len(interactions.learners))
    weights = np.maximum(lengths, 1.0) ** (-share / 2.0)
    matrix = sp.csc_matrix(sp.diags_array(weights) @ interactions.matrix())
    usual = (
        float(np.square(weights[interactions.learner_rows]).mean()) if len(interactions) else 1.0
    )
    return matrix, usual
