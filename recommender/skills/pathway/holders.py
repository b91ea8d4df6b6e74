"""Critical skills of a team: how many hold them, and what keeps more from it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from recommender.skills.pathway.choice import Choice
from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.feasibility import any_fits
from recommender.skills.pathway.greedy import first_that_fits, way
from recommender.skills.pathway.model import Model
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.reach import TOLERANCE
from recommender.skills.pathway.solver import Person
from recommender.skills.pathway.values import Limits, check_amount, check_level

MISSING_HOLDER = 2.0  # more than all coverage, so that holders always come first
EXPLAINING = 1.0
Why = Literal["too_few_people", "no_course", "own_limits", "budget", "not_proven"]


@dataclass(frozen=True, slots=True)
class Critical:
    """At least ``holders`` people of the team are to hold a skill at a level or above."""

    skill: str
    level: float
    holders: int


@dataclass(frozen=True, slots=True)
class HolderCount:
    """Who holds a critical skill before and after the paths, by the members' ids."""

    critical: Critical
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A critical skill that too few will hold.

    The first reason that is true: the team has too few people; too few can learn it with this
    catalogue; too few have the hours or money of their own; the budget of all ends it (or another
    critical skill that needs it); the search ended early.
    """

    critical: Critical
    missing: int
    reason: Why


def check_critical(critical: Iterable[Critical]) -> None:
    """Raise BadValue, naming the skill, where a level or a number means nothing."""
    seen: set[tuple[str, float]] = set()
    for each in critical:
        who = f"Critical skill {each.skill!r}"
        check_level(who, "the level", each.level)
        check_amount(who, "the number of holders", each.holders)
        if (each.skill, each.level) in seen:
            raise BadValue(f"{who} is there twice at level {each.level:g}; give it once.")
        seen.add((each.skill, each.level))


def holds(levels: Mapping[str, float], skill: str, level: float) -> bool:
    """Tell whether a skill is held; what is unknown is not counted on."""
    return skill in levels and levels[skill] >= level - TOLERANCE


def making_holders(problem: Problem, critical: Iterable[Critical]) -> frozenset[int]:
    """Return the options that make the person hold a critical skill they don't hold."""
    return frozenset(
        number for each in critical for number in _makers(problem, each.skill, each.level)
    )


def _makers(problem: Problem, skill: str, level: float) -> frozenset[int]:
    if holds(problem.held, skill, level):
        return frozenset()
    return frozenset(
        number
        for number, option in enumerate(problem.options)
        if holds(option.teaches, skill, level)
    )


def add_critical(model: Model, critical: Iterable[Critical], people: Sequence[Person]) -> None:
    """Add, for each critical skill, who becomes a holder and how many are missing."""
    for each in critical:
        wanted = each.holders - sum(holds(p.held, each.skill, each.level) for p, _ in people)
        if wanted <= 0:
            continue
        short = model.add_column(gain=-MISSING_HOLDER, highest=float(wanted))
        terms = {short: -1.0}
        for problem, columns in people:
            makers = _makers(problem, each.skill, each.level)
            if makers:
                holder = model.add_column()
                model.add_row({holder: 1.0} | {columns[number]: -1.0 for number in makers}, 0.0)
                terms[holder] = -1.0
        model.add_row(terms, -float(wanted))


def reach_holders(choices: Sequence[Choice], critical: Iterable[Critical], budget: Limits) -> None:
    """Add to the choices the shortest ways to holders, while some are missing and any fits."""
    for each in critical:
        while missing([each], choices):
            ways = [
                dataclasses.replace(way(choice, person, number), value=0.0)
                for person, choice in enumerate(choices)
                if not holds(choice.levels, each.skill, each.level)
                for number in _makers(choice.problem, each.skill, each.level)
            ]
            shortest = first_that_fits(choices, ways, budget)
            if shortest is None:
                break
            choices[shortest.person].add(shortest.bundle)


def missing(critical: Iterable[Critical], choices: Sequence[Choice]) -> int:
    """Return how many holders are missing in all."""
    return sum(
        max(0, each.holders - sum(holds(c.levels, each.skill, each.level) for c in choices))
        for each in critical
    )


def counts(critical: Iterable[Critical], choices: Mapping[str, Choice]) -> tuple[HolderCount, ...]:
    """Return who holds each critical skill before and after."""
    return tuple(
        HolderCount(
            each,
            tuple(n for n, c in choices.items() if holds(c.problem.held, each.skill, each.level)),
            tuple(n for n, c in choices.items() if holds(c.levels, each.skill, each.level)),
        )
        for each in critical
    )


def shortages(
    critical: Iterable[Critical], choices: Sequence[Choice], deadline: float, *, proven: bool
) -> tuple[Shortage, ...]:
    """Return the critical skills that too few will hold, each with its reason."""
    until = max(deadline, time.monotonic() + EXPLAINING)
    problems = [choice.problem for choice in choices]
    return tuple(
        Shortage(each, short, _why(each, problems, until, proven=proven))
        for each in critical
        if (short := missing([each], choices))
    )


def _why(critical: Critical, problems: Sequence[Problem], deadline: float, *, proven: bool) -> Why:
    skill, level = critical.skill, critical.level
    if len(problems) < critical.holders:
        return "too_few_people"
    there = [problem for problem in problems if holds(problem.held, skill, level)]
    able = [problem for problem in problems if _makers(problem, skill, level)]
    if len(there) + len(able) < critical.holders:
        return "no_course"
    free = [each for each in able if any_fits(each, _makers(each, skill, level), deadline)]
    if len(there) + len(free) < critical.holders:
        return "own_limits"
    return "budget" if proven else "not_proven"
