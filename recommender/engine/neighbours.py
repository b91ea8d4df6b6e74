"""The item-item companion: which course follows from which, read from everybody's histories.

Two ways, both kept as a sparse matrix ``weights[own course, other course]``: EASE (Steck 2019,
a ridge regression of each course on all others, solved in closed form) while its dense inverse is
affordable, and cosine with shrinkage beyond. A learner's score for a course is the sum of the
weights from their own courses, the latest counting full and each step back ``DECAY`` of the next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions

DECAY = 0.8
RIDGES = (50.0, 200.0, 500.0)
LINKS_PER_COURSE = 200
EASE_MAX_COURSES = 6000
_SHRINKAGE = 10.0
_COLUMNS_AT_ONCE = 1024


def ease_affordable(interactions: Interactions) -> bool:
    """Tell whether the dense inverse that EASE needs fits a small machine."""
    return bool(np.count_nonzero(interactions.course_counts()) <= EASE_MAX_COURSES)


def ease(interactions: Interactions, ridge: float) -> Any:
    """Return the EASE weights, courses x courses as CSR float32, with an empty diagonal.

    Only the ``LINKS_PER_COURSE`` strongest weights towards each course are kept.
    """
    counts = interactions.course_counts()
    warm = np.flatnonzero(counts)
    matrix = interactions.matrix()[:, warm]
    gram = np.asarray((matrix.T @ matrix).todense(), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += ridge
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return _placed(_strongest(weights), warm, len(counts))


def cosine(interactions: Interactions) -> Any:
    """Return cosine similarities with shrinkage, courses x courses as CSR float32."""
    counts = interactions.course_counts()
    matrix = interactions.matrix().tocsc()
    norms = np.sqrt(counts)
    blocks = []
    for start in range(0, len(counts), _COLUMNS_AT_ONCE):
        stop = min(start + _COLUMNS_AT_ONCE, len(counts))
        together = np.asarray((matrix.T @ matrix[:, start:stop]).todense(), dtype=np.float64)
        similar = together / (np.outer(norms, norms[start:stop]) + _SHRINKAGE)
        similar[np.arange(start, stop), np.arange(stop - start)] = 0.0
        blocks.append(_strongest(similar))
    return sp.hstack(blocks, format="csr", dtype=np.float32)


def _strongest(weights: NDArray[np.float64]) -> Any:
    """Keep the strongest weights of each column, as CSC."""
    if weights.shape[0] > LINKS_PER_COURSE:
        size = np.abs(weights)
        threshold = np.partition(size, -LINKS_PER_COURSE, axis=0)[-LINKS_PER_COURSE]
        weights = np.where(size >= threshold, weights, 0.0)
    return sp.csc_matrix(weights.astype(np.float32))


def _placed(weights: Any, rows: NDArray[np.int64], size: int) -> Any:
    found = weights.tocoo()
    return sp.csr_matrix(
        (found.data, (rows[found.row], rows[found.col])), shape=(size, size), dtype=np.float32
    )
