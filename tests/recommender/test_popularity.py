"""How much popular courses count, and how alike a list may be, where the engine ranks alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from recommender import blending
from recommender.engine.companions import Recipe, companions
from recommender.engine.dataset import Dataset
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.model import Model
from recommender.ranker import Ranker
from recommender.recommend import Recommendation, recommend, recommend_block
from recommender.skills.gains import Need, Needs
from tests.support import histories

COURSES = histories.courses()
PEOPLE = [Person(each, (f"care-{place % 4}",)) for place, each in enumerate(histories.learners(30))]


@pytest.fixture(scope="module")
def crowded(dataset: Dataset, model: Model) -> Model:
    """The model as if popularity had turned out to tell a good part of what people take."""
    parts = companions(dataset, Recipe(lately=True))
    weights = dict.fromkeys((each.name for each in parts), 0.0)
    weights |= {"lightfm": 0.3, "ease": 0.2, "popularity": 0.3, "recent": 0.2}
    kept = tuple(each for each in parts if weights[each.name] > 0)
    return dataclasses.replace(model, parts=kept, weights=weights)


def shown(lists: list[list[Recommendation]], model: Model) -> float:
    """Return how many people had finished the courses that are shown, on average."""
    counts = dict(zip(model.courses.ids, model.course_counts.tolist(), strict=True))
    return float(np.mean([counts[item.course_id] for items in lists for item in items]))


def test_the_less_popularity_counts_the_less_popular_is_what_is_shown(crowded: Model) -> None:
    lists = [
        recommend_block(Ranker(COURSES, crowded).blended(p), PEOPLE, 5) for p in (1.0, 0.5, 0.0)
    ]
    learned, less, none = (shown(each, crowded) for each in lists)
    assert learned > less > none


@pytest.mark.parametrize("popularity", [0.0, 0.5, 1.0])
def test_reasons_follow_the_setting_alone_and_in_a_block(crowded: Model, popularity: float) -> None:
    ranker = Ranker(COURSES, crowded).blended(popularity)
    block = recommend_block(ranker, PEOPLE, 5, with_reasons=True)
    for person, items in zip(PEOPLE, block, strict=True):
        alone = recommend(ranker, person, 5)
        assert [item.course_id for item in alone] == [item.course_id for item in items]
        columns = ranker.catalogue.ids.rows(item.course_id for item in items).tolist()
        told = ranker.method.explain(person, columns, popularity=popularity)
        for item, each in zip(items, told, strict=True):
            assert sum(term.amount for term in each.terms) == pytest.approx(item.score, abs=1e-5)
            assert item.reasons == each.reasons()
    named = {reason.key for items in block for item in items for reason in item.reasons}
    assert ("reason.popular" in named) == (popularity > 0)


def test_the_setting_has_no_say_where_a_gap_is_to_be_closed(crowded: Model) -> None:
    courses = [dataclasses.replace(each, outcomes={each.category: 3.0}) for each in COURSES]
    needs = Needs((Need("Care", 3, 1, 0.5, 1.0, "Nurse"),), {"Care": 1.0})
    person = Person(LearnerFacts("p1", role="Nurse"), ("data-1", "data-2"))
    ranker = Ranker(courses, crowded)
    lists = [recommend(ranker.blended(p), person, 8, needs) for p in (1.0, 0.0)]
    assert lists[0] == lists[1]
    assert {item.basis for item in lists[0]} == {"gap"}


def test_a_varied_list_reaches_further_and_begins_with_the_best(model: Model) -> None:
    plain = Ranker(COURSES, model)
    varied = plain.blended(diversity=0.5)
    person = Person(LearnerFacts("p1", role="Nurse"), ("care-1", "care-2", "data-3"))
    straight, mixed = recommend(plain, person, 6), recommend(varied, person, 6)
    assert mixed[0] == straight[0]
    topics = {each.id: each.category for each in COURSES}
    count = [len({topics[item.course_id] for item in items}) for items in (straight, mixed)]
    assert count[1] > count[0]
    assert [item.course_id for item in recommend_block(varied, [person], 6)[0]] == [
        item.course_id for item in mixed
    ]
    assert len({item.course_id for item in recommend(varied, person, 99)}) == len(
        recommend(plain, person, 99)
    )


def test_without_any_difference_between_scores_the_order_of_the_catalogue_stays() -> None:
    same = [CourseFacts(f"c{number}", "Same", category="One") for number in range(5)]
    found = recommend(Ranker(same).blended(diversity=0.5), Person(LearnerFacts("p")), 5)
    assert [item.course_id for item in found] == [course.id for course in same]
    assert blending.stretched(np.array([]), np.array([], dtype=np.int64)).size == 0
