"""The path builder: which options, in which order, bring a person furthest within the limits."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping

from recommender.skills.pathway.arranging import arrange, trimmed
from recommender.skills.pathway.choice import Choice
from recommender.skills.pathway.feasibility import (
    add_own_rules,
    mandatory_only,
    refuse_over,
    why_infeasible,
)
from recommender.skills.pathway.greedy import NO_LIMITS, coverage, greedy
from recommender.skills.pathway.model import Model, add_person
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.preparing import HOUR_WEIGHT, prepare
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.solver import solve
from recommender.skills.pathway.values import Goal, Limits, Option, check

EXPLAINING = 2.0
SECONDS = 5.0


def plan(
    options: Iterable[Option],
    goals: Iterable[Goal],
    limits: Limits,
    *,
    done: Collection[str] = (),
    bonuses: Mapping[str, float] | None = None,
    seconds: float = SECONDS,
) -> Plan:
    """Return the path that covers most of the goals within the limits.

    Maximises the weighted coverage by a mixed-integer programme; of paths of equal coverage the
    one that takes fewer hours, where those of what suits the person count less. When the time is
    over, the better of the solver's best so far and of a greedy one, labelled "good, not proven".

    Parameters
    ----------
    options : iterable of Option
        What may be taken; hidden courses and those in other languages are left out before.
    goals : iterable of Goal
    limits : Limits
    done : collection of str
        Options that are finished; they satisfy prerequisites, also if they aren't in ``options``.
    bonuses : mapping of str to float, optional
        By option, how much its mode is preferred (see ``preference.mode_bonuses``).
    seconds : float
        How long to search; with 0 the answer is the greedy one.

    Returns
    -------
    Plan
        Empty where there is nothing to take or nothing to learn for.

    Raises
    ------
    BadValue, CyclicPrerequisites, OutOfReach
        What was given can't be right; the text names the option.
    Infeasible
        What is mandatory, with what comes before it, is over a limit; it names which.
    """
    deadline = time.monotonic() + seconds
    options, goals = list(options), list(goals)
    check(options, goals, limits)
    problem = prepare(options, goals, limits, done, bonuses=bonuses)
    return _searched(problem, deadline)


def _searched(problem: Problem, deadline: float) -> Plan:
    refuse_over(mandatory_only(problem).excesses())
    if not problem.options:
        return arrange(problem, (), proven=True)
    model = Model()
    columns = add_person(model, problem)
    add_own_rules(model, problem, columns, deadline)
    found = solve(model, [(problem, columns)], HOUR_WEIGHT * problem.limits.hours, deadline)
    if found.chosen and found.proven:
        return arrange(problem, trimmed(problem, found.chosen[0]), proven=True)
    quick = None if found.infeasible else greedy(problem)
    choices = [Choice(problem, each) for each in found.chosen or ()] + ([quick] if quick else [])
    if not choices:
        raise why_infeasible([problem], NO_LIMITS, max(deadline, time.monotonic() + EXPLAINING))
    best = max(choices, key=coverage)
    return arrange(problem, trimmed(problem, best.numbers), proven=False)
