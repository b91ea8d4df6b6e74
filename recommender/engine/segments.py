"""What people like this one take more often than others do: popularity by learner feature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions
from recommender.engine.links import quick_to_multiply
from recommender.engine.ranking import Scores

NAME = "segments"
# So many made-up people with the taste of everybody stand in each segment.
PRIOR_PEOPLE = 20.0


@dataclass(frozen=True)
class Segments:
    """Learner features x courses as CSR float32: how far a course's count exceeds the usual."""

    lifts: Any
    name: str = NAME

    def scores(self, features: Any) -> Scores:
        """Return people x courses for people given as CSR rows of features that sum to 1."""
        found = features @ self._table
        return np.asarray(found if isinstance(found, np.ndarray) else found.toarray(), np.float32)

    @cached_property
    def _table(self) -> Any:
        return quick_to_multiply(self.lifts)

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """What each feature says for the average course."""
        count = max(1, self.lifts.shape[1])
        total = np.asarray(self.lifts.sum(axis=1, dtype=np.float64), dtype=np.float64)
        return np.asarray(total.ravel() / count, dtype=np.float64)


def segments(past: Interactions, features: Any) -> Segments:
    """Measure each feature's people against everybody.

    The value is log((n + k p) / (k p)) with n completions in the segment, p the course's part of
    all completions and k the prior: the logarithm of a shrunken ratio, up to a number that is the
    same for all courses of a segment, so that courses without any stand at 0 and need no place.

    Parameters
    ----------
    past
        The history.
    features
        People x features as CSR, rows summing to 1 or empty.
    """
    has = (features > 0).astype(np.float64)
    counts = (has.T @ past.matrix().astype(np.float64)).tocoo()
    usual = past.course_counts() / max(1, len(past))
    lifts = np.log1p(counts.data / (PRIOR_PEOPLE * usual[counts.col]))
    return Segments(
        sp.csr_matrix((lifts.astype(np.float32), (counts.row, counts.col)), shape=counts.shape)
    )
