"""What is said of a companion's links: that enough people went on; nothing of what is predicted."""

from __future__ import annotations

import dataclasses

import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.facts import LearnerFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import LEAST_PEOPLE, Model
from tests.support import histories
from tests.support.parts import alone, explained

COURSES = histories.courses()


def ranker_of(model: Model, name: str) -> LearnedRanker:
    """Return what ranks by nothing but one part."""
    return LearnedRanker(Catalogue(COURSES), alone(model, name))


def test_people_went_on_to_a_course_only_where_enough_of_them_did(whole: Model) -> None:
    ranker = ranker_of(whole, "transitions")
    person = Person(LearnerFacts("p1"), ("care-2",))
    row = whole.courses.ids.index("care-2")
    for column in range(len(COURSES)):
        told = {reason.key for reason in ranker.explain(person, [column])[0].reasons(most=99)}
        went_on = whole.followers[row, column]
        assert ("reason.similar_course" in told) <= bool(went_on >= LEAST_PEOPLE)
    followed = int(whole.followers[[row]].toarray().argmax())
    assert [each.key for each in ranker.explain(person, [followed])[0].reasons()] == [
        "reason.similar_course"
    ]


def test_the_first_course_of_a_catalogue_is_told_of_as_any_other(whole: Model) -> None:
    followers = whole.followers.tolil()
    followers[whole.courses.ids.index("data-1"), 0] = LEAST_PEOPLE
    told = dataclasses.replace(whole, followers=followers.tocsr())
    person = Person(LearnerFacts("p1"), ("data-1",))
    for model, key in ((whole, "reason.history"), (told, "reason.similar_course")):
        found = explained(ranker_of(model, "neighbours"), person, COURSES[0].id)
        assert {term.key for term in found.terms if term.amount} == {key}


@pytest.mark.parametrize(
    ("facts", "key", "values"),
    [
        ({"role": "Nurse", "department": "Team 1"}, "department_went_on", ("Team 1", "care-2")),
        ({"role": "Nurse", "department": "Elsewhere"}, "role_went_on", ("Nurse", "care-2")),
        ({"role": "Agent", "department": "Team 2"}, "similar_course", ("care-2",)),
        ({}, "similar_course", ("care-2",)),
    ],
)
@pytest.mark.parametrize("name", ["ease", "neighbours", "transitions", "next"])
def test_what_the_links_of_a_course_give_is_told_of_the_persons_own_group_first(
    whole: Model, name: str, facts: dict[str, str], key: str, values: tuple[str, ...]
) -> None:
    ranker = ranker_of(whole, name)
    person = Person(LearnerFacts("new", **facts), ("care-2",))
    (only,) = explained(ranker, person, "care-3").reasons(most=99)
    assert (only.key, tuple(only.values.values())) == (f"reason.{key}", values)


@pytest.mark.parametrize("name", ["ease", "neighbours", "transitions", "next"])
def test_what_is_predicted_of_a_course_that_nobody_finished_is_no_reason(
    whole: Model, name: str
) -> None:
    ranker = ranker_of(whole, name)
    person = Person(LearnerFacts("new"), ("care-2", "care-9"))
    found = explained(ranker, person, "care-11")
    assert not whole.is_taken(whole.courses.ids.index("care-11"))
    assert {term.key for term in found.terms if term.amount} == {None}
