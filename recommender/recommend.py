"""The one function everything calls: which courses come next for a person, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from recommender.engine.catalogue import Catalogue
from recommender.engine.content import ContentRanker
from recommender.engine.explanation import Reason
from recommender.engine.facts import CourseFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.ranking import top_k

Basis = Literal["history", "features"]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommended course, ``rank`` counting from 1.

    ``basis`` tells whether the score comes from everybody's history or from features alone (not
    enough history yet); scores of the two are not comparable. ``ties`` say which goals the course
    serves.
    """

    course_id: str
    rank: int
    score: float
    basis: Basis
    reasons: tuple[Reason, ...] = ()
    ties: tuple[str, ...] = ()


class Ranker:
    """A catalogue made ready for ranking, with a model or without one.

    Making it costs some milliseconds; keep it as long as catalogue and model stay the same.
    """

    def __init__(self, courses: Iterable[CourseFacts], model: Model | None = None) -> None:
        self.catalogue = Catalogue(courses)
        self.method: LearnedRanker | ContentRanker = (
            ContentRanker(self.catalogue) if model is None else LearnedRanker(self.catalogue, model)
        )

    @property
    def basis(self) -> Basis:
        """Tell whether scores come from everybody's history or from features alone."""
        return self.method.basis


def recommend(ranker: Ranker, person: Person, k: int = 10) -> list[Recommendation]:
    """Return at most ``k`` courses for ``person``, best first, each with its reasons.

    Nothing finished, enrolled, hidden, excluded, set aside, in a wrong language or with unmet
    prerequisites is among them. Equal input gives equal output.
    """
    return recommend_block(ranker, [person], k, with_reasons=True)[0]


def recommend_block(
    ranker: Ranker, people: Sequence[Person], k: int = 10, *, with_reasons: bool = False
) -> list[list[Recommendation]]:
    """Return what :func:`recommend` does for many people at once, in their order.

    Memory grows with people x courses: give some thousands at a time.
    """
    if not people or not len(ranker.catalogue):
        return [[] for _ in people]
    scores = ranker.method.scores(people)
    allowed = np.array([ranker.catalogue.allowed(person) for person in people])
    rankings = top_k(scores, allowed, k)
    found = []
    for person, row, columns in zip(people, scores, rankings, strict=True):
        reasons = _reasons(ranker, person, columns.tolist()) if with_reasons else {}
        found.append(
            [
                Recommendation(
                    course_id=ranker.catalogue.ids.ids[column],
                    rank=rank,
                    score=float(row[column]),
                    basis=ranker.basis,
                    reasons=reasons.get(column, ()),
                )
                for rank, column in enumerate(columns.tolist(), start=1)
            ]
        )
    return found


def _reasons(ranker: Ranker, person: Person, columns: list[int]) -> dict[int, tuple[Reason, ...]]:
    explanations = ranker.method.explain(person, columns)
    return {column: each.reasons() for column, each in zip(columns, explanations, strict=True)}
