"""The factors of a model over a catalogue: scores, and each as learner and course parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.explanation import UNTOLD, Term, pair_key
from recommender.engine.factors import LIGHTFM, Floats
from recommender.engine.features import FEATURE_SHARE, with_identity
from recommender.engine.model import Model, Source
from recommender.engine.ranking import Scores


class BoundFactors:
    """Vectors of a catalogue's courses: those the model knows have their identity in them too."""

    def __init__(self, model: Model, rows: NDArray[np.int64], place: Any, named: Any) -> None:
        layout = with_identity(named, place.T.tocsr())
        self.model = model
        self.vectors: Floats = layout @ model.factors.course_embeddings
        self.biases: Floats = layout @ model.factors.course_biases
        self._rows = rows
        self._named = named * np.float32(FEATURE_SHARE)
        self._means = _Means.of(layout, self.biases, model)

    def scores(self, learners: Floats) -> Scores:
        """Return people x catalogue for people's vectors, without what is popular anyway."""
        return np.asarray(learners @ self.vectors.T, dtype=np.float32)

    def leads(self, popularity: float) -> Floats:
        """Return what each course has ahead for everybody; ``popularity`` of it counts, 0-1."""
        return self.biases * np.float32(popularity)

    def terms(
        self,
        sources: Sequence[Source],
        own: frozenset[str] | None,
        column: int,
        scale: float,
        popularity: float = 1.0,
    ) -> Iterator[Term]:
        """Yield each learner part meeting each course part, as distance from the average course.

        Parameters
        ----------
        sources
            The parts of the learner's vector.
        own
            Names of the features of the person's finished courses, None where there are none.
        column
            Of the course in the catalogue.
        scale
            What a distance from the mean is multiplied by.
        popularity
            How much of a course's bias counts, 0-1.
        """
        means = self._means
        place = slice(*self._named.indptr[column : column + 2])
        named, weights = self._named.indices[place], self._named.data[place]
        features = [self.model.course_feature_names.ids[each] for each in named]
        usual = means.weights[named]
        embeddings = self.model.factors.course_embeddings
        rows = embeddings[len(self.model.courses) + named].astype(np.float64)
        identity = self._identity(column) - means.identity
        taken = self.model.is_taken(self._rows[column])
        for source in sources:
            vector = source.vector.astype(np.float64) * scale
            kind, usual_there = (source.kind, source.value), self._usual(source, column, named)
            # The identity of a course that nobody finished is predicted, or that of no course.
            key = pair_key(kind, None, own, usual_there) if taken else UNTOLD
            yield Term(*key, float(vector @ identity), LIGHTFM)
            strengths = rows @ vector
            amounts = strengths * (weights - usual)
            for name, amount in zip(features, amounts.tolist(), strict=True):
                yield Term(*pair_key(kind, name, own, usual_there), amount, LIGHTFM)
            yield Term(None, (), float(strengths @ usual - vector @ means.features), LIGHTFM)
        if popularity > 0:
            popular = "reason.popular" if self.model.is_popular(self._rows[column]) else None
            lead = popularity * (float(self.biases[column]) - means.bias)
            yield Term(popular, (), lead * scale, LIGHTFM)

    def _identity(self, column: int) -> NDArray[np.float64]:
        row = self._rows[column]
        if row < 0:
            return np.zeros(self.vectors.shape[1])
        return np.asarray(self.model.factors.course_embeddings[row], dtype=np.float64)

    def _usual(
        self, source: Source, column: int, named: NDArray[np.integer]
    ) -> frozenset[str | None]:
        """Return what of a course is usual among the people that a learner's part stands for."""
        group = f"{source.kind}:{source.value}"
        return self.model.usual(group, int(self._rows[column]), named)


@dataclass(frozen=True)
class _Means:
    """The average course of the catalogue, against which every term is measured."""

    identity: NDArray[np.float64]
    features: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    @classmethod
    def of(cls, layout: Any, biases: Floats, model: Model) -> _Means:
        total = max(1, layout.shape[0])
        share = np.asarray(layout.sum(axis=0), dtype=np.float64).ravel() / total
        courses = len(model.courses)
        embeddings = model.factors.course_embeddings
        return cls(
            share[:courses] @ embeddings[:courses],
            share[courses:] @ embeddings[courses:],
            share[courses:],
            float(biases.sum(dtype=np.float64)) / total,
        )
