"""Ranking courses that nobody has finished: by weights of their own, which touch no other score."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from tests.support import histories
from tests.support.parts import check_terms

NEW = CourseFacts("brand-new", "Care anew", skills=("Care craft",), category="Care")
# Another order, and some courses gone: what the model knows stands elsewhere.
COURSES = [NEW, *histories.courses()[:2:-1]]
CATALOGUE = Catalogue(COURSES)
FINISHED = {course for _, course, _ in histories.completions()}
TAKEN, UNTAKEN = (np.flatnonzero([(c.id in FINISHED) == t for c in COURSES]) for t in (True, False))
LEARNERS = histories.learners()
PEOPLE = [
    Person(LEARNERS[1], ("care-3", "care-4", "data-3")),
    Person(LEARNERS[2], ("sales-3",)),
    Person(LearnerFacts("new", role="Nurse"), ("care-3", "sales-4")),
]
NEWCOMER = Person(LearnerFacts("new", role="Nurse"))


def ranked(model: Model, people: list[Person], popularity: float = 1.0) -> np.ndarray:
    return LearnedRanker(CATALOGUE, model).scores(people, popularity=popularity)


def with_untaken(model: Model, weights: dict[str, float]) -> Model:
    """Return the model whose usual weights hold from the first course on."""
    return dataclasses.replace(model, untaken_weights=weights, familiar=1)


@pytest.fixture(params=["one by one", "together"])
def blocks(request: pytest.FixtureRequest) -> list[list[Person]]:
    """The same people asked for alone and in a block."""
    return [[each] for each in PEOPLE] if request.param == "one by one" else [PEOPLE]


def test_only_courses_that_nobody_finished_or_that_are_new_have_weights_of_their_own(
    whole: Model, blocks: list[list[Person]]
) -> None:
    own = dict(whole.untaken_weights)
    by_own = dataclasses.replace(with_untaken(whole, {}), weights=own)
    for people in blocks:
        found = ranked(with_untaken(whole, own), people)
        as_usual = ranked(with_untaken(whole, {}), people)
        np.testing.assert_array_equal(found[:, TAKEN], as_usual[:, TAKEN])
        np.testing.assert_allclose(found[:, UNTAKEN], ranked(by_own, people)[:, UNTAKEN], atol=1e-5)
        assert (abs(found - as_usual)[:, UNTAKEN] > 1e-3).all()


@pytest.mark.parametrize("size", [0.0, 1e-3, 1.0, 1e6])
def test_no_weight_of_untaken_courses_changes_the_score_of_another(
    whole: Model, blocks: list[list[Person]], size: float
) -> None:
    own = {name: size * weight for name, weight in whole.untaken_weights.items()}
    for people in blocks:
        found = ranked(with_untaken(whole, own), people)
        assert np.isfinite(found).all()
        as_usual = ranked(with_untaken(whole, {}), people)
        np.testing.assert_array_equal(found[:, TAKEN], as_usual[:, TAKEN])


def test_a_part_may_have_a_say_for_untaken_courses_alone(whole: Model) -> None:
    none = dict.fromkeys(whole.weights, 0.0)
    only = dataclasses.replace(whole, weights=none | {LIGHTFM: 1.0}, newcomers_weights={})
    model = with_untaken(only, none | {"content": 1.0})
    found = ranked(model, PEOPLE[:1])[0]
    plain = ranked(with_untaken(only, {}), PEOPLE[:1])[0]
    np.testing.assert_allclose(found[TAKEN], plain[TAKEN], atol=1e-5)
    near, far = (CATALOGUE.ids.rows([name])[0] for name in ("care-11", "sales-11"))
    assert found[near] > found[far]


def test_people_without_courses_see_untaken_ones_by_the_weights_of_newcomers(
    whole: Model,
) -> None:
    np.testing.assert_array_equal(
        ranked(with_untaken(whole, dict(whole.untaken_weights)), [NEWCOMER]),
        ranked(with_untaken(whole, {}), [NEWCOMER]),
    )


@pytest.mark.parametrize("popularity", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("person", [*PEOPLE, NEWCOMER])
def test_the_terms_of_untaken_courses_and_of_others_sum_to_their_scores(
    whole: Model, person: Person, popularity: float
) -> None:
    # Asked for in any order, each is told by its own kind of weights.
    columns = [*UNTAKEN[::-1].tolist(), *TAKEN.tolist()]
    check_terms(LearnedRanker(CATALOGUE, whole), person, columns, popularity)


def test_without_popularity_the_crowd_has_no_say_for_untaken_courses_either(
    whole: Model, blocks: list[list[Person]]
) -> None:
    crowd = {"popularity": 0.0, "recent": 0.0}
    loud = with_untaken(whole, {**whole.untaken_weights, **dict.fromkeys(crowd, 5.0)})
    quiet = with_untaken(whole, {**whole.untaken_weights, **crowd})
    for people in blocks:
        found = ranked(loud, people, popularity=0.0)
        np.testing.assert_array_equal(found, ranked(quiet, people, popularity=0.0))
        half, usual = ranked(loud, people, popularity=0.5), ranked(loud, people)
        assert (abs(half - found)[:, UNTAKEN] > 1e-2).all()
        assert (abs(half - usual)[:, UNTAKEN] > 1e-2).all()
    ranker = LearnedRanker(CATALOGUE, loud)
    for each in ranker.explain(PEOPLE[0], UNTAKEN.tolist(), popularity=0.0):
        assert not each.parts.keys() & crowd.keys()
