"""What people like this one take more often than others do: popularity by learner feature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions
from recommender.engine.links import multiplied, quick_to_multiply, row_means
from recommender.engine.ranking import Scores

NAME = "segments"
# So many made-up people finished each course, in a segment and among everybody alike.
PRIOR_PEOPLE = 20.0


@dataclass(frozen=True)
class Segments:
    """Learner features x courses as CSR float32: how far a course's count exceeds the usual."""

    lifts: Any
    name: str = NAME

    def scores(self, features: Any) -> Scores:
        """Return people x courses for people given as CSR rows of features that sum to 1."""
        return multiplied(features, self._table)

    @cached_property
    def _table(self) -> Any:
        return quick_to_multiply(self.lifts)

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """What each feature says for the average course."""
        return row_means(self.lifts)


def segments(past: Interactions, features: Any) -> Segments:
    """Measure each feature's people against everybody.

    The value is log((n + k) / (m + k)), but never below 0: n people of the segment finished the
    course, m would have if they were like everybody, and k people more stand in both for what small
    numbers cannot tell. So a course that a single person finished stands next to nothing, however
    rare it is elsewhere; one that is no more usual in the segment stands at 0 and needs no place.

    Parameters
    ----------
    past
        The history.
    features
        People x features as CSR, rows summing to 1 or empty.
    """
    active = np.bincount(past.learner_rows, minlength=len(past.learners)) > 0
    has = (features > 0).astype(np.float64)
    counts = (has.T @ past.matrix().astype(np.float64)).tocoo()
    members = np.asarray(has[active].sum(axis=0), dtype=np.float64).ravel()
    usual = past.course_counts() / max(1, int(active.sum()))
    expected = members[counts.row] * usual[counts.col]
    lifts = np.log((counts.data + PRIOR_PEOPLE) / (expected + PRIOR_PEOPLE))
    above = lifts > 0
    places = counts.row[above], counts.col[above]
    return Segments(sp.csr_matrix((lifts[above].astype(np.float32), places), shape=counts.shape))
