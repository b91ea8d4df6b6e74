"""What courses close of what a person lacks."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.evidence import COMPLETION, ERRORS
from recommender.skills.gains import USUAL_HOURS, Curriculum, Lesson, Need, Needs
from recommender.skills.gaps import shortfall

SQL = Need("sql", required=4, level=1, sd=0.5, weight=2, role="Analyst")
CHARTS = Need("charts", required=3, level=2, sd=1.1, role="Analyst")


def test_a_gain_is_the_weighted_shortfall_before_less_after() -> None:
    found = Curriculum([[Lesson("sql", 3)]], [2]).gains(Needs((SQL,)))
    expected = 2 * (shortfall(1, 0.5, 4) - shortfall(3, ERRORS[COMPLETION], 4))
    assert found.tolist() == [pytest.approx(expected)]


def test_several_skills_of_a_course_add_up_and_are_told_by_size() -> None:
    course = Curriculum([[Lesson("charts", 4), Lesson("sql", 4), Lesson("writing", 5)]], [1])
    needs = Needs((CHARTS, SQL))
    terms = course.terms(needs, 0)
    assert [need.skill for need, _ in terms] == ["sql", "charts"]
    assert course.gains(needs)[0] == pytest.approx(sum(amount for _, amount in terms))


def test_a_course_that_leads_no_higher_closes_nothing() -> None:
    course = Curriculum([[Lesson("sql", 1)], [Lesson("sql", 0.5)], [Lesson("writing", 5)]], [1] * 3)
    assert course.gains(Needs((SQL,))).tolist() == [0, 0, 0]
    assert course.terms(Needs((SQL,)), 0) == []


def test_value_is_gain_by_the_hour_where_hours_are_known() -> None:
    same = [[Lesson("sql", 3)]] * 4
    course = Curriculum(same, [1, 2, 0.01, nan])
    gains = course.gains(Needs((SQL,)))
    assert course.values(gains) == pytest.approx(gains / np.array([1, 2, 0.25, USUAL_HOURS]))


def test_a_course_fits_up_to_a_step_above_what_is_held() -> None:
    lessons = [[Lesson("sql", 4, entry)] for entry in (0, 2, 2.5)]
    mask = Curriculum(lessons, [1] * 3).fits(Needs(held={"sql": 1.0}))
    assert mask.tolist() == [True, True, False]


LESSONS = st.builds(
    Lesson,
    st.sampled_from(["sql", "charts"]),
    st.sampled_from([0.5, 3.0, 5.0]),
    st.sampled_from([0, 1, 2, 3.5]),
)


@given(
    st.lists(st.lists(LESSONS, max_size=3), max_size=5),
    st.dictionaries(st.sampled_from(["sql", "charts", "writing"]), st.floats(0, 5)),
)
def test_a_course_fits_where_each_of_its_lessons_does(
    lessons: list[list[Lesson]], held: dict[str, float]
) -> None:
    mask = Curriculum(lessons, [1] * len(lessons)).fits(Needs(held=held))
    assert mask.tolist() == [
        all(each.entry <= held.get(each.skill, each.entry) + 1 for each in own) for own in lessons
    ]


def test_where_nothing_is_known_of_a_skill_its_courses_fit() -> None:
    assert Curriculum([[Lesson("sql", 5, 4)]], [1]).fits(Needs()).all()


@given(st.lists(st.lists(LESSONS, max_size=3), max_size=5))
def test_the_gains_of_all_courses_are_the_sums_of_their_terms(lessons: list[list[Lesson]]) -> None:
    found, needs = Curriculum(lessons, [1] * len(lessons)), Needs((SQL, CHARTS, SQL))
    assert found.gains(needs) == pytest.approx(
        [sum(amount for _, amount in found.terms(needs, row)) for row in range(len(lessons))]
    )


def test_a_course_named_twice_for_a_skill_counts_with_its_higher_outcome() -> None:
    twice = Curriculum([[Lesson("sql", 2), Lesson("sql", 4)]], [1])
    once = Curriculum([[Lesson("sql", 4)]], [1])
    assert twice.gains(Needs((SQL,))) == pytest.approx(once.gains(Needs((SQL,))))


def test_an_empty_catalogue_and_nobody_needing_anything() -> None:
    assert Curriculum([], []).gains(Needs((SQL,))).tolist() == []
    assert Curriculum([[Lesson("sql", 3)]], [1]).gains(Needs()).tolist() == [0]


@given(st.floats(0, 5), st.floats(0, 5), st.floats(0, 1.5), st.floats(0, 5), st.floats(0, 3))
def test_a_gain_is_never_negative_nor_more_than_is_lacking(
    required: float, level: float, sd: float, outcome: float, weight: float
) -> None:
    need = Need("sql", required, level, sd, weight)
    (gain,) = Curriculum([[Lesson("sql", outcome)]], [1]).gains(Needs((need,)))
    assert 0 <= gain <= weight * shortfall(level, sd, required) + 1e-9
