"""The spectral companion: what remains of histories in the few directions that most of them share.

A low-pass filter over the graph of people and courses (Shen et al. 2021, "How Powerful is Graph
Convolution for Recommendation?", their ideal filter): closed form, and linear in a person's
courses. It says what EASE, which looks at every course by itself, does not, where histories are
long and many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import ArpackError, svds

from recommender.engine.interactions import Interactions
from recommender.engine.links import placed, strongest
from recommender.engine.neighbours import shared

DIRECTIONS = 24
LEAVING = 0.25
_SEED = 0


def spectral(
    interactions: Interactions, directions: int = DIRECTIONS, leaving: float = LEAVING
) -> Any:
    """Return own courses x courses as CSR float32; empty where there is no direction to share.

    Parameters
    ----------
    interactions
        The history.
    directions
        How many of the directions that explain most are kept.
    leaving
        How much a course is held down by its popularity before, and raised after: 0 not at all,
        0.5 as in the source.
    """
    counts = interactions.course_counts()
    warm = np.flatnonzero(counts)
    matrix, _usual = shared(interactions, share=1.0)
    kept = min(directions, min(matrix.shape[0], len(warm)) - 1)
    if kept < 1:
        return sp.csr_matrix((len(counts), len(counts)), dtype=np.float32)
    scale = counts[warm].astype(np.float64) ** leaving
    basis = _directions(matrix[:, warm] @ sp.diags_array(1.0 / scale), kept)
    weights = (basis / scale[:, None]) @ (basis * scale[:, None]).T
    np.fill_diagonal(weights, 0.0)
    return placed(strongest(weights), warm, warm, len(counts))


def _directions(matrix: Any, kept: int) -> NDArray[np.float64]:
    """Return the right singular vectors of the largest singular values, courses x ``kept``."""
    try:
        _left, _values, right = svds(
            matrix.astype(np.float64), k=kept, rng=np.random.default_rng(_SEED)
        )
    except ArpackError:
        # Where many directions explain exactly as much, its steps may lead to no further one.
        size = matrix.shape[1]
        pairs = (matrix.T @ matrix).toarray().astype(np.float64)
        _values, found = la.eigh(pairs, subset_by_index=(size - kept, size - 1))
        return np.asarray(found, dtype=np.float64)
    return np.asarray(right.T, dtype=np.float64)
