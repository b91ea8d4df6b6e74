"""Shares of a score worked out again from the model's arrays alone, in plain slow loops."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from tests.support import histories
from tests.support.plain_loops import Amounts, Loops

COURSES = histories.courses()
NEW = CourseFacts("brand-new", "Anew", skills=("Care craft",), category="Care", level=2.0)
CATALOGUES = {
    "the one it was trained on": COURSES,
    "one with a new course and without some": [NEW, *COURSES[:3:-1]],
}
P1 = histories.learners()[1]
ODD = LearnerFacts("new", role="Nurse", department="Team 1", extra={"shift": 1.0})
PEOPLE = {
    "trained": Person(P1, ("care-1", "care-2", "data-7")),
    "folded in": Person(ODD, ("care-1", "gone", "care-2", "sales-5", "care-1", "brand-new")),
    "newcomer": Person(ODD),
    "all taken back": Person(P1),
    "nothing known": Person(LearnerFacts("new")),
}


@pytest.fixture(scope="module")
def short(whole: Model) -> Model:
    """The model with a say for every part there is, and short vectors: loops are slow."""
    factors = dataclasses.replace(
        whole.factors,
        course_embeddings=whole.factors.course_embeddings[:, :24],
        learner_embeddings=whole.factors.learner_embeddings[:, :24],
    )
    return dataclasses.replace(whole, factors=factors)


def weight(model: Model, person: Person, course: str, name: str) -> float:
    """Return what a part weighs: newcomers' weights give way course by course.

    To the usual ones, or to those of courses without a history.
    """
    known = sum(1 for each in set(person.history) if each in model.courses.ids)
    taken = course in model.courses.ids and model.course_counts[model.courses.ids.index(course)]
    lasting = (model.weights if taken else model.untaken_weights)[name]
    first = model.newcomers_weights.get(name, 0.0)
    return first + (lasting - first) * min(known, model.familiar) / model.familiar


@pytest.mark.parametrize("popularity", [True, False])
@pytest.mark.parametrize("courses", CATALOGUES.values(), ids=CATALOGUES)
@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_every_share_is_what_plain_loops_make_of_the_arrays(
    short: Model, person: Person, courses: list[CourseFacts], popularity: bool
) -> None:
    ranker = LearnedRanker(Catalogue(courses), short)
    loops = Loops(short, courses, person)
    raw = [loops.amounts(c, popularity=popularity) for c in range(len(courses))]
    spreads = {}
    for name in raw[0]:
        scores = [sum(each[name].values()) for each in raw]
        spread = (sum(each**2 for each in scores) / len(scores)) ** 0.5
        spreads[name] = spread if spread > 1e-6 else float("inf")
    scores = ranker.scores([person], popularity=popularity)[0]
    found = ranker.explain(person, range(len(courses)), popularity=popularity)
    for course, (score, each) in enumerate(zip(scores, found, strict=True)):
        expected: Amounts = defaultdict(float)
        for name, amounts in raw[course].items():
            worth = weight(short, person, courses[course].id, name) / spreads[name]
            part = sum(amounts.values()) * worth
            assert each.parts.get(name, 0.0) == pytest.approx(part, abs=1e-5)
            for told, amount in amounts.items():
                expected[told] += amount * worth
        terms = {
            (term.key, tuple(value for _, value in term.values)): term.amount for term in each.terms
        }
        for told in expected.keys() | terms.keys():
            assert terms.get(told, 0.0) == pytest.approx(expected[told], abs=1e-5), told
        assert sum(each.parts.values()) == pytest.approx(score, abs=1e-5)
        assert sum(expected.values()) == pytest.approx(score, abs=1e-5)


def test_the_loops_meet_every_kind_of_sentence(short: Model) -> None:
    """Otherwise the comparison above would say little."""
    ranker = LearnedRanker(Catalogue(COURSES), short)
    told = {
        term.key
        for person in PEOPLE.values()
        for each in ranker.explain(person, range(len(COURSES)))
        for term in each.terms
    }
    assert told >= {
        None,
        "reason.department_went_on",
        "reason.like_course",
        "reason.history",
        "reason.skill",
        "reason.category",
        "reason.tag",
        "reason.role_skill",
        "reason.department_category",
        "reason.profile",
        "reason.popular",
    }
