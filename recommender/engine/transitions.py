"""Which course comes after which: a directed companion that counts how often people went on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions
from recommender.engine.links import strongest_of

# What came later than so many steps is not counted: whoever took thousands would cost millions.
WINDOW = 30
LEAVING = 0.8
# What may be chosen: how much a step counts the other way round, and the leaving that suits that.
MANNERS = ((0.0, LEAVING), (0.3, 0.7))
# In steps: what few people did counts as little as if so many more had gone elsewhere.
_SHRINKAGE = 5.0


def transitions(
    past: Interactions, fading: float, back: float = 0.0, leaving: float = LEAVING
) -> Any:
    """Return own courses x next courses as CSR float32, the diagonal empty.

    Parameters
    ----------
    past
        The history.
    fading
        What a course counts that came one step later against the one before, 0-1; 0 counts the
        very next course alone.
    back
        What a step counts the other way round: some orders are mere chance.
    leaving
        How much a pair is divided by how often its first course was left, against how often its
        second was reached: 1 ranks by the mere probability of the step, 0.5 is a cosine.
    """
    steps = successions(past, fading)
    steps = (steps + back * steps.T).tocsr() if back else steps
    left = np.asarray(steps.sum(axis=1), dtype=np.float64).ravel()
    reached = np.asarray(steps.sum(axis=0), dtype=np.float64).ravel()
    found = steps.tocoo()
    base = left[found.row] ** leaving * reached[found.col] ** (1.0 - leaving)
    weights = found.data / (base + _SHRINKAGE)
    return strongest_of(sp.csc_matrix((weights, (found.row, found.col)), shape=found.shape))


def successions(past: Interactions, fading: float) -> Any:
    """Count how often one course came after another within ``WINDOW`` steps.

    Returns earlier x later courses as CSR float64. For ``fading`` see :func:`transitions`.
    """
    size = len(past.courses)
    total = sp.csr_matrix((size, size), dtype=np.float64)
    for earlier, later, back in _pairs(past, 1 if fading == 0 else WINDOW):
        counts = np.full(len(earlier), fading ** (back - 1) if back > 1 else 1.0)
        total = total + sp.csr_matrix((counts, (earlier, later)), shape=(size, size))
    return total


def followers(past: Interactions, least: int) -> Any:
    """Count the people who took one course and within ``WINDOW`` steps another.

    Returns earlier x later courses as CSR int32. Only those pairs stay of which a true sentence can
    be made: at least ``least`` people finished both, the one before the other as the history
    stands, and that is a larger part of those who finished the first than of everybody. Undated
    completions stand in the order of their file, so the sentence must not say that people went on.
    """
    found = successions(past, 1.0).tocoo()
    owners = past.course_counts()
    people = np.count_nonzero(np.bincount(past.learner_rows))
    expected = owners[found.row] * owners[found.col] / max(1, people)
    kept = (found.data >= least) & (found.data > expected)
    return sp.csr_matrix(
        (found.data[kept].astype(np.int32), (found.row[kept], found.col[kept])), shape=found.shape
    )


def _pairs(
    past: Interactions, window: int
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], int]]:
    """Yield earlier and later courses of the same people that stand ``back`` steps apart."""
    for back in range(1, min(window, len(past) - 1) + 1):
        same = past.learner_rows[back:] == past.learner_rows[:-back]
        if not same.any():
            return
        yield past.course_rows[:-back][same], past.course_rows[back:][same], back
