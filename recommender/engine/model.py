"""What a training leaves: vectors, companions and id maps, and a vector for newcomers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.companions import Part
from recommender.engine.factors import Factors, Floats
from recommender.engine.facts import LearnerFacts
from recommender.engine.features import (
    FEATURE_SHARE,
    LEARNER_FEATURE_CAP,
    lay_out,
    learner_features,
)
from recommender.engine.habits import usual_in
from recommender.engine.interactions import IdMap
from recommender.engine.vocabulary import Vocabulary
from recommender.engine.weighing import FAMILIAR, Weighing

LEAST_PEOPLE = 5


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
    vocabulary, content
        Tokens of the courses' contents, and courses x tokens as CSR.
    parts
        The companions that have a say (see :mod:`recommender.engine.companions`).
    weights
        What each part weighs by its name, the factors by ``lightfm``; they sum to 1.
    newcomers_weights
        The same for people without any course; empty where they are as for all others.
    untaken_weights
        The same for courses without a history; empty where they are as for all others.
    familiar
        After how many courses the usual weights hold alone.
    course_counts
        How many people had finished each course.
    followers
        Courses x courses as CSR: how many people finished both, the one before the other as the
        history stands, where they are at least ``LEAST_PEOPLE`` and more than is usual. Where dates
        are unknown that is the order in which the site told of them.
    usual_norm
        Mean length of a trained learner's vector.
    card
        How it was trained and what it reached, as plain values.
    group_steps
        From which course at least ``LEAST_PEOPLE`` of a department or role went on to which other;
        see :mod:`recommender.engine.group_steps`.
    habits
        What at least ``LEAST_PEOPLE`` with the same feature finished, and more of them than of the
        others; see :mod:`recommender.engine.habits`.
    """

    learners: IdMap
    courses: IdMap
    learner_feature_names: IdMap
    course_feature_names: IdMap
    vocabulary: Vocabulary
    content: Any
    factors: Factors
    parts: tuple[Part, ...]
    weights: Mapping[str, float]
    course_counts: NDArray[np.int64]
    followers: Any
    usual_norm: float
    card: dict[str, Any]
    newcomers_weights: Mapping[str, float] = field(default_factory=dict)
    untaken_weights: Mapping[str, float] = field(default_factory=dict)
    familiar: int = FAMILIAR
    group_steps: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    habits: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def weighing(self) -> Weighing:
        """The weights for everybody."""
        first = self.newcomers_weights or self.weights
        return Weighing(self.weights, first, self.familiar, self.untaken_weights)

    def usual(
        self, group: str, course: int, features: NDArray[np.integer]
    ) -> frozenset[str | None]:
        """Return what of a course is a habit of a group: names of features, None for the course.

        Parameters
        ----------
        group
            Name of the learner feature that its people have in common.
        course, features
            Row of the course, -1 where it is unknown, and columns of its features.
        """
        column, courses = self.learner_feature_names.row(group), len(self.courses)
        if column is None:
            return frozenset()
        names = self.course_feature_names.ids
        items = [course, *(courses + feature for feature in features.tolist())]
        known = usual_in(self.habits, column, items, courses + len(names))
        called = [None, *(names[feature] for feature in features.tolist())]
        return frozenset(name for name, told in zip(called, known, strict=True) if told)

    def is_taken(self, course: int) -> bool:
        """Say whether anybody finished a course; -1 is an unknown one."""
        return bool(course >= 0 and self.course_counts[course] > 0)

    def is_popular(self, course: int) -> bool:
        """Say whether more people than average finished a course; -1 is an unknown one."""
        return bool(course >= 0 and self.course_counts[course] > self._mean_count)

    @cached_property
    def _mean_count(self) -> float:
        return float(np.mean(self.course_counts)) if len(self.course_counts) else 0.0

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

    def vectors(
        self,
        learners: Sequence[LearnerFacts],
        histories: Sequence[Sequence[str]],
        features: Any,
        vectors_of: Callable[[Sequence[str]], Floats],
    ) -> Floats:
        """Return learners x d: the sums of what :meth:`sources` gives for each.

        Parameters
        ----------
        learners, histories
            Facts now, and ids of finished courses.
        features
            What :meth:`features` gives for these learners.
        vectors_of
            Gives the courses' vectors; asked for newcomers alone.
        """
        embeddings = self.factors.learner_embeddings
        rows = self.learners.rows_or_missing(learner.id for learner in learners)
        found = np.zeros((len(rows), embeddings.shape[1]), dtype=np.float32)
        found[rows >= 0] = embeddings[rows[rows >= 0]]
        for place in np.flatnonzero(rows < 0).tolist():
            history = histories[place]
            for source in self._folded_in(history, vectors_of(history)):
                found[place] += source.vector
        shares = features * np.float32(FEATURE_SHARE)
        return np.asarray(found + shares @ embeddings[len(self.learners) :], dtype=np.float32)

    def features(self, learners: Sequence[LearnerFacts]) -> Any:
        """Return learners x known learner features as CSR, rows summing to 1 or empty."""
        named = [learner_features(learner) for learner in learners]
        return lay_out(named, self.learner_feature_names, LEARNER_FEATURE_CAP)

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
        row = self.features([learner])
        found = []
        for column, weight in zip(row.indices, row.data, strict=True):
            kind, _, value = self.learner_feature_names.ids[column].partition(":")
            embedding = self.factors.learner_embeddings[len(self.learners) + column]
            share = np.float32(FEATURE_SHARE * weight)
            found.append(Source(kind, value, np.asarray(embedding * share)))
        return found
