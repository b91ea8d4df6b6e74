"""What one more hour buys."""

from __future__ import annotations

import math

import pytest

from recommender.skills.pathway import curve as module
from recommender.skills.pathway.curve import curve
from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.values import Goal, Limits, Option
from tests.support.paths import make_case

STAIRS = [Option(f"c{n}", 2, {"x": n}, entry={"x": n}) for n in range(1, 6)]
GOALS = [Goal("x", 0, 5)]


def test_five_budgets_around_the_limit_and_what_each_reaches() -> None:
    points = curve(STAIRS, GOALS, Limits(4))
    assert [each.hours for each in points] == [1, 2, 4, 6, 8]
    assert [each.coverage for each in points] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


def test_budgets_may_be_given_in_any_order() -> None:
    points = curve(STAIRS, GOALS, Limits(math.inf), [10, 3, 3])
    assert [(each.hours, each.coverage) for each in points] == [(3, 0.2), (10, 1.0)]


@pytest.mark.parametrize("seconds", [5.0, 0.0])
@pytest.mark.parametrize("seed", range(300, 306))
def test_coverage_never_falls(seed: int, seconds: float) -> None:
    options, goals, limits = make_case(seed, 30, 6)
    points = curve(options, goals, limits, seconds=seconds)
    reached = [each.coverage or 0.0 for each in points]
    assert reached == sorted(reached)
    assert all(each.plan is not None and each.plan.hours <= each.hours + 1e-6 for each in points)


def test_the_path_of_a_smaller_budget_stays_where_a_larger_one_was_searched_too_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tired(options: list[Option], goals: list[Goal], limits: Limits, **others: float) -> Plan:
        return plan(options[: 1 if limits.hours > 4 else 5], goals, limits)

    monkeypatch.setattr(module, "plan", tired)
    assert [each.coverage for each in curve(STAIRS, GOALS, Limits(4))] == [0.0, 0.2, 0.4, 0.4, 0.4]


def test_a_budget_too_small_for_what_is_mandatory_has_no_path() -> None:
    must = Option("must", 3, {"x": 1}, mandatory=True)
    points = curve([must], GOALS, Limits(4))
    assert [each.coverage for each in points] == [None, None, 0.2, 0.2, 0.2]


def test_without_a_limit_budgets_have_to_be_given() -> None:
    with pytest.raises(BadValue, match="budgets"):
        curve(STAIRS, GOALS, Limits(math.inf))
