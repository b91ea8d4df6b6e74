"""What a model tells: reasons that are true of somebody, and nothing of nobody."""

from __future__ import annotations

import dataclasses

import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.standing import Standing
from tests.support import histories
from tests.support.parts import alone, explained, reasons

COURSES = histories.courses()
LEARNERS = {learner.id: learner for learner in histories.learners()}


def test_the_own_course_that_leads_on_is_named(model: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), model)
    person = Person(LEARNERS["p1"], ("sales-9", "care-2", "care-3"))
    named = reasons(ranker, person, "care-4")["reason.department_went_on"]
    assert named["course"] in {"care-2", "care-3"}


def test_an_own_course_that_left_the_catalogue_still_counts_and_is_never_named(
    model: Model,
) -> None:
    left = [course for course in COURSES if course.id != "care-3"]
    ranker = LearnedRanker(Catalogue(left), model)
    person = Person(LEARNERS["p1"], ("care-3",))
    assert ranker.scores([person])[0].argmax() in {
        row for row, course in enumerate(left) if course.category == "Care"
    }
    for each in ranker.explain(person, range(len(left))):
        assert all(reason.values.get("course") != "care-3" for reason in each.reasons(most=99))


def test_a_newcomer_is_ranked_by_role_and_told_so(model: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), model)
    nurse = Person(LearnerFacts("new", role="Nurse"))
    agent = Person(LearnerFacts("new", role="Agent"))
    care = [row for row, course in enumerate(COURSES) if course.category == "Care"]
    difference = ranker.scores([nurse])[0] - ranker.scores([agent])[0]
    assert difference[care].mean() > 0
    keys = set().union(*(reasons(ranker, nurse, COURSES[row].id) for row in care))
    assert {"reason.role_skill", "reason.role_category"} & keys


def test_of_a_group_only_what_its_people_finish_is_told(whole: Model) -> None:
    """With none of its habits known the same newcomer is ranked alike, and nothing is said."""
    nurse = Person(LearnerFacts("new", role="Nurse", department="Team 1", extra={"shift": 1.0}))
    columns = range(len(COURSES))
    told, untold = (
        LearnedRanker(Catalogue(COURSES), model).explain(nurse, columns)
        for model in (whole, dataclasses.replace(whole, habits=whole.habits[:0]))
    )
    assert [each.score for each in told] == [each.score for each in untold]
    about = {f"reason.{kind}" for kind in ("role", "department", "profile")}
    keys = {term.key for each in told for term in each.terms}
    assert {key for key in keys if key and key.split("_")[0] in about} > {"reason.profile"}
    assert {term.key for each in untold for term in each.terms} == {None, "reason.popular"}


def test_a_course_that_nobody_finished_suits_no_group(model: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), model)
    person = Person(LearnerFacts("new", role="Nurse", department="Team 1"))
    for course in ("care-11", "data-11", "sales-11"):
        keys = {term.key for term in explained(ranker, person, course).terms}
        assert not keys & {"reason.role_course", "reason.department_course"}


def test_a_course_of_which_nothing_is_known_fits_nobodys_past(whole: Model) -> None:
    blank = CourseFacts("blank", "")
    ranker = LearnedRanker(Catalogue([*COURSES, blank]), whole)
    for facts in (LEARNERS["p1"], LearnerFacts("new", role="Nurse")):
        person = Person(facts, ("care-1", "care-2", "data-7"))
        assert {term.key for term in explained(ranker, person, "blank").terms} == {None}


def test_the_predicted_identity_of_a_course_is_no_reason(model: Model) -> None:
    bare = dataclasses.replace(COURSES[11], skills=(), tags=(), category=None, level=None, mode="")
    person = Person(LEARNERS["p0"], ("data-1", "data-2"))
    assert bare.id == "data-11"
    assert not model.is_taken(11)
    ranker = LearnedRanker(Catalogue([*COURSES[:11], bare, *COURSES[12:]]), alone(model))
    assert {term.key for term in explained(ranker, person, "data-11").terms} == {None}


def test_nothing_fits_the_past_of_somebody_whose_completions_were_taken_back(whole: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), whole)
    told = ranker.explain(Person(LEARNERS["p1"]), range(len(COURSES)))
    keys = {term.key for each in told for term in each.terms}
    assert not keys & {"reason.history", "reason.skill", "reason.category", "reason.tag"}


@pytest.mark.parametrize("part", ["popularity", "recent"])
def test_more_people_than_usual_finish_only_what_more_than_the_mean_did(
    whole: Model, part: str
) -> None:
    """Of late even a course leads that few have finished in all."""
    (found,) = (each for each in whole.parts if each.name == part)
    assert isinstance(found, Standing)
    turned = dataclasses.replace(found, values=found.values[::-1].copy())
    ranker = LearnedRanker(
        Catalogue(COURSES), dataclasses.replace(alone(whole, part), parts=(turned,))
    )
    often = whole.course_counts > whole.course_counts.mean()
    told = ranker.explain(Person(LearnerFacts("new")), range(len(COURSES)))
    keys = [{term.key for term in each.terms} for each in told]
    assert ["reason.popular" in each for each in keys] == often.tolist()
    led = turned.values > turned.values.mean()
    assert (led & ~often).any()


def test_somebody_of_whom_nothing_is_known_gets_what_many_finish(model: Model) -> None:
    ranker = LearnedRanker(Catalogue(COURSES), model)
    person = Person(LearnerFacts("new"))
    best = COURSES[int(ranker.scores([person])[0].argmax())].id
    assert model.course_counts[model.courses.ids.index(best)] > model.course_counts.mean()
    assert reasons(ranker, person, best) == {"reason.popular": {}}
