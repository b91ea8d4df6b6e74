"""The one function: what it never shows, what it always says, and that it repeats itself."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.model import Model
from recommender.engine.ranking import ROWS
from recommender.ranker import Ranker
from recommender.recommend import recommend, recommend_block
from tests.support import histories

COURSES = histories.courses()
IDS = [course.id for course in COURSES]


@pytest.mark.parametrize("with_model", [True, False])
def test_equal_input_gives_equal_output_alone_and_in_a_block(
    model: Model, with_model: bool
) -> None:
    asking = [Person(each, ("care-1",)) for each in histories.learners(9)]
    ranker = Ranker(COURSES, model if with_model else None)
    again = Ranker(COURSES, model if with_model else None)
    block = recommend_block(ranker, asking, 5, with_reasons=True)
    for person, items in zip(asking, block, strict=True):
        alone = recommend(again, person, 5)
        assert [item.course_id for item in alone] == [item.course_id for item in items]
        assert alone == recommend(ranker, person, 5)


@pytest.mark.parametrize("with_model", [True, False])
def test_more_people_than_are_ranked_at_once_get_what_each_gets_alone(
    model: Model, with_model: bool
) -> None:
    ranker = Ranker(COURSES, model if with_model else None)
    facts = histories.learners()
    asking = [
        Person(facts[place % len(facts)], tuple(IDS[: place % 7])) for place in range(2 * ROWS + 3)
    ]
    for person, items in zip(asking, recommend_block(ranker, asking, 4), strict=True):
        (alone,) = recommend_block(ranker, [person], 4)
        assert [item.course_id for item in items] == [item.course_id for item in alone]
        assert [item.score for item in items] == pytest.approx(
            [item.score for item in alone], abs=1e-5
        )


def runs_of(course: CourseFacts, count: int) -> list[CourseFacts]:
    """Return a course and further runs of it, all of which count for each other."""
    names = [course.id, *(f"run-{number}" for number in range(count))]
    return [
        dataclasses.replace(course, id=name, alike=tuple(each for each in names if each != name))
        for name in names
    ]


@pytest.mark.parametrize("diversity", [0.0, 0.1])
@pytest.mark.parametrize("with_model", [True, False])
@pytest.mark.parametrize("runs", [5, 21, 100])
def test_many_runs_of_the_best_course_leave_a_full_list(
    model: Model, with_model: bool, runs: int, diversity: float
) -> None:
    person = Person(histories.learners()[1], ("care-1",))
    known = model if with_model else None
    plain = recommend(Ranker(COURSES, known).blended(diversity=diversity), person, 10)
    best = COURSES[IDS.index(plain[0].course_id)]
    again = runs_of(best, runs)
    others = [course for course in COURSES if course.id != best.id]
    found = recommend(Ranker([*others, *again], known).blended(diversity=diversity), person, 10)
    names = {each.id for each in again}
    assert [item.rank for item in found] == list(range(1, 11))
    assert all(item.reasons for item in found)
    assert sum(item.course_id in names for item in found) == 1


def test_a_list_without_equals_holds_all_that_there_is() -> None:
    runs = runs_of(COURSES[0], 60)
    person = Person(histories.learners()[1])
    assert len(recommend(Ranker(runs), person, 10)) == 1
    assert len(recommend(Ranker([*runs, *COURSES[1:4]]), person, 10)) == 4


def test_picked_courses_stand_first_in_a_list_that_had_to_be_filled() -> None:
    runs = runs_of(COURSES[0], 60)
    ranker = Ranker([*runs, *COURSES[12:30]])
    found = recommend(ranker, Person(histories.learners()[0]), 10, picked=["run-7", "care-3"])
    assert len(found) == 10
    assert [item.course_id for item in found[:2]] == ["run-7", "care-3"]
    assert [item.picked for item in found] == [True, True] + [False] * 8
    assert sum(item.course_id.startswith("run-") for item in found) == 1


@pytest.mark.parametrize("k", [1, 7, 99])
def test_a_list_is_that_of_sorting_all_scores_of_what_may_be_shown(model: Model, k: int) -> None:
    ranker, facts = Ranker(COURSES, model), histories.learners()
    asking = [Person(each, tuple(IDS[: place % 5])) for place, each in enumerate(facts)]
    scores = ranker.method.scores(asking)
    for person, row, items in zip(asking, scores, recommend_block(ranker, asking, k), strict=True):
        shown = np.flatnonzero(ranker.catalogue.allowed(person)).tolist()
        expected = sorted(shown, key=lambda column: (-row[column], column))[:k]
        assert [item.course_id for item in items] == [IDS[column] for column in expected]
        assert [item.score for item in items] == row[expected].tolist()


def test_the_list_says_what_it_is_based_on(model: Model) -> None:
    person = Person(LearnerFacts("p1", role="Nurse"), ("care-1",))
    learned, plain = Ranker(COURSES, model), Ranker(COURSES)
    assert (learned.basis, plain.basis) == ("history", "features")
    assert {item.basis for item in recommend(learned, person)} == {"history"}
    assert {item.basis for item in recommend(plain, person)} == {"features"}


def test_people_are_led_on_in_their_own_track(model: Model) -> None:
    person = Person(LearnerFacts("p1", role="Nurse"), ("care-1", "care-2", "care-3"))
    found = [item.course_id for item in recommend(Ranker(COURSES, model), person, 3)]
    assert all(name.startswith("care-") for name in found)
    assert {"care-4", "care-5"} <= set(found)


def test_without_reasons_asked_for_a_block_gives_none(model: Model) -> None:
    (items,) = recommend_block(Ranker(COURSES, model), [Person(LearnerFacts("p1"))], 3)
    assert len(items) == 3
    assert all(item.reasons == () for item in items)


@pytest.mark.parametrize("with_model", [True, False])
def test_an_empty_catalogue_or_nobody_asking_gives_empty_answers(
    model: Model, with_model: bool
) -> None:
    trained = model if with_model else None
    assert recommend(Ranker([], trained), Person(LearnerFacts("p1"))) == []
    assert recommend_block(Ranker(COURSES, trained), []) == []


@pytest.mark.parametrize("with_model", [True, False])
def test_a_catalogue_of_one_course_works(model: Model, with_model: bool) -> None:
    ranker = Ranker(COURSES[:1], model if with_model else None)
    (item,) = recommend(ranker, Person(LearnerFacts("p1", role="Nurse"), ("care-1",)))
    assert item.course_id == COURSES[0].id
    assert item.reasons


def test_whoever_ranks_does_not_load_what_only_a_training_needs() -> None:
    code = (
        "import sys, recommender.recommend; "
        "sys.exit(bool({'lightfm', 'scipy.optimize', 'scipy.stats'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
