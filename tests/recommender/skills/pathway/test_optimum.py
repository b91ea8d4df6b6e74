"""The path against all subsets tried one by one, and against a programme written another way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from recommender.skills.pathway.greedy import greedy
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.preparing import prepare
from recommender.skills.pathway.values import Goal, Limits, Option

Case = tuple[list[Option], list[Goal], Limits]
Make = Callable[[int, int, int], Case]


def covered(options: Iterable[Option], goals: Sequence[Goal]) -> float:
    taken = list(options)
    held = total = 0.0
    for goal in goals:
        level = max([goal.held, *(o.teaches.get(goal.skill, 0.0) for o in taken)])
        held += goal.weight * min(level, goal.needed)
        total += goal.weight * goal.needed
    return held / total if total else 1.0


def can_follow(option: Option, earlier: Sequence[Option], goals: Sequence[Goal]) -> bool:
    levels = {goal.skill: goal.held for goal in goals}
    for other in earlier:
        for skill, level in other.teaches.items():
            if skill in levels:
                levels[skill] = max(levels[skill], level)
    return set(option.requires) <= {other.id for other in earlier} and all(
        level <= levels.get(skill, 5.0) + 1 + 1e-9 for skill, level in option.entry.items()
    )


def can_be_ordered(options: Collection[Option], goals: Sequence[Goal]) -> bool:
    ordered: list[Option] = []
    while len(ordered) < len(options):
        following = [o for o in options if o not in ordered and can_follow(o, ordered, goals)]
        if not following:
            return False
        ordered += following
    return True


def within(options: Sequence[Option], limits: Limits) -> bool:
    money = math.inf if limits.money is None else limits.money
    return (
        sum(o.hours for o in options) <= limits.hours + 1e-6
        and sum(o.cost for o in options) <= money + 1e-6
        and all(sum(o.mode == m for o in options) <= most for m, most in limits.per_mode.items())
    )


def is_durable(option: Option, goals: Sequence[Goal]) -> bool:
    held = {goal.skill: goal.held for goal in goals}
    return option.durable and any(l > held.get(s, -1.0) for s, l in option.teaches.items())


def allowed_subsets(case: Case) -> list[tuple[Option, ...]]:
    options, goals, limits = case
    subsets = [
        chosen
        for size in range(len(options) + 1)
        for chosen in itertools.combinations(options, size)
        if within(chosen, limits) and can_be_ordered(chosen, goals)
    ]
    if limits.durable and any(is_durable(o, goals) for chosen in subsets for o in chosen):
        subsets = [
            chosen
            for chosen in subsets
            if sum(o.hours for o in chosen) <= 10 or any(is_durable(o, goals) for o in chosen)
        ]
    return subsets


def taken(path: Plan, options: Sequence[Option]) -> list[Option]:
    by_id = {option.id: option for option in options}
    return [by_id[step.option_id] for step in path.steps]


@pytest.mark.parametrize("seed", range(60))
def test_no_subset_covers_more_or_as_much_in_less_time(case: Make, seed: int) -> None:
    made = case(seed, 9, 4)
    options, goals, limits = made
    path = plan(options, goals, limits)
    subsets = allowed_subsets(made)
    best = max(covered(chosen, goals) for chosen in subsets)
    assert path.label == "optimal"
    assert path.coverage_after == pytest.approx(best, abs=2e-6)
    shortest = min(
        sum(o.hours for o in chosen)
        for chosen in subsets
        if covered(chosen, goals) > path.coverage_after - 1e-9
    )
    assert path.hours <= shortest * 1.2 / 0.8 + 1e-6  # as far as what suits the person may go


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("seconds", [5.0, 0.0])
def test_every_rule_is_kept_with_and_without_the_solver(
    case: Make, seed: int, seconds: float
) -> None:
    made = case(seed, 9, 4)
    options, goals, limits = made
    path = plan(options, goals, limits, seconds=seconds)
    chosen = taken(path, options)
    assert set(chosen_ids := [o.id for o in chosen]) in [
        {o.id for o in subset} for subset in allowed_subsets(made)
    ]
    for number, option in enumerate(chosen):
        assert can_follow(option, chosen[:number], goals), chosen_ids
    assert path.coverage_before == pytest.approx(covered([], goals))
    assert path.coverage_after == pytest.approx(covered(chosen, goals))
    assert path.gain == pytest.approx(sum(step.gain for step in path.steps))
    assert path.hours == pytest.approx(sum(o.hours for o in chosen))
    assert path.cost == pytest.approx(sum(o.cost for o in chosen))


@pytest.mark.parametrize("seed", range(100, 130))
def test_the_greedy_path_is_never_better_than_the_optimal_one(case: Make, seed: int) -> None:
    options, goals, limits = case(seed, 25, 6)
    best = plan(options, goals, limits)
    quick = greedy(prepare(options, goals, limits))
    assert quick is not None
    assert quick.problem.coverage(quick.levels) <= best.coverage_after + 2e-6


@pytest.mark.parametrize("seed", range(200, 215))
def test_a_programme_written_another_way_finds_the_same_coverage(case: Make, seed: int) -> None:
    options, goals, limits = case(seed, 16, 5)
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


def test_equal_input_gives_equal_output(case: Make) -> None:
    options, goals, limits = case(7, 40, 8)
    first = plan(options, goals, limits)
    assert plan(options[::-1], goals, limits) == first
    assert plan(options, goals, limits) == first
