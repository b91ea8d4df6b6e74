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
from recommender.engine.links import placed, strongest

RIDGES = (100.0, 400.0, 1000.0)
DECAYS = (1.0, 0.8, 0.65)
LEAVING = (0.5, 0.8)
EASE_MAX_COURSES = 6000
_SHRINKAGE = 10.0
_COLUMNS_AT_ONCE = 1024


def ease_affordable(interactions: Interactions) -> bool:
    """Tell whether the dense inverse that EASE needs fits a small machine."""
    return bool(np.count_nonzero(interactions.course_counts()) <= EASE_MAX_COURSES)


def ease(interactions: Interactions, ridge: float) -> Any:
    """Return the EASE weights, courses x courses as CSR float32, with an empty diagonal.

    Of a large catalogue only the strongest weights towards each course are kept.
    """
    counts = interactions.course_counts()
    warm = np.flatnonzero(counts)
    matrix = interactions.matrix()[:, warm]
    gram = np.asarray((matrix.T @ matrix).todense(), dtype=np.float64)
    gram[np.diag_indices_from(gram)] += ridge
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return placed(strongest(weights), warm, warm, len(counts))


def cosine(interactions: Interactions, leaving: float = 0.5) -> Any:
    """Return cosine similarities with shrinkage, courses x courses as CSR float32.

    ``leaving`` is how much a pair is divided by the count of its first course against that of its
    second: 0.5 is the cosine, towards 1 the second's popularity speaks for it.
    """
    counts = interactions.course_counts()
    matrix = interactions.matrix().tocsc()
    own, others = counts**leaving, counts ** (1.0 - leaving)
    blocks = []
    for start in range(0, len(counts), _COLUMNS_AT_ONCE):
        stop = min(start + _COLUMNS_AT_ONCE, len(counts))
        together = np.asarray((matrix.T @ matrix[:, start:stop]).todense(), dtype=np.float64)
        similar = together / (np.outer(own, others[start:stop]) + _SHRINKAGE)
        similar[np.arange(start, stop), np.arange(stop - start)] = 0.0
        blocks.append(strongest(similar))
    return sp.hstack(blocks, format="csr", dtype=np.float32)
