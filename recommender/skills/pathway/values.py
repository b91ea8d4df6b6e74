"""What a path is made from: options, goals and limits, and what they may hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from recommender.skills.levels import HIGHEST, LOWEST
from recommender.skills.pathway.errors import BadValue


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person can take: a course, a workshop, a stretch assignment.

    Parameters
    ----------
    id : str
    hours : float
        How long it takes, at least 0.
    teaches : mapping of str to float
        The level, 0-5, that a skill has at its end.
    entry : mapping of str to float
        The level it is made for; who is more than one level below can't start.
    requires : tuple of str
        Options that come before it.
    cost : float
        In the currency of the budget, at least 0.
    mode : str or None
        Workshop, certification, ...; None is unknown.
    mandatory : bool
        Somebody has decided that it is taken.
    fit : float
        The engine's percentile, 0-1.
    durable : bool
        It teaches a durable skill, such as critical thinking.
    """

    id: str
    hours: float
    teaches: Mapping[str, float]
    entry: Mapping[str, float] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    cost: float = 0.0
    mode: str | None = None
    mandatory: bool = False
    fit: float = 0.5
    durable: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """A skill with the level that is held and the one that is needed, both real and 0-5.

    Only what is needed above what is held is learned for. A goal of weight 0 asks for nothing and
    only tells what is held: a skill without a goal is unknown, and bars no entry.
    """

    skill: str
    held: float
    needed: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a path may take: hours (infinity for no limit), money, and how many of a mode.

    With ``durable``, a path of more than ten hours holds a durable option if one fits.
    """

    hours: float
    money: float | None = None
    per_mode: Mapping[str, int] = field(default_factory=dict)
    durable: bool = True


def worth_of(goals: Iterable[Goal]) -> dict[str, float]:
    """Return, by skill that is needed, the coverage that one level of it is worth."""
    wanted = [goal for goal in goals if goal.weight > 0 and goal.needed > 0]
    total = sum(goal.weight * goal.needed for goal in wanted)
    return {goal.skill: goal.weight / total for goal in wanted}


def check(options: Iterable[Option], goals: Iterable[Goal], limits: Limits) -> None:
    """Raise BadValue, naming the thing, where a value means nothing."""
    _check_once("option", [option.id for option in options])
    _check_once("goal", [goal.skill for goal in goals])
    for option in options:
        check_option(option)
    for goal in goals:
        for what, level in (("held", goal.held), ("needed", goal.needed)):
            check_level(f"Goal {goal.skill!r}", what, level)
        check_amount(f"Goal {goal.skill!r}", "weight", goal.weight)
    check_limits("The limits", limits)


def check_option(option: Option) -> None:
    """Raise BadValue, naming the option, where one of its values means nothing."""
    who = f"Option {option.id!r}"
    check_amount(who, "hours", option.hours)
    check_amount(who, "cost", option.cost)
    if not 0.0 <= option.fit <= 1.0:
        raise BadValue(f"{who}: fit is {option.fit:g}; it has to be between 0 and 1.")
    for skill, level in option.teaches.items():
        check_level(who, f"the outcome in {skill!r}", level)
    for skill, level in option.entry.items():
        check_level(who, f"the entry level in {skill!r}", level)


def check_limits(who: str, limits: Limits) -> None:
    """Raise BadValue where a limit is no amount; hours may be infinite."""
    if limits.hours != math.inf:
        check_amount(who, "hours", limits.hours)
    if limits.money is not None and limits.money != math.inf:
        check_amount(who, "money", limits.money)
    for mode, most in limits.per_mode.items():
        check_amount(who, f"the most of mode {mode!r}", most)


def check_amount(who: str, what: str, amount: float) -> None:
    """Raise BadValue where an amount is negative or no number."""
    if not (math.isfinite(amount) and amount >= 0):
        raise BadValue(f"{who}: {what} is {amount:g}; it has to be a number of at least 0.")


def check_level(who: str, what: str, level: float) -> None:
    """Raise BadValue where a level is outside the scale or no number."""
    if not LOWEST <= level <= HIGHEST:
        raise BadValue(f"{who}: {what} is {level:g}; levels go from {LOWEST:g} to {HIGHEST:g}.")


def _check_once(what: str, names: list[str]) -> None:
    seen = set()
    for name in names:
        if name in seen:
            raise BadValue(f"There are two {what}s {name!r}; give each one once.")
        seen.add(name)
