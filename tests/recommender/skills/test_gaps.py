"""The distance between what is held and what is asked for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.evidence import (
    ASSESSMENT,
    COMPLETION,
    ROLE,
    SELF,
    Evidence,
    Held,
    Weighing,
    ledger,
)
from recommender.skills.gaps import BELOW, MEETS, NOT_ASSESSED, gap, shortfall, shortfalls
from recommender.skills.roles import Requirement

TODAY = date(2026, 11, 26)
PROFILE = {
    each.skill: each
    for each in (
        Requirement("sql", 3, 1),
        Requirement("charts", 4, 0.5),
        Requirement("writing", 2, 0.5),
    )
}


def holding(**levels: tuple[float, str]) -> dict[str, Held]:
    rows = [Evidence(skill, level, source, TODAY) for skill, (level, source) in levels.items()]
    return ledger(rows, TODAY, how=Weighing({ASSESSMENT: 1e-6, SELF: 1.1, ROLE: 1.5}))


def test_the_expected_shortfall_is_that_of_many_draws() -> None:
    draws = np.random.default_rng(0).normal(2.4, 1.1, 400_000)
    assert shortfall(2.4, 1.1, 3) == pytest.approx(np.maximum(0, 3 - draws).mean(), abs=0.005)


def test_without_doubt_it_is_the_difference() -> None:
    assert shortfall(2, 0, 3) == 1
    assert shortfall(4, 0, 3) == 0


@given(st.floats(0, 5), st.floats(0.01, 1.5), st.floats(0, 5))
def test_doubt_never_makes_it_smaller(level: float, sd: float, required: float) -> None:
    found = shortfall(level, sd, required)
    assert found >= max(0.0, required - level) - 1e-9
    assert found >= shortfall(level, sd / 2, required) - 1e-9


LEVEL = st.floats(0, 5)


@given(st.lists(st.tuples(LEVEL, st.sampled_from([0.0, 1e-7]) | st.floats(0.01, 2), LEVEL)))
def test_many_shortfalls_at_once_are_those_of_each(rows: list[tuple[float, float, float]]) -> None:
    table = np.array(rows, dtype=float).reshape(-1, 3)
    assert shortfalls(*table.T) == pytest.approx([shortfall(*row) for row in rows], abs=1e-12)


def test_coverage_is_over_what_is_assessed() -> None:
    found = gap(PROFILE, holding(sql=(2, ASSESSMENT), charts=(4, ASSESSMENT)))
    assert found.coverage == pytest.approx(1 - 1 / (3 + 2))
    assert found.assessed_share == pytest.approx(5 / 6)
    assert [each.required.skill for each in found.open] == ["sql"]
    assert [each.required.skill for each in found.unknown] == ["writing"]


def test_what_is_not_assessed_is_neither_a_gap_nor_a_zero() -> None:
    found = gap(PROFILE, {})
    assert found.coverage is None
    assert found.assessed_share == 0
    assert found.open == ()
    assert {each.state for each in found.standings} == {NOT_ASSESSED}


def test_what_only_the_role_speaks_for_stays_out_of_the_figures() -> None:
    sure, assumed = holding(sql=(3, ASSESSMENT)), holding(charts=(1, ROLE))
    assert gap(PROFILE, sure | assumed).coverage == gap(PROFILE, sure).coverage
    assert gap(PROFILE, assumed).coverage is None


def test_each_skill_has_its_state() -> None:
    found = gap(PROFILE, holding(sql=(3, ASSESSMENT), charts=(3, ASSESSMENT)))
    assert {each.required.skill: each.state for each in found.standings} == {
        "sql": MEETS,
        "charts": BELOW,
        "writing": NOT_ASSESSED,
    }


def test_the_weightiest_shortfall_comes_first() -> None:
    found = gap(PROFILE, holding(sql=(2.5, ASSESSMENT), charts=(1, ASSESSMENT)))
    assert [each.required.skill for each in found.open] == ["charts", "sql"]


def test_a_profile_that_asks_for_nothing_has_no_gap() -> None:
    found = gap({}, holding(sql=(3, SELF)))
    assert (found.standings, found.coverage, found.assessed_share) == ((), None, 0)


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 1)), min_size=3, max_size=3))
def test_coverage_is_a_share(asked: list[tuple[float, float]]) -> None:
    profile = {
        skill: Requirement(skill, level, importance)
        for skill, (level, importance) in zip(PROFILE, asked, strict=True)
    }
    found = gap(profile, holding(sql=(0, SELF), charts=(5, SELF), writing=(2, SELF)))
    assert found.coverage is None or 0 <= found.coverage <= 1
    assert 0 <= found.assessed_share <= 1


def test_a_level_that_has_aged_is_no_lower_for_it() -> None:
    asked = Requirement("sql", 3, 1)
    for days in range(400):
        told = Evidence("sql", 3, COMPLETION, TODAY - timedelta(days=days))
        (found,) = gap({"sql": asked}, ledger([told], TODAY)).standings
        assert found.state == MEETS, days
