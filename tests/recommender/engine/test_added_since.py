"""Courses added since the training: ranked as training ranks those that nobody has taken yet."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pytest

from recommender.engine import links, ridge
from recommender.engine.catalogue import Catalogue
from recommender.engine.companions import (
    EASE,
    NEIGHBOURS,
    NEXT,
    SPECTRAL,
    TRANSITIONS,
    Recipe,
    companions,
)
from recommender.engine.dataset import Dataset
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import IdMap
from recommender.engine.learned import LearnedRanker
from recommender.engine.links import Links
from recommender.engine.model import Model
from tests.support import histories
from tests.support.parts import alone, check_terms, explained

COURSES = histories.courses()
LEARNERS = histories.learners()
UNTAKEN = ("data-11", "care-11", "sales-11")
PREDICTED = (EASE, SPECTRAL, NEIGHBOURS, TRANSITIONS, NEXT)
PEOPLE = [
    Person(LEARNERS[1], ("care-1", "care-2", "data-3")),
    Person(LEARNERS[1]),
    Person(LearnerFacts("new", role="Nurse"), ("care-1", "sales-4")),
    Person(LearnerFacts("new")),
]
COPY = dataclasses.replace(COURSES[5], id="copy")


def without(model: Model, dataset: Dataset, gone: tuple[str, ...]) -> Model:
    """Return the model as it is where training knows all courses but these."""
    rows = np.flatnonzero([name not in gone for name in model.courses])
    known, size = dataset.only_courses(rows), len(model.courses)
    factors = model.factors
    kept = np.concatenate([rows, np.arange(size, len(factors.course_biases))])
    return dataclasses.replace(
        model,
        courses=IdMap(tuple(model.courses.ids[row] for row in rows)),
        content=known.content,
        factors=dataclasses.replace(
            factors,
            course_embeddings=factors.course_embeddings[kept],
            course_biases=factors.course_biases[kept],
        ),
        parts=companions(known, Recipe(lately=True)),
        course_counts=model.course_counts[rows],
        followers=model.followers[rows][:, rows],
        group_steps=np.empty(0, dtype=np.int64),
        habits=np.empty(0, dtype=np.int64),
    )


@pytest.fixture(params=[UNTAKEN[:1], UNTAKEN], ids=["one", "all untaken"])
def since(request: pytest.FixtureRequest, whole: Model, dataset: Dataset) -> Model:
    """The model of a training before some courses were added that nobody has taken yet."""
    return without(whole, dataset, request.param)


def test_a_course_added_since_ranks_as_if_training_had_known_it(whole: Model, since: Model) -> None:
    catalogue = Catalogue(COURSES)
    expected = LearnedRanker(catalogue, whole).scores(PEOPLE)
    np.testing.assert_allclose(LearnedRanker(catalogue, since).scores(PEOPLE), expected, atol=1e-4)


@pytest.mark.parametrize("name", [*PREDICTED, LIGHTFM, "content"])
def test_each_part_says_of_it_what_it_would_have_said(
    whole: Model, since: Model, name: str
) -> None:
    catalogue = Catalogue(COURSES)
    expected = LearnedRanker(catalogue, alone(whole, name)).scores(PEOPLE)
    found = LearnedRanker(catalogue, alone(since, name)).scores(PEOPLE)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def best(ranker: LearnedRanker, person: Person) -> list[str]:
    catalogue = ranker.catalogue
    scores = np.where(catalogue.allowed(person), ranker.scores([person])[0], -np.inf)
    return [catalogue.courses[row].id for row in np.argsort(-scores)[:10]]


def test_copies_of_much_taken_courses_are_shown_to_most_who_would_see_these(model: Model) -> None:
    taken = defaultdict(list)
    for person, course, _ in histories.completions():
        taken[person].append(course)
    people = [Person(each, tuple(taken[each.id])) for each in LEARNERS]
    # Here people go from step to step; new courses would have other weights.
    onward = {TRANSITIONS: 0.98, LIGHTFM: 0.02}
    model, shown = dataclasses.replace(model, weights=onward, untaken_weights={}), []
    for row in np.argsort(-model.course_counts)[:6]:
        copy = dataclasses.replace(COURSES[row], id="copy")
        ranker = LearnedRanker(Catalogue([*COURSES, copy]), model)
        lists = [best(ranker, person) for person in people]
        shown += ["copy" in each for each in lists if COURSES[row].id in each]
    assert len(shown) > 40
    assert np.mean(shown) > 0.5


@pytest.mark.parametrize(
    "courses", [COURSES, COURSES[::-1], COURSES[5:]], ids=["as trained", "turned", "fewer"]
)
def test_where_no_course_was_added_nothing_is_predicted(
    model: Model, courses: list[CourseFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ridge, "_mix", None)
    ranker = LearnedRanker(Catalogue(courses), model)
    rows = model.courses.rows([course.id for course in courses])
    assert [part.name for part in ranker._parts] == [part.name for part in model.parts]
    for found, known in zip(ranker._parts, model.parts, strict=True):
        if isinstance(known, Links):
            assert isinstance(found, Links)
            np.testing.assert_array_equal(found.weights.toarray(), known.weights.toarray()[:, rows])


def test_a_course_without_content_has_the_links_of_the_average_taken_course(whole: Model) -> None:
    ranker = LearnedRanker(Catalogue([*COURSES, CourseFacts("blank", "")]), whole)
    assert np.isfinite(ranker.scores(PEOPLE)).all()
    taken = np.flatnonzero(whole.course_counts)
    for part, known in zip(ranker._parts, whole.parts, strict=True):
        if known.name in PREDICTED:
            table = known.weights.toarray()[taken]
            np.testing.assert_allclose(
                part.weights.toarray()[taken, -1], table[:, taken].mean(axis=1), atol=1e-6
            )


def test_a_course_added_since_has_no_more_links_than_others(
    whole: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "LEAST_LINKS", 4)
    monkeypatch.setattr(links, "MOST_WEIGHTS", 4)
    ranker = LearnedRanker(Catalogue([*COURSES, COPY]), whole)
    for part in ranker._parts:
        if part.name in PREDICTED:
            assert np.count_nonzero(part.weights.toarray()[:, -1]) == 4


@pytest.mark.parametrize("name", [*PREDICTED, LIGHTFM, "content"])
def test_a_model_without_any_history_ranks_what_was_added(whole: Model, name: str) -> None:
    untaken = np.zeros_like(whole.course_counts)
    blank = dataclasses.replace(alone(whole, name), course_counts=untaken)
    ranker = LearnedRanker(Catalogue([*COURSES, COPY]), blank)
    assert np.isfinite(ranker.scores(PEOPLE)).all()
    check_terms(ranker, PEOPLE[0])


@pytest.mark.parametrize("name", PREDICTED)
def test_what_is_predicted_of_a_course_added_since_is_no_reason(whole: Model, name: str) -> None:
    ranker = LearnedRanker(Catalogue([*COURSES, COPY]), alone(whole, name))
    found = explained(ranker, Person(LearnerFacts("new"), ("data-2", "data-3")), "copy")
    assert found.score > 0
    assert sum(term.amount for term in found.terms) == pytest.approx(found.score, abs=1e-5)
    assert {term.key for term in found.terms if term.amount} == {None}


def test_a_predicted_identity_is_no_reason_but_what_courses_have_in_common_is(
    model: Model,
) -> None:
    ranker = LearnedRanker(Catalogue([*COURSES, COPY]), alone(model))
    found = explained(ranker, Person(LearnerFacts("new"), ("data-2", "data-3")), "copy")
    assert sum(term.amount for term in found.terms) == pytest.approx(found.score, abs=1e-5)
    told = {term.key for term in found.terms}
    assert "reason.skill" in told
    plain = dataclasses.replace(COPY, skills=(), tags=(), category=None, level=None, mode=None)
    ranker = LearnedRanker(Catalogue([*COURSES, plain]), alone(model))
    found = explained(ranker, Person(LearnerFacts("new"), ("data-2", "data-3")), "copy")
    assert found.score > 0
    assert {term.key for term in found.terms if term.amount} == {None}
