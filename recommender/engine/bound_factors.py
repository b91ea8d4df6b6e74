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
from recommender.engine.ridge import Ridge


class BoundFactors:
    """Vectors of a catalogue's courses: of their features and their identity.

    The identity of a course that the model does not know is predicted, as training predicts that of
    a course without history.
    """

    def __init__(
        self, model: Model, rows: NDArray[np.int64], place: Any, named: Any, ridge: Ridge
    ) -> None:
        layout = with_identity(named, place.T.tocsr())
        self.model = model
        factors, new = model.factors, np.flatnonzero(rows < 0)
        courses = len(model.courses)
        self._predicted = ridge.values(factors.course_embeddings[:courses])
        self._place = dict(zip(new.tolist(), range(len(new)), strict=True))
        self.vectors: Floats = layout @ factors.course_embeddings
        self.vectors[new] += self._predicted
        self.biases: Floats = layout @ factors.course_biases
        self.biases[new] += ridge.values(factors.course_biases[:courses, None]).ravel()
        self._rows = rows
        self._named = named * np.float32(FEATURE_SHARE)
        self._means = _Means.of(layout, self._predicted, self.biases, model)

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
            # The identity of a course that nobody finished is predicted.
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
        row, embeddings = self._rows[column], self.model.factors.course_embeddings
        known = self._predicted[self._place[column]] if row < 0 else embeddings[row]
        return np.asarray(known, dtype=np.float64)

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
    def of(cls, layout: Any, predicted: Floats, biases: Floats, model: Model) -> _Means:
        total = max(1, layout.shape[0])
        share = np.asarray(layout.sum(axis=0), dtype=np.float64).ravel() / total
        courses = len(model.courses)
        embeddings = model.factors.course_embeddings
        return cls(
            share[:courses] @ embeddings[:courses]
            + predicted.sum(axis=0, dtype=np.float64) / total,
            share[courses:] @ embeddings[courses:],
            share[courses:],
            float(biases.sum(dtype=np.float64)) / total,
        )
