"""What is never shown, however it was ranked: every rule at once, alone, in a block and picked."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.model import Model
from recommender.ranker import Ranker
from recommender.recommend import Recommendation, recommend, recommend_block
from recommender.skills.gains import Need, Needs
from tests.support import histories

COURSES = histories.courses()[::2]
IDS = [course.id for course in COURSES]
GONE = "gone"
SOME = st.frozensets(st.sampled_from([*IDS, GONE]), max_size=5)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
LACKING = Needs((Need("Care craft", 3, 1, 0.5, 1.0, "Nurse"), Need("Data craft", 2, 1, 0.5)))
LANGUAGES = [None, "", "en", "de", "de_at", "DE-ch", "fr"]


@st.composite
def catalogues(draw: st.DrawFn) -> list[CourseFacts]:
    often = st.sampled_from([True, True, True, False])
    return [
        dataclasses.replace(
            course,
            visible=draw(often),
            excluded=not draw(often),
            enrolable=draw(often),
            ends_at=draw(st.sampled_from([None, None, NOW, NOW + timedelta(seconds=1)])),
            language=draw(st.sampled_from([None, *LANGUAGES])),
            prerequisites=tuple(draw(st.lists(st.sampled_from([*IDS, GONE]), max_size=1))),
            outcomes=dict.fromkeys(course.skills, course.level or 0.0),
            hours=2.0,
        )
        for course in COURSES
    ]


@st.composite
def people(draw: st.DrawFn) -> Person:
    facts = LearnerFacts(
        draw(st.sampled_from(["p1", "p2", "newcomer"])),
        role=draw(st.sampled_from([None, "Nurse", "Pilot"])),
        department=draw(st.sampled_from([None, "Team 1"])),
        language=draw(st.sampled_from(LANGUAGES)),
    )
    return Person(
        facts,
        tuple(draw(st.lists(st.sampled_from([*IDS, GONE]), max_size=6))),
        enrolled=draw(SOME),
        not_for_me=draw(SOME),
        later=draw(SOME),
        hidden=draw(SOME),
        mode=draw(st.sampled_from([None, None, "online"])),
        at=draw(st.sampled_from([None, NOW])),
    )


def may_be_shown(course: CourseFacts, person: Person) -> bool:
    """Say, rule by rule, whether a person may be shown a course."""
    spoken = [(each or "").lower()[:2] for each in (course.language, person.facts.language)]
    return (
        course.visible
        and not course.excluded
        and course.enrolable
        and (course.ends_at is None or person.at is None or course.ends_at > person.at)
        and course.id not in person.history
        and course.id not in person.enrolled
        and course.id not in person.not_for_me
        and course.id not in person.later
        and course.id not in person.hidden
        and (not all(spoken) or spoken[0] == spoken[1])
        and all(each in person.history for each in course.prerequisites)
        and (person.mode is None or course.mode == person.mode)
    )


def check(found: list[Recommendation], catalogue: list[CourseFacts], person: Person) -> None:
    """Hold that all that may be shown is, each once, and nothing else."""
    shown = [item.course_id for item in found]
    assert len(set(shown)) == len(shown)
    assert set(shown) == {each.id for each in catalogue if may_be_shown(each, person)}
    assert [item.rank for item in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    ("with_model", "needs"),
    [
        pytest.param(True, LACKING, id="learned-gap first"),
        pytest.param(False, Needs(), id="features-engine alone", marks=pytest.mark.full),
        pytest.param(True, Needs(), id="learned-engine alone", marks=pytest.mark.full),
        pytest.param(False, LACKING, id="features-gap first", marks=pytest.mark.full),
    ],
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    catalogue=catalogues(),
    asking=st.lists(people(), min_size=1, max_size=4),
    picked=st.lists(st.sampled_from([*IDS, GONE]), max_size=6),
    k=st.integers(0, 6),
)
def test_what_may_be_shown_is_and_nothing_else(
    model: Model,
    with_model: bool,
    needs: Needs,
    catalogue: list[CourseFacts],
    asking: list[Person],
    picked: list[str],
    k: int,
) -> None:
    ranker, every = Ranker(catalogue, model if with_model else None), len(catalogue)
    block = recommend_block(ranker, asking, every, [needs] * len(asking))
    for person, items in zip(asking, block, strict=True):
        check(items, catalogue, person)
        whole = recommend(ranker, person, every, needs)
        check(whole, catalogue, person)
        assert all(item.reasons for item in whole)
        assert [each.course_id for each in recommend(ranker, person, k, needs)] == [
            each.course_id for each in whole[:k]
        ]
        pinned = recommend(ranker, person, every, needs, picked)
        check(pinned, catalogue, person)
        facts = {each.id: each for each in catalogue}
        first = [
            each
            for each in dict.fromkeys(picked)
            if each in facts and may_be_shown(facts[each], person)
        ]
        assert [each.course_id for each in pinned[: len(first)]] == first
        assert [each.picked for each in pinned] == [True] * len(first) + [False] * (
            len(pinned) - len(first)
        )
