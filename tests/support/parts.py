"""A model with nothing but one of its parts, and what a ranker tells of courses."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from recommender.engine.explanation import Explanation
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model


def alone(model: Model, name: str = LIGHTFM) -> Model:
    """Return the model with nothing but one part."""
    parts = tuple(part for part in model.parts if part.name == name)
    weights = {LIGHTFM: 0.0} | {name: 1.0}
    return dataclasses.replace(
        model, parts=parts, weights=weights, newcomers_weights={}, untaken_weights={}
    )


def check_terms(
    ranker: LearnedRanker,
    person: Person,
    columns: Sequence[int] | None = None,
    popularity: float = 1.0,
) -> list[Explanation]:
    """Hold that scores are numbers and their terms sum to them; return what is told of each."""
    asked = range(len(ranker.catalogue)) if columns is None else columns
    scores = ranker.scores([person], popularity=popularity)[0]
    assert np.isfinite(scores).all()
    told = ranker.explain(person, asked, popularity=popularity)
    for column, each in zip(asked, told, strict=True):
        assert each.score == pytest.approx(scores[column], abs=1e-5)
        assert sum(term.amount for term in each.terms) == pytest.approx(each.score, abs=1e-5)
    return told


def explained(ranker: LearnedRanker, person: Person, course: str) -> Explanation:
    row = ranker.catalogue.ids.row(course)
    assert row is not None
    (found,) = ranker.explain(person, [row])
    return found


def reasons(ranker: LearnedRanker, person: Person, course: str) -> dict[str, dict[str, str]]:
    found = explained(ranker, person, course).reasons(most=99)
    return {each.key: dict(each.values) for each in found}
