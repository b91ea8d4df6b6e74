"""Reasons of every kind of list: terms that sum to the score, and none that spoke for nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender import blending
from recommender.engine.explanation import Explanation
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.model import Model
from recommender.ranker import Ranker
from recommender.reasons import ENGINE, GAP, MODE, REVIEW, explanations_of
from recommender.recommend import recommend
from recommender.skills.gains import Need, Needs
from tests.support import histories

COURSES = [
    dataclasses.replace(
        course,
        outcomes=dict.fromkeys(course.skills, course.level or 0.0),
        hours=1.0 + number % 5,
        stale=number % 7 == 0,
    )
    for number, course in enumerate(histories.courses())
]
NEW = CourseFacts("new", "Anew", outcomes={"Care craft": 4.0}, skills=("Care craft",), hours=2)
CATALOGUES = {"as trained": COURSES, "changed": [NEW, *COURSES[:3:-1]]}
PEOPLE = {
    "trained": Person(histories.learners()[1], ("care-1", "care-2", "care-3")),
    "folded in": Person(LearnerFacts("x", role="Nurse"), ("care-1", "gone", "sales-5")),
    "newcomer": Person(LearnerFacts("x", department="Team 1")),
}
CARE = Need("Care craft", 3, 1, 0.5, 1.0, "Nurse")
DATA = Need(
    "Data craft", 2, 0.5, 0.8, 0.7, "Nurse", assumed=True, priority=2.0, objective="Reports"
)
WANTED = {
    "engine alone": Needs(),
    "gap first": Needs((CARE, DATA), modes=frozenset({"classroom"})),
    "nothing lacking": Needs((Need("Care craft", 1, 4, 0.1, 1.0, "Nurse"),)),
}


def taken_apart(ranker: Ranker, person: Person, needs: Needs) -> dict[str, Explanation]:
    """Return each shown course's explanation as the list itself makes it."""
    columns = np.flatnonzero(ranker.allowed(person, needs)).tolist()
    both, popularity = None, 1.0
    gains, allowed = ranker.curriculum.gains(needs), ranker.allowed(person, needs)
    trust = blending.trust_in_engine(len(set(person.history)), gains, allowed)
    if trust < 1:
        popularity = 0.0
        scores = ranker.method.scores([person], popularity=popularity)[0].astype(np.float64)
        values = ranker.curriculum.values(gains)
        both = blending.blended(values, scores, ranker.suits(needs), ranker.stale, allowed, trust)
    found = explanations_of(
        ranker.method, ranker.curriculum, person, needs, columns, both, popularity
    )
    ids = ranker.catalogue.ids.ids
    return {ids[column]: each for column, each in zip(columns, found, strict=True)}


@pytest.mark.parametrize("with_model", [True, False], ids=["learned", "features"])
@pytest.mark.parametrize("courses", CATALOGUES.values(), ids=CATALOGUES)
@pytest.mark.parametrize("needs", WANTED.values(), ids=WANTED)
@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_terms_sum_to_the_score_and_reasons_spoke_for_the_course(
    model: Model, with_model: bool, courses: list[CourseFacts], needs: Needs, person: Person
) -> None:
    ranker = Ranker(courses, model if with_model else None)
    apart = taken_apart(ranker, person, needs)
    found = recommend(ranker, person, 12, needs)
    assert found
    for item in found:
        each = apart[item.course_id]
        assert each.score == pytest.approx(item.score, abs=1e-6)
        assert sum(term.amount for term in each.terms) == pytest.approx(item.score, abs=1e-5)
        assert sum(item.parts.values()) == pytest.approx(item.score, abs=1e-5)
        assert item.parts == each.parts
        terms = {(term.key, term.values): term.amount for term in each.terms}
        upward = sum(amount for amount in terms.values() if amount > 0)
        for reason in item.reasons:
            if reason.key == "reason.no_signal":
                continue
            amount = terms[reason.key, tuple(reason.values.items())]
            assert reason.amount == pytest.approx(amount, abs=1e-9)
            if reason.key == "reason.stale":
                assert (amount, reason.share) == (-blending.STALE, 0)
            else:
                assert amount > 0
                assert reason.share == pytest.approx(amount / upward, abs=1e-9)


@st.composite
def anybody(draw: st.DrawFn) -> Person:
    """Somebody of the training or not, with any past and any facts."""
    facts = LearnerFacts(
        draw(st.sampled_from(["p0", "p1", "p44", "nobody"])),
        role=draw(st.sampled_from([None, "Nurse", "Agent", "Pilot"])),
        target_role=draw(st.sampled_from([None, "Analyst"])),
        department=draw(st.sampled_from([None, "Team 0", "Team 1", "Elsewhere"])),
        extra=draw(st.sampled_from([{}, {"shift": 1.0}, {"shift": float("nan"), "other": 3.0}])),
    )
    past = st.lists(st.sampled_from([*(each.id for each in COURSES), "gone", "new"]), max_size=15)
    return Person(facts, tuple(draw(past)))


@pytest.mark.parametrize("with_model", [True, False], ids=["learned", "features"])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    person=anybody(),
    courses=st.lists(st.sampled_from([NEW, *COURSES]), min_size=1, unique_by=lambda c: c.id),
    needs=st.sampled_from(list(WANTED.values())),
)
def test_whoever_asks_of_whatever_catalogue_the_parts_sum_to_the_score(
    whole: Model, with_model: bool, person: Person, courses: list[CourseFacts], needs: Needs
) -> None:
    for item in recommend(Ranker(courses, whole if with_model else None), person, 99, needs):
        assert np.isfinite(item.score)
        assert sum(item.parts.values()) == pytest.approx(item.score, abs=1e-5)
        upward = [each.amount for each in item.reasons if each.key != "reason.no_signal"]
        assert all(amount > 0 or amount == -blending.STALE for amount in upward)
        assert sum(each.share for each in item.reasons) <= 1 + 1e-9


def test_the_parts_of_a_list_that_serves_a_gap_are_those_of_plain_loops(model: Model) -> None:
    """Percentiles counted course by course, and the gap shared out by what each skill closes."""
    ranker, person, needs = Ranker(COURSES, model), PEOPLE["trained"], WANTED["gap first"]
    allowed = np.flatnonzero(ranker.allowed(person, needs)).tolist()
    engine = ranker.method.scores([person], popularity=0.0)[0].tolist()
    gains = ranker.curriculum.gains(needs).tolist()
    values = [gain / (course.hours or 1) for gain, course in zip(gains, COURSES, strict=True)]
    trust = min(0.35, 3 / 13)
    for name, each in taken_apart(ranker, person, needs).items():
        column = [course.id for course in COURSES].index(name)
        below = [sum(row[other] <= row[column] for other in allowed) for row in (values, engine)]
        gap = (1 - trust) * below[0] / len(allowed) if values[column] > 0 else 0.0
        assert each.parts[GAP] == pytest.approx(gap, abs=1e-5)
        assert each.parts[ENGINE] == pytest.approx(trust * below[1] / len(allowed), abs=1e-5)
        course = COURSES[column]
        assert each.parts[MODE] == (0.03 if course.mode == "classroom" else 0)
        assert each.parts[REVIEW] == (-0.05 if course.stale else 0)


def test_a_mode_that_suits_is_told_beside_a_review_that_is_out_of_date(model: Model) -> None:
    """The one moved it up and the other down: their difference alone would hide the first."""
    ranker, needs = Ranker(COURSES, model), WANTED["gap first"]
    both = [each.id for each in COURSES if each.stale and each.mode == "classroom"]
    terms = {
        (name, term.key): term.amount
        for name, each in taken_apart(ranker, PEOPLE["newcomer"], needs).items()
        for term in each.terms
    }
    told = [name for name in both if (name, "reason.mode") in terms]
    assert told
    for name in told:
        assert terms[name, "reason.mode"] == 0.03
        assert terms[name, "reason.stale"] == -0.05


def test_what_had_no_say_beside_a_gap_is_no_reason_there(model: Model) -> None:
    """Popular courses do not lead where a gap is to be closed, so that they are popular is none."""
    ranker = Ranker(COURSES, model)
    for person in PEOPLE.values():
        for each in taken_apart(ranker, person, WANTED["gap first"]).values():
            assert "reason.popular" not in {term.key for term in each.terms}


def test_an_objective_has_the_part_that_its_weight_added() -> None:
    course = CourseFacts("data", "Data", outcomes={"Data craft": 2.0}, hours=1)
    other = CourseFacts("care", "Care", outcomes={"Care craft": 3.0}, hours=9)
    (first, _) = recommend(Ranker([course, other]), PEOPLE["newcomer"], 2, WANTED["gap first"])
    shares = {each.key: each.share for each in first.reasons}
    assert shares == {"reason.gap_assumed": 0.5, "reason.objective": 0.5}
