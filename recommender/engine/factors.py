"""Learner and course vectors: one embedding per identity and per feature, summed per owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.ranking import Scores

Floats = NDArray[np.float32]
LIGHTFM = "lightfm"


@dataclass(frozen=True)
class Factors:
    """What a factorisation learned.

    Attributes
    ----------
    course_embeddings
        (courses + course features) x d: first one row per course identity, then per feature.
    course_biases
        One number for each of those rows.
    learner_embeddings
        (learners + learner features) x d, laid out in the same way.
    """

    course_embeddings: Floats
    course_biases: Floats
    learner_embeddings: Floats

    def without_identities(self, courses: int) -> Factors:
        """Return what features alone say of courses; ``courses`` is how many there are."""
        embeddings, biases = self.course_embeddings.copy(), self.course_biases.copy()
        embeddings[:courses], biases[:courses] = 0.0, 0.0
        return replace(self, course_embeddings=embeddings, course_biases=biases)

    def scores(self, learner_rows: Any, course_rows: Any) -> Scores:
        """Return learners x courses for owners given as CSR rows of identity and features."""
        learners = learner_rows @ self.learner_embeddings
        courses = course_rows @ self.course_embeddings
        return np.asarray(learners @ courses.T + course_rows @ self.course_biases, np.float32)


def mean_of(fits: Sequence[Factors]) -> Factors:
    """Average the scores of several fits in one set of longer vectors.

    The vectors stand side by side, so that their product is the sum of the fits' products.
    """
    count = np.float32(len(fits))
    return Factors(
        np.hstack([fit.course_embeddings for fit in fits]) / count,
        np.mean(np.stack([fit.course_biases for fit in fits]), axis=0, dtype=np.float32),
        np.hstack([fit.learner_embeddings for fit in fits]),
    )
