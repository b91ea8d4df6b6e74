"""Build or buy: nothing is said of few, and nothing is compared that was not entered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.build_or_buy import (
    LEAST_PEOPLE,
    NEAREST,
    Building,
    Comparison,
    Figures,
    Way,
    answer,
    days_for,
    until_ready,
)
from recommender.skills.pathway.plans import Plan, Step

ALL = Figures(cost_per_hire=9000, days_to_hire=70, hour_cost=50)
WAYS = [Way(hours, 100, 10 * hours) for hours in (60, 10, 20, 30, 40, 50)]
amounts = st.floats(0, 1e6)
ways = st.builds(Way, amounts, amounts, amounts)


def test_the_nearest_volunteers_stand_against_a_hire() -> None:
    found = answer(8, WAYS, ALL)
    assert (found.volunteers, found.missing) == (8, ())
    assert found.building == Building(people=5, hours=30, days=300, cost=100 + 30 * 50)
    assert found.comparison == Comparison(cheaper_by=9000 - 1600, sooner_by_days=70 - 300)


@pytest.mark.parametrize("name", ["cost_per_hire", "days_to_hire", "hour_cost"])
def test_without_a_figure_there_is_no_comparison_and_it_is_named(name: str) -> None:
    given_ = {"cost_per_hire": 9000.0, "days_to_hire": 70.0, "hour_cost": 50.0} | {name: None}
    found = answer(8, WAYS, Figures(**given_))
    assert found.comparison is None
    assert found.missing == (name,)
    assert found.building is not None
    assert (found.building.cost is None) is (name == "hour_cost")


@pytest.mark.parametrize(
    ("volunteers", "known", "missing"),
    [(4, 4, "volunteers"), (0, 0, "volunteers"), (9, 4, "ready")],
)
def test_of_few_nothing_is_told(volunteers: int, known: int, missing: str) -> None:
    found = answer(volunteers, WAYS[:known], ALL)
    assert (found.building, found.comparison) == (None, None)
    assert found.missing == (missing,)
    assert found.volunteers == (volunteers if volunteers >= LEAST_PEOPLE else None)


@given(st.lists(ways, max_size=12))
def test_averages_are_over_the_nearest_alone_and_never_over_fewer_than_five(
    found: list[Way],
) -> None:
    built = answer(len(found), found, ALL).building
    assert (built is None) is (len(found) < LEAST_PEOPLE)
    if built is not None:
        assert built.people == NEAREST
        assert built.hours <= max(sorted(way.hours for way in found)[:NEAREST]) + 1e-6


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_an_amount_that_is_none_is_refused_by_its_name(amount: float) -> None:
    with pytest.raises(ValueError, match="hour_cost"):
        Figures(hour_cost=amount)


def step(gain: float, hours: float, cost: float = 0.0) -> Step:
    return Step("a", hours, cost, (), gain)


@pytest.mark.parametrize(
    ("before", "steps", "expected"),
    [
        (0.9, [step(0.1, 5)], (0.0, 0.0)),
        (0.5, [step(0.3, 5, 10), step(0.1, 3, 20), step(0.1, 9)], (8.0, 30.0)),
        (0.5, [step(0.2, 5)], None),
        (0.5, [], None),
    ],
)
def test_somebody_is_ready_once_enough_is_covered(
    before: float, steps: list[Step], expected: tuple[float, float] | None
) -> None:
    plan = Plan(tuple(steps), 0, 0, before, 1.0, "optimal")
    assert until_ready(plan) == expected


def test_days_follow_from_the_pace() -> None:
    assert days_for(6, 1) == 42
    assert days_for(0, 1) == 0
    with pytest.raises(ValueError, match="0 hours a week"):
        days_for(6, 0)
