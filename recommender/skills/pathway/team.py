"""Paths for a team: one budget, each person's own hours, and enough holders of critical skills."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recommender.skills.pathway.arranging import arrange, trimmed
from recommender.skills.pathway.choice import Choice, over
from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.feasibility import (
    add_own_rules,
    mandatory_only,
    refuse_over,
    why_infeasible,
)
from recommender.skills.pathway.greedy import (
    cheapest_durable,
    coverage,
    fill,
    mandatory_choice,
    shortened,
)
from recommender.skills.pathway.holders import (
    Critical,
    HolderCount,
    Shortage,
    add_critical,
    check_critical,
    counts,
    holds,
    making_holders,
    missing,
    reach_holders,
    shortages,
)
from recommender.skills.pathway.model import (
    Model,
    add_person,
    hours_of,
    money_of,
    summed,
)
from recommender.skills.pathway.planner import EXPLAINING, SECONDS
from recommender.skills.pathway.plans import Label, Plan
from recommender.skills.pathway.preparing import HOUR_WEIGHT, prepare
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.solver import Found, Person, solve
from recommender.skills.pathway.values import Goal, Limits, Option, check, check_limits

FEW = 2


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a team with their own goals, limits, finished options and engine's fits.

    ``closed`` are options of the others that are not open to this person.
    """

    id: str
    goals: tuple[Goal, ...]
    limits: Limits
    done: frozenset[str] = frozenset()
    fits: Mapping[str, float] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A path for each person, and how many hold which skill.

    ``few_holders`` are the skills needed by somebody that fewer than two people will hold at the
    level that is needed, the highest that any of them needs.
    """

    plans: Mapping[str, Plan]
    hours: float
    cost: float
    coverage_before: float
    coverage_after: float
    label: Label
    critical: tuple[HolderCount, ...]
    shortages: tuple[Shortage, ...]
    few_holders: tuple[str, ...]


def plan_team(
    options: Iterable[Option],
    members: Iterable[Member],
    budget: Limits,
    critical: Iterable[Critical] = (),
    *,
    seconds: float = SECONDS,
) -> TeamPlan:
    """Return the paths that reach most holders of critical skills, then most coverage.

    Everybody's coverage counts the same. One programme for all: each person's columns and own
    limits, the shared hours and money, and what is missing to enough holders.

    Parameters
    ----------
    options : iterable of Option
        The catalogue of all.
    members : iterable of Member
    budget : Limits
        Hours and money that all share; its modes and its durable rule are not read, those of the
        members are.
    critical : iterable of Critical
    seconds
        As for ``planner.plan``.

    Raises
    ------
    BadValue, CyclicPrerequisites, OutOfReach, Infeasible
        As ``planner.plan``; also where a person or a critical skill is given twice.
    """
    deadline = time.monotonic() + seconds
    options, members, critical = list(options), list(members), list(critical)
    _check(options, members, budget, critical)
    asked = {each.skill: each.level for each in sorted(critical, key=lambda c: -c.level)}
    problems = [
        prepare(
            _open_to(options, m),
            m.goals,
            _capped(m.limits, budget),
            m.done,
            m.fits,
            critical=asked,
        )
        for m in members
    ]
    for member, problem in zip(members, problems, strict=True):
        refuse_over(mandatory_only(problem).excesses(), f" for {member.id!r}")
    chosen, proven = _searched(problems, budget, critical, deadline)
    plans = [arrange(p, each, proven=proven) for p, each in zip(problems, chosen, strict=True)]
    choices = [Choice(p, each) for p, each in zip(problems, chosen, strict=True)]
    size = max(len(plans), 1)
    names = [member.id for member in members]
    return TeamPlan(
        plans={name: each for name, each in zip(names, plans, strict=True)},
        hours=sum(each.hours for each in plans),
        cost=sum(each.cost for each in plans),
        coverage_before=sum(each.coverage_before for each in plans) / size,
        coverage_after=sum(each.coverage_after for each in plans) / size,
        label="optimal" if proven else "good, not proven",
        critical=counts(critical, dict(zip(names, choices, strict=True))),
        shortages=shortages(critical, choices, deadline, proven=proven),
        few_holders=_few(problems, choices),
    )


def _check(
    options: Sequence[Option],
    members: Sequence[Member],
    budget: Limits,
    critical: Sequence[Critical],
) -> None:
    check_limits("The team's budget", budget)
    seen: set[str] = set()
    for member in members:
        if member.id in seen:
            raise BadValue(f"There are two members {member.id!r}; give each one once.")
        seen.add(member.id)
        check(_open_to(options, member), member.goals, member.limits)
    check_critical(critical)


def _open_to(options: Sequence[Option], member: Member) -> list[Option]:
    return [each for each in options if each.id not in member.closed]


def _capped(own: Limits, budget: Limits) -> Limits:
    """Nobody can take more than the whole budget."""
    money = [each for each in (own.money, budget.money) if each is not None]
    return dataclasses.replace(
        own, hours=min(own.hours, budget.hours), money=min(money, default=None)
    )


def _searched(
    problems: Sequence[Problem], budget: Limits, critical: Sequence[Critical], deadline: float
) -> tuple[list[frozenset[int]], bool]:
    """Return each person's choice, and whether no better one exists."""
    found = _solved(problems, budget, critical, deadline, durable=True)
    if found.infeasible:
        found = _solved(problems, budget, critical, deadline, durable=False)
    if found.chosen is not None and found.proven:
        return _trimmed(problems, found.chosen, critical), True
    candidates = []
    if found.chosen is not None:
        candidates.append([Choice(p, c) for p, c in zip(problems, found.chosen, strict=True)])
    if not found.infeasible and (quick := _greedy(problems, budget, critical)):
        candidates.append(quick)
    if not candidates:
        raise why_infeasible(problems, budget, max(deadline, time.monotonic() + EXPLAINING))
    best = max(candidates, key=lambda each: (-missing(critical, each), sum(map(coverage, each))))
    return _trimmed(problems, [frozenset(each.numbers) for each in best], critical), False


def _solved(
    problems: Sequence[Problem],
    budget: Limits,
    critical: Sequence[Critical],
    deadline: float,
    *,
    durable: bool,
) -> Found:
    if not any(problem.options for problem in problems):
        return Found(tuple(frozenset() for _ in problems), proven=True)
    model = Model()
    people: list[Person] = []
    for problem in problems:
        columns = add_person(model, problem, share=1 / len(problems))
        add_own_rules(model, problem, columns, deadline, durable=durable)
        people.append((problem, columns))
    model.add_row(summed(hours_of(*each) for each in people), budget.hours)
    money = math.inf if budget.money is None else budget.money
    model.add_row(summed(money_of(*each) for each in people), money)
    add_critical(model, critical, people)
    hours = min(budget.hours, sum(problem.limits.hours for problem in problems))
    return solve(model, people, HOUR_WEIGHT * hours, deadline)


def _greedy(
    problems: Sequence[Problem], budget: Limits, critical: Sequence[Critical]
) -> list[Choice] | None:
    """Return good choices; where long paths lack a durable option, all are made again."""
    choices = _filled([mandatory_choice(each) for each in problems], budget, critical)
    if choices is None or not any(_breaks_durable(each) for each in choices):
        return choices
    starts = [
        _durable_start(each.problem) if _breaks_durable(each) else mandatory_choice(each.problem)
        for each in choices
    ]
    again = _filled(starts, budget, critical)
    if again is None:
        return choices
    return [Choice(p, each.numbers) for p, each in zip(problems, again, strict=True)]


def _durable_start(problem: Problem) -> Choice:
    """Return where a path begins that stays short, or if it can't, holds something durable."""
    short = mandatory_choice(shortened(problem))
    return (cheapest_durable(problem) or short) if short.excesses() else short


def _filled(
    choices: list[Choice], budget: Limits, critical: Sequence[Critical]
) -> list[Choice] | None:
    hours, cost = sum(each.hours for each in choices), sum(each.cost for each in choices)
    if over(budget, hours, cost) or any(each.excesses() for each in choices):
        return None
    reach_holders(choices, critical, budget)
    fill(choices, budget)
    return choices


def _breaks_durable(choice: Choice) -> bool:
    return choice.lacks_durable() and cheapest_durable(choice.problem) is not None


def _trimmed(
    problems: Sequence[Problem],
    chosen: Sequence[frozenset[int]],
    critical: Sequence[Critical],
) -> list[frozenset[int]]:
    return [
        trimmed(problem, numbers, making_holders(problem, critical))
        for problem, numbers in zip(problems, chosen, strict=True)
    ]


def _few(problems: Sequence[Problem], choices: Sequence[Choice]) -> tuple[str, ...]:
    asked: dict[str, float] = {}
    for problem in problems:
        for skill, needed in problem.needed.items():
            asked[skill] = max(asked.get(skill, 0.0), needed)
    return tuple(
        skill
        for skill, level in sorted(asked.items())
        if sum(holds(choice.levels, skill, level) for choice in choices) < FEW
    )
