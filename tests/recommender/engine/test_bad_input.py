"""Histories and features that no site should have: a model all the same, and numbers alone."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from recommender.engine import training
from recommender.engine.catalogue import Catalogue
from recommender.engine.dataset import build_dataset
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import Completion, IdMap, Interactions
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.neighbours import MOST_OF_ONE, cosine
from recommender.ranker import Ranker
from recommender.recommend import recommend, recommend_block
from recommender.skills.gains import Need, Needs
from tests.support import histories
from tests.support.parts import check_terms

NOBODY = LearnerFacts("nobody")


@pytest.fixture(autouse=True)
def _nothing_is_too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "shortfall", lambda _past: None)


def trained(
    completions: list[Completion],
    courses: list[CourseFacts],
    learners: list[LearnerFacts] | None = None,
) -> Model:
    return training.train(build_dataset(completions, courses, learners or []), budget_seconds=0.0)


def check(model: Model, courses: list[CourseFacts], people: list[Person]) -> None:
    """Hold that all scores are numbers, and that their terms sum to them."""
    ranker = LearnedRanker(Catalogue(courses), model)
    assert np.isfinite(ranker.scores(people)).all()
    for person in people:
        check_terms(ranker, person)


def test_one_course() -> None:
    courses = [CourseFacts("a", "A")]
    model = trained([(f"p{n}", "a", None) for n in range(30)], courses)
    check(model, courses, [Person(LearnerFacts("p1"), ("a",)), Person(NOBODY)])


def test_one_learner() -> None:
    courses = [CourseFacts(f"c{n}", f"C {n}") for n in range(300)]
    model = trained([("p", f"c{n}", None) for n in range(250)], courses)
    check(model, courses[:40], [Person(LearnerFacts("p"), ("c1",)), Person(NOBODY)])


def test_all_identical_profiles() -> None:
    courses = [CourseFacts(f"c{n}", "The same", skills=("S",)) for n in range(8)]
    learners = [LearnerFacts(f"p{n}", role="R") for n in range(60)]
    completions: list[Completion] = [(f"p{n}", f"c{c}", None) for n in range(60) for c in range(5)]
    model = trained(completions, courses, learners)
    check(model, courses, [Person(learners[0], ("c1", "c2")), Person(NOBODY)])


def test_nobody_to_develop_with() -> None:
    courses = [CourseFacts(f"c{n}", f"C {n}") for n in range(10)]
    model = trained([(f"p{n}", f"c{n % 10}", None) for n in range(300)], courses)
    assert model.card["development_people"] == 0
    check(model, courses, [Person(LearnerFacts("p1"), ("c1",)), Person(NOBODY)])


def test_one_person_who_took_hundreds_of_courses() -> None:
    courses = [CourseFacts(f"c{n}", f"C {n}") for n in range(400)]
    completions = histories.completions(60)
    completions += [("busy", course.id, None) for course in courses]
    everything = [*histories.courses(), *courses]
    model = trained(completions, everything)
    own = tuple(course.id for course in courses)
    check(model, everything[:50], [Person(LearnerFacts("busy"), own), Person(NOBODY)])


def test_one_person_with_fifty_thousand_completions_of_the_same_courses() -> None:
    often: list[Completion] = [
        ("busy", f"c{n % 40}", histories.START + timedelta(hours=n)) for n in range(50_000)
    ]
    courses = [*histories.courses(), *(CourseFacts(f"c{n}", f"C {n}") for n in range(40))]
    model = trained([*histories.completions(), *often], courses)
    assert model.course_counts[model.courses.rows(["c0", "c39"])].tolist() == [1, 1]
    own = tuple(course for _, course, _ in often)
    people = [Person(LearnerFacts("busy"), own), Person(NOBODY, own)]
    check(model, courses, people)
    assert all(recommend(Ranker(courses), person, 3) for person in people)


def test_one_person_who_took_every_course_of_a_large_catalogue() -> None:
    """Their pairs alone would be 400 million."""
    courses = IdMap(tuple(f"c{n}" for n in range(20_000)))
    rows = [("busy", name, None) for name in courses] + histories.completions()
    past = Interactions.from_completions(rows, courses)
    assert cosine(past).nnz <= MOST_OF_ONE**2


def test_thousands_of_features_and_weights_that_are_no_numbers() -> None:
    extra = {f"f{n}": 1.0 for n in range(5000)} | {"nan": np.nan, "inf": np.inf, "minus": -1.0}
    courses = [
        CourseFacts(each.id, each.title, skills=each.skills, extra=extra)
        for each in histories.courses()
    ]
    learners = [LearnerFacts(each.id, extra=extra) for each in histories.learners()]
    model = trained(histories.completions(), courses, learners)
    check(
        model, courses, [Person(learners[0], ("care-1",)), Person(LearnerFacts("x", extra=extra))]
    )


def test_features_and_courses_that_training_never_saw() -> None:
    model = trained(histories.completions(), histories.courses(), histories.learners())
    odd = LearnerFacts("odd", role="Astronaut", extra={"new": 1.0})
    courses = [*histories.courses()[:5], CourseFacts("new", "New", extra={"new": 1.0})]
    check(model, courses, [Person(odd, ("new", "gone")), Person(odd)])


def test_ids_that_stand_there_twice() -> None:
    """Of two courses with one id the first counts, in training as in the catalogue."""
    twice = [CourseFacts("care-1", "Another", skills=("Other",)), *histories.courses()]
    learners = [*histories.learners(), LearnerFacts("p1", role="Pilot")]
    completions = histories.completions() * 2
    model = trained(completions, twice, learners)
    assert model.courses.ids == Catalogue(twice).ids.ids
    assert model.card["completions"] == len({(who, what) for who, what, _ in completions})
    check(model, histories.courses(), [Person(LearnerFacts("p1"), ("care-1", "care-1"))])


@pytest.mark.parametrize("with_model", [True, False])
def test_ranking_alone_in_a_block_and_for_a_gap_gives_numbers_and_sentences(
    with_model: bool,
) -> None:
    """A catalogue of odd courses, asked by odd people."""
    many = {f"f{n}": 1.0 for n in range(5000)} | {"nan": np.nan}
    courses = [
        CourseFacts("all", "All " * 2000, summary="words " * 5000, extra=many, outcomes={"S": 3}),
        CourseFacts("same", "Same", outcomes={"S": 3}, hours=0.0),
        CourseFacts("twin", "Same", outcomes={"S": 3}, hours=float("nan")),
        CourseFacts("blank", "", prerequisites=("blank",)),
        *histories.courses()[:4],
    ]
    model = trained(histories.completions(), courses, histories.learners())
    ranker = Ranker(courses, model if with_model else None)
    people = [
        Person(LearnerFacts("x", extra=many)),
        Person(LearnerFacts("p1", role="?" * 5000), ("gone", "same", "same")),
        Person(LearnerFacts(""), ("all",)),
    ]
    for needs in (Needs(), Needs((Need("S", 3, 0, 0.5), Need("nobody teaches it", 5, 0, 1)))):
        block = recommend_block(ranker, people, 9, [needs] * 3, with_reasons=True)
        for items in block:
            assert items
            assert all(np.isfinite(item.score) and item.reasons for item in items)
