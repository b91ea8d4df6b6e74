"""What a training leaves: vectors, links and id maps, and a vector for people it never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.factors import Factors, Floats
from recommender.engine.facts import LearnerFacts
from recommender.engine.features import (
    FEATURE_SHARE,
    LEARNER_FEATURE_CAP,
    lay_out,
    learner_features,
)
from recommender.engine.interactions import IdMap


@dataclass(frozen=True)
class Source:
    """One part of a learner's vector: where it comes from, and its d numbers.

    ``kind`` is ``history`` (learned from the person's own past), ``course`` (``value`` is the id
    of a finished course) or a learner feature's kind such as ``role``.
    """

    kind: str
    value: str
    vector: Floats


@dataclass(frozen=True)
class Model:
    """A trained model over its own learners and courses.

    Attributes
    ----------
    links
        Item-item weights, courses x courses as CSR (see :mod:`recommender.engine.neighbours`).
    course_counts
        How many people had finished each course.
    neighbour_weight
        Share of the item-item part in the blended score, 0-1.
    decay
        What one step back in a person's history weighs against the next.
    usual_norm
        Mean length of a trained learner's vector.
    card
        How it was trained and what it reached, as plain values.
    """

    learners: IdMap
    courses: IdMap
    learner_feature_names: IdMap
    course_feature_names: IdMap
    factors: Factors
    links: Any
    course_counts: NDArray[np.int64]
    neighbour_weight: float
    decay: float
    usual_norm: float
    card: dict[str, Any]

    @cached_property
    def trained(self) -> NDArray[np.bool_]:
        """Mask of the courses that had any history."""
        return np.asarray(self.course_counts) > 0

    def sources(
        self, learner: LearnerFacts, history: Sequence[str], vectors: Floats
    ) -> list[Source]:
        """Return the parts whose sum is the learner's vector.

        A learner of the training has an identity vector; anybody else with finished courses gets
        the mean direction of those, as long as a learner's vector usually is; features come on
        top, and are all there is for a newcomer.

        Parameters
        ----------
        learner, history
            Facts now, and ids of finished courses.
        vectors
            One row for each course of ``history``; a course without a vector has zeros.
        """
        row = self.learners.row(learner.id)
        if row is not None:
            parts = [Source("history", "", np.asarray(self.factors.learner_embeddings[row]))]
        else:
            parts = self._folded_in(history, vectors)
        return parts + self._feature_sources(learner)

    def _folded_in(self, history: Sequence[str], vectors: Floats) -> list[Source]:
        length = float(np.linalg.norm(vectors.sum(axis=0))) if len(history) else 0.0
        if length == 0.0:
            return []
        scaled = vectors * np.float32(self.usual_norm / length)
        return [
            Source("course", course, vector)
            for course, vector in zip(history, scaled, strict=True)
            if vector.any()
        ]

    def _feature_sources(self, learner: LearnerFacts) -> list[Source]:
        names = self.learner_feature_names
        row = lay_out([learner_features(learner)], names, LEARNER_FEATURE_CAP)
        found = []
        for column, weight in zip(row.indices, row.data, strict=True):
            kind, _, value = names.ids[column].partition(":")
            embedding = self.factors.learner_embeddings[len(self.learners) + column]
            share = np.float32(FEATURE_SHARE * weight)
            found.append(Source(kind, value, np.asarray(embedding * share)))
        return found
