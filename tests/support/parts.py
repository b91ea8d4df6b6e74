"""A model with nothing but one of its parts, and what a ranker tells of a course."""

from __future__ import annotations

import dataclasses

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


def explained(ranker: LearnedRanker, person: Person, course: str) -> Explanation:
    row = ranker.catalogue.ids.row(course)
    assert row is not None
    (found,) = ranker.explain(person, [row])
    return found


def reasons(ranker: LearnedRanker, person: Person, course: str) -> dict[str, dict[str, str]]:
    found = explained(ranker, person, course).reasons(most=99)
    return {each.key: dict(each.values) for each in found}
