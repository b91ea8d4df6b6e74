"""Ranks a catalogue with a trained model: scores in blocks, and each score taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.catalogue import Catalogue
from recommender.engine.explanation import Explanation, Term, explained, pair_key
from recommender.engine.factors import Floats
from recommender.engine.facts import Person
from recommender.engine.features import (
    COURSE_FEATURE_CAP,
    FEATURE_SHARE,
    course_features,
    lay_out,
    with_identity,
)
from recommender.engine.model import Model, Source
from recommender.engine.ranking import Scores, blend, blend_scales


@dataclass(frozen=True)
class _Parts:
    """What one person's scores are made of.

    ``own`` are the model rows of finished courses with their weights, ``links`` own x explained
    courses, ``features`` the names of the features of the finished courses.
    """

    sources: list[Source]
    own: dict[int, float]
    links: NDArray[np.float32]
    features: frozenset[str]
    factor_scale: float
    neighbour_scale: float


class LearnedRanker:
    """A model bound to a catalogue.

    Courses that the model knows have their identity vector and links; all courses have the
    vectors of their features as they are now, so a new course ranks by its features.
    """

    basis: Literal["history"] = "history"

    def __init__(self, catalogue: Catalogue, model: Model) -> None:
        self.catalogue = catalogue
        self.model = model
        self._rows = model.courses.rows_or_missing(catalogue.ids)
        self._features = [course_features(course) for course in catalogue.courses]
        named = lay_out(self._features, model.course_feature_names, COURSE_FEATURE_CAP)
        place = _placement(self._rows, len(model.courses))
        layout = with_identity(named, place.T.tocsr())
        self._vectors: Floats = layout @ model.factors.course_embeddings
        self._biases: Floats = layout @ model.factors.course_biases
        self._named = named * np.float32(FEATURE_SHARE)
        in_place = np.array_equal(self._rows, np.arange(len(model.courses)))
        self._links = model.links if in_place else (model.links @ place).tocsr()
        self._means = _Means.of(layout, self._links, self._biases, model)

    def scores(self, people: Sequence[Person], *, popularity: bool = True) -> Scores:
        """Return people x catalogue: both parts z-scored per person and blended.

        Without ``popularity`` no course leads only because many have finished it.
        """
        factors, neighbours = self._both(people)
        if not popularity:
            factors = factors - self._biases
        return blend(factors, neighbours, self.model.neighbour_weight)

    def explain(self, person: Person, columns: Sequence[int]) -> list[Explanation]:
        """Take the scores of the courses in ``columns`` apart; terms sum to each score."""
        both, weight = self._both([person]), self.model.neighbour_weight
        scores, scales = blend(*both, weight)[0], blend_scales(*both, weight)
        own = self._own(person)
        parts = _Parts(
            sources=self._sources(person),
            own=own,
            links=self._links[list(own)][:, list(columns)].toarray(),
            features=frozenset(
                name
                for row in self.catalogue.ids.rows(person.history)
                for name in self._features[row]
            ),
            factor_scale=float(scales[0][0, 0]),
            neighbour_scale=float(scales[1][0, 0]),
        )
        return [
            explained(
                float(scores[column]),
                chain(self._factor_terms(parts, column), self._neighbour_terms(parts, place)),
            )
            for place, column in enumerate(columns)
        ]

    def _both(self, people: Sequence[Person]) -> tuple[Scores, Scores]:
        """Return people x catalogue as the factors and as the neighbours see it."""
        vectors = np.array([self._vector(self._sources(person)) for person in people])
        factors = vectors @ self._vectors.T + self._biases
        return factors, (self._profiles(people) @ self._links).toarray()

    def _sources(self, person: Person) -> list[Source]:
        known = [course for course in person.history if course in self.catalogue.ids]
        history = list(dict.fromkeys(known))
        vectors = self._vectors[self.catalogue.ids.rows(history)]
        return self.model.sources(person.facts, history, vectors)

    def _vector(self, sources: list[Source]) -> Floats:
        total = np.zeros(self._vectors.shape[1], dtype=np.float32)
        for source in sources:
            total += source.vector
        return total

    def _own(self, person: Person) -> dict[int, float]:
        """Return the model rows of finished courses with their weight, the latest weighing 1."""
        rows = list(dict.fromkeys(self.model.courses.rows(person.history).tolist()))
        return {row: self.model.decay**back for back, row in enumerate(reversed(rows))}

    def _profiles(self, people: Sequence[Person]) -> Any:
        own = [self._own(person) for person in people]
        starts = np.cumsum([0, *(len(each) for each in own)])
        columns = np.array([row for each in own for row in each], dtype=np.int32)
        weights = np.array([weight for each in own for weight in each.values()], dtype=np.float32)
        shape = len(people), len(self.model.courses)
        return sp.csr_matrix((weights, columns, starts), shape=shape)

    def _factor_terms(self, parts: _Parts, column: int) -> Iterator[Term]:
        """Yield each learner part meeting each course part, as distance from the average course."""
        means = self._means
        own = slice(*self._named.indptr[column : column + 2])
        named, weights = self._named.indices[own], self._named.data[own]
        features = [self.model.course_feature_names.ids[each] for each in named]
        usual = means.weights[named]
        embeddings = self.model.factors.course_embeddings
        rows = embeddings[len(self.model.courses) + named].astype(np.float64)
        identity = self._identity(column) - means.identity
        for source in parts.sources:
            vector = source.vector.astype(np.float64) * parts.factor_scale
            place = source.kind, source.value
            yield Term(*pair_key(place, None, parts.features), float(vector @ identity))
            strengths = rows @ vector
            amounts = strengths * (weights - usual)
            for name, amount in zip(features, amounts.tolist(), strict=True):
                yield Term(*pair_key(place, name, parts.features), amount)
            yield Term(None, (), float(strengths @ usual - vector @ means.features))
        lead = float(self._biases[column]) - means.bias
        popular = "reason.popular" if self._popular(column) else None
        yield Term(popular, (), lead * parts.factor_scale)

    def _neighbour_terms(self, parts: _Parts, place: int) -> Iterator[Term]:
        """Yield what each own course says for the course whose links stand at ``place``."""
        for (row, weight), link in zip(parts.own.items(), parts.links[:, place], strict=True):
            course = self.model.courses.ids[row]
            amount = parts.neighbour_scale * weight * float(link - self._means.links[row])
            if link > 0 and course in self.catalogue.ids:
                yield Term("reason.similar_course", (("course", course),), amount)
            else:
                yield Term(None, (), amount)

    def _identity(self, column: int) -> NDArray[np.float64]:
        row = self._rows[column]
        if row < 0:
            return np.zeros(self._vectors.shape[1])
        return np.asarray(self.model.factors.course_embeddings[row], dtype=np.float64)

    def _popular(self, column: int) -> bool:
        row = self._rows[column]
        counts = self.model.course_counts
        return bool(row >= 0 and counts[row] > counts.mean())


@dataclass(frozen=True)
class _Means:
    """The average course of the catalogue, against which every term is measured."""

    identity: NDArray[np.float64]
    features: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    links: NDArray[np.float64]

    @classmethod
    def of(cls, layout: Any, links: Any, biases: Floats, model: Model) -> _Means:
        total = max(1, layout.shape[0])
        share = np.asarray(layout.sum(axis=0), dtype=np.float64).ravel() / total
        courses = len(model.courses)
        embeddings = model.factors.course_embeddings
        return cls(
            share[:courses] @ embeddings[:courses],
            share[courses:] @ embeddings[courses:],
            share[courses:],
            float(biases.sum(dtype=np.float64)) / total,
            np.asarray(links.sum(axis=1), dtype=np.float64).ravel() / total,
        )


def _placement(rows: NDArray[np.int64], courses: int) -> Any:
    """Return courses of the model x columns of the catalogue, 1 where they are the same course."""
    columns = np.flatnonzero(rows >= 0)
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, (rows[columns], columns)), shape=(courses, len(rows)))
