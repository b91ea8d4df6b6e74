"""Whether what is mandatory or durable fits the limits, and which limit it is that ends it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from recommender.skills.pathway.choice import SLACK, Choice, Excess
from recommender.skills.pathway.errors import Infeasible
from recommender.skills.pathway.greedy import mandatory_choice
from recommender.skills.pathway.model import (
    Model,
    add_durable,
    add_limits,
    add_person,
    hours_of,
    mode_of,
    money_of,
    summed,
)
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.solver import least, solve
from recommender.skills.pathway.values import Limits


def mandatory_only(problem: Problem) -> Choice:
    """Return what is mandatory with what it requires: no path can do without."""
    found: set[int] = set()
    waiting = list(problem.mandatory)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += problem.prerequisites[number]
    return Choice(problem, found)


def refuse_over(excesses: Iterable[Excess], whose: str = "") -> None:
    """Raise Infeasible for the first limit that isn't kept."""
    for excess in excesses:
        raise Infeasible(
            f"What is mandatory{whose}, with what comes before it, needs {_amount(excess)} "
            f"({excess.needed - excess.allowed:g} more than the limit of {excess.allowed:g}); "
            "raise the limit or make less mandatory.",
            excess.limit,
            excess.needed,
            excess.allowed,
        )


def _amount(excess: Excess) -> str:
    if excess.limit == "hours":
        return f"{excess.needed:g} hours"
    if excess.limit == "money":
        return f"{excess.needed:g} in money"
    return f"{excess.needed:g} of mode {excess.limit!r}"


def why_infeasible(problems: Sequence[Problem], shared: Limits, deadline: float) -> Infeasible:
    """Return the error that names the limit, by searching for the least use of each alone."""
    try:
        for number, problem in enumerate(problems):
            refuse_over(_own_excesses(problems, number, problem.limits, deadline))
        refuse_over(_shared_excesses(problems, shared, deadline), " for everybody together")
    except Infeasible as error:
        return error
    return Infeasible(
        "What is mandatory fits each of the limits alone but not all of them together; "
        "raise one of them or make less mandatory."
    )


def _own_excesses(
    problems: Sequence[Problem], number: int, limits: Limits, deadline: float
) -> Iterable[Excess]:
    uses = [("hours", limits.hours), ("money", limits.money), *limits.per_mode.items()]
    for limit, most in uses:
        yield from _excess([problems[number]], limit, most, deadline)


def _shared_excesses(
    problems: Sequence[Problem], shared: Limits, deadline: float
) -> Iterable[Excess]:
    for limit, most in (("hours", shared.hours), ("money", shared.money)):
        yield from _excess(problems, limit, most, deadline)


def _excess(
    problems: Sequence[Problem], limit: str, most: float | None, deadline: float
) -> Iterable[Excess]:
    if most is None or not math.isfinite(most):
        return
    model = Model()
    people = [(problem, add_person(model, problem)) for problem in problems]
    use = model.add_column(highest=math.inf)
    terms = summed(_terms(problem, columns, limit) for problem, columns in people)
    model.add_row({use: -1.0} | terms, 0.0)
    needed = least(model, people, use, deadline)
    if needed is not None and needed > most + SLACK:
        yield Excess(limit, round(needed, 6), most)


def _terms(problem: Problem, columns: Sequence[int], limit: str) -> Mapping[int, float]:
    if limit == "hours":
        return hours_of(problem, columns)
    if limit == "money":
        return money_of(problem, columns)
    return mode_of(problem, columns, limit)


def any_fits(problem: Problem, numbers: Collection[int], deadline: float) -> bool:
    """Tell whether a path that keeps the person's own rules holds one of the options."""
    if not numbers:
        return False
    for number in sorted(numbers):
        choice = mandatory_choice(problem)
        choice.add(choice.bundle(number))
        if not choice.excesses() and not (problem.durable and choice.lacks_durable()):
            return True
    model = Model()
    columns = add_person(model, problem)
    add_own_rules(model, problem, columns, deadline, durable=numbers != problem.durable)
    model.add_row({columns[number]: -1.0 for number in numbers}, -1.0)
    return solve(model, [(problem, columns)], 0.0, deadline).chosen is not None


def add_own_rules(
    model: Model, problem: Problem, columns: Sequence[int], deadline: float, *, durable: bool = True
) -> None:
    """Add the person's own limits and, where any durable option fits them, that rule."""
    add_limits(model, problem, columns)
    if durable and any_fits(problem, problem.durable, deadline):
        add_durable(model, problem, columns)
