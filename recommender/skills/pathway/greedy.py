"""The fallback: again and again what adds most coverage an hour, with what comes before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from recommender.skills.pathway.choice import Choice, over
from recommender.skills.pathway.model import DURABLE_FROM_HOURS
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.values import Limits

SHORTEST_HOURS = 0.25  # what takes no time is not worth infinitely much
NO_LIMITS = Limits(hours=float("inf"), durable=False)


def greedy(problem: Problem) -> Choice | None:
    """Return a good choice for one person; None where what is mandatory doesn't fit.

    A long path needs a durable option where one fits: the better is taken of a path that starts
    with one, and of one that stays short.
    """
    choice = mandatory_choice(problem)
    if choice.excesses():
        return None
    fill([choice])
    durable = cheapest_durable(problem)
    if not choice.lacks_durable() or durable is None:
        return choice
    fill([durable])
    short = mandatory_choice(shortened(problem))
    if short.excesses():
        return durable
    fill([short])
    return max(durable, Choice(problem, short.numbers), key=lambda each: coverage(each))


def mandatory_choice(problem: Problem) -> Choice:
    """Return what is mandatory with what comes before it."""
    choice = Choice(problem)
    for number in problem.mandatory:
        choice.add(choice.bundle(number))
    return choice


def coverage(choice: Choice) -> float:
    """Return the coverage after a choice."""
    return choice.problem.coverage(choice.levels)


def cheapest_durable(problem: Problem) -> Choice | None:
    """Return what is mandatory with the durable option that costs least time for what it adds."""
    best: tuple[tuple[float, float, int], Choice] | None = None
    for number in sorted(problem.durable):
        choice = mandatory_choice(problem)
        bundle = choice.bundle(number)
        if choice.excesses(bundle):
            continue
        hours = sum(problem.options[each].hours for each in bundle)
        rating = -choice.gain(bundle) / max(hours, SHORTEST_HOURS), hours
        choice.add(bundle)
        if best is None or (*rating, number) < best[0]:
            best = (*rating, number), choice
    return best[1] if best else None


def fill(choices: Sequence[Choice], shared: Limits = NO_LIMITS) -> None:
    """Add to the choices, each a person's, while anything fits that adds coverage."""
    waiting = [_raising(choice) for choice in choices]
    while True:
        best: tuple[tuple[float, float, int, int], set[int]] | None = None
        hours = sum(choice.hours for choice in choices)
        cost = sum(choice.cost for choice in choices)
        for person, choice in enumerate(choices):
            options = choice.problem.options
            for number in list(waiting[person]):
                if choice.gain([number]) <= 0:
                    waiting[person].remove(number)
                    continue
                bundle = choice.bundle(number)
                more = sum(options[each].hours for each in bundle)
                dearer = sum(options[each].cost for each in bundle)
                if over(shared, hours + more, cost + dearer) or choice.excesses(bundle):
                    continue
                value = choice.gain(bundle) / max(more, SHORTEST_HOURS)
                rating = (-value, more, person, number)
                if best is None or rating < best[0]:
                    best = rating, bundle
        if best is None:
            return
        choices[best[0][2]].add(best[1])


def _raising(choice: Choice) -> list[int]:
    return [
        number
        for number in range(len(choice.problem.options))
        if number not in choice.numbers and choice.gain([number]) > 0
    ]


def shortened(problem: Problem) -> Problem:
    """Return the problem of a path so short that it needs no durable option."""
    hours = min(problem.limits.hours, DURABLE_FROM_HOURS)
    return dataclasses.replace(problem, limits=dataclasses.replace(problem.limits, hours=hours))
