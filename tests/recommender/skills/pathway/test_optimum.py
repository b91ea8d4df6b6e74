"""The path against all subsets tried one by one, and against a programme written another way."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from recommender.skills.pathway.greedy import greedy
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.preparing import prepare
from recommender.skills.pathway.values import Goal, Limits, Option
from tests.support.paths import allowed_subsets, can_follow, covered, make_case


@functools.cache
def subsets_of(seed: int) -> list[tuple[Option, ...]]:
    return allowed_subsets(make_case(seed, 9, 4))


def taken(path: Plan, options: Sequence[Option]) -> list[Option]:
    by_id = {option.id: option for option in options}
    return [by_id[step.option_id] for step in path.steps]


@pytest.mark.parametrize("seed", range(40))
def test_no_subset_covers_more_or_as_much_in_less_time(seed: int) -> None:
    options, goals, limits = make_case(seed, 9, 4)
    path = plan(options, goals, limits)
    subsets = subsets_of(seed)
    best = max(covered(chosen, goals) for chosen in subsets)
    assert path.label == "optimal"
    assert path.coverage_after == pytest.approx(best, abs=2e-6)
    shortest = min(
        sum(o.hours for o in chosen)
        for chosen in subsets
        if covered(chosen, goals) > path.coverage_after - 1e-9
    )
    assert path.hours <= shortest * 1.2 / 0.8 + 1e-6  # as far as what suits the person may go


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("seconds", [5.0, 0.0])
def test_every_rule_is_kept_with_and_without_the_solver(seed: int, seconds: float) -> None:
    options, goals, limits = make_case(seed, 9, 4)
    path = plan(options, goals, limits, seconds=seconds)
    chosen = taken(path, options)
    assert set(chosen_ids := [o.id for o in chosen]) in [
        {o.id for o in subset} for subset in subsets_of(seed)
    ]
    for number, option in enumerate(chosen):
        assert can_follow(option, chosen[:number], goals), chosen_ids
    assert path.coverage_before == pytest.approx(covered([], goals))
    assert path.coverage_after == pytest.approx(covered(chosen, goals))
    assert path.gain == pytest.approx(sum(step.gain for step in path.steps))
    assert path.hours == pytest.approx(sum(o.hours for o in chosen))
    assert path.cost == pytest.approx(sum(o.cost for o in chosen))


@pytest.mark.parametrize("seed", range(100, 130))
def test_the_greedy_path_is_never_better_than_the_optimal_one(seed: int) -> None:
    options, goals, limits = make_case(seed, 25, 6)
    best = plan(options, goals, limits)
    quick = greedy(prepare(options, goals, limits))
    assert quick is not None
    assert quick.problem.coverage(quick.levels) <= best.coverage_after + 2e-6


@pytest.mark.parametrize("seed", range(200, 215))
def test_a_programme_written_another_way_finds_the_same_coverage(seed: int) -> None:
    options, goals, limits = make_case(seed, 16, 5)
    limits = Limits(limits.hours, limits.money, limits.per_mode, durable=False)
    path = plan(options, goals, limits)
    assert path.coverage_after == pytest.approx(by_assignment(options, goals, limits), abs=1e-5)


def by_assignment(options: Sequence[Option], goals: Sequence[Goal], limits: Limits) -> float:
    """Assign each goal to one option that brings it furthest; positions keep circles out."""
    size = len(options)
    gains: list[float] = [0.0] * (2 * size)  # taken or not; then the position of each
    whole = [1] * size + [0] * size
    highest = [1.0] * size + [float(size)] * size
    rows: list[tuple[dict[int, float], float]] = []

    def column(gain: float = 0.0) -> int:
        gains.append(gain)
        whole.append(1)
        highest.append(1.0)
        return len(gains) - 1

    def comes_after(later: int, earlier: int, switch: int) -> None:
        rows.append(
            ({size + earlier: 1.0, size + later: -1.0, switch: float(size + 1)}, float(size))
        )

    total = sum(goal.weight * goal.needed for goal in goals)
    for goal in goals:
        assigned = {}
        for number, option in enumerate(options):
            level = min(option.teaches.get(goal.skill, 0.0), goal.needed)
            if level > goal.held and total:
                each = column(goal.weight * (level - goal.held) / total)
                rows.append(({each: 1.0, number: -1.0}, 0.0))
                assigned[each] = 1.0
        rows.append((assigned, 1.0))
    held = {goal.skill: goal.held for goal in goals}
    index = {option.id: number for number, option in enumerate(options)}
    for number, option in enumerate(options):
        for required in option.requires:
            rows.append(({number: 1.0, index[required]: -1.0}, 0.0))
            comes_after(number, index[required], number)
        for skill, level in option.entry.items():
            if skill not in held or level - 1 <= held[skill] + 1e-9:
                continue
            leading = {number: 1.0}
            for other, lifter in enumerate(options):
                if other != number and lifter.teaches.get(skill, 0.0) >= level - 1 - 1e-9:
                    leads = column()
                    rows.append(({leads: 1.0, other: -1.0}, 0.0))
                    comes_after(number, other, leads)
                    leading[leads] = -1.0
            rows.append((leading, 0.0))
    rows.append(({n: o.hours for n, o in enumerate(options)}, limits.hours))
    if limits.money is not None:
        rows.append(({n: o.cost for n, o in enumerate(options)}, limits.money))
    for mode, most in limits.per_mode.items():
        rows.append(({n: float(o.mode == mode) for n, o in enumerate(options)}, float(most)))
    matrix = np.zeros((len(rows), len(gains)))
    for row, (terms, _) in enumerate(rows):
        for number, value in terms.items():
            matrix[row, number] += value
    result = milp(
        -np.array(gains),
        integrality=np.array(whole),
        bounds=Bounds(0, np.array(highest)),
        constraints=LinearConstraint(matrix, -np.inf, np.array([most for _, most in rows])),
        options={"mip_rel_gap": 1e-9},
    )
    assert result.status == 0
    return covered([], goals) - float(result.fun)


def test_two_courses_that_only_lead_to_each_other_are_not_a_way_in() -> None:
    options = [
        Option("a", 1, {"x": 4}, entry={"y": 4}),
        Option("b", 1, {"y": 4}, entry={"x": 4}),
        Option("in", 30, {"x": 3}),
    ]
    goals = [Goal("x", 0, 4), Goal("y", 0, 4)]
    assert plan(options, goals, Limits(10)).steps == ()
    assert plan(options, goals, Limits(10), seconds=0).steps == ()
    for seconds in (5.0, 0.0):
        path = plan(options, goals, Limits(40), seconds=seconds)
        assert [step.option_id for step in path.steps] == ["in", "b", "a"]
        assert path.coverage_after == 1.0


def test_equal_input_gives_equal_output() -> None:
    options, goals, limits = make_case(7, 40, 8)
    first = plan(options, goals, limits)
    assert plan(options[::-1], goals, limits) == first
    assert plan(options, goals, limits) == first


@pytest.mark.parametrize("hours", [5e-324, 1e-310, 1e-12])
def test_hours_next_to_nothing_are_a_path_of_no_steps(hours: float) -> None:
    options = [Option("first", 3, {"sql": 3})]
    assert plan(options, [Goal("sql", 1.5, 4.0)], Limits(hours)).steps == ()
