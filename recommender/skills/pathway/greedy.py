"""The fallback: again and again what adds most coverage an hour, with what comes before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Way:
    """An option that one of several people could add, with all that has to come before it.

    ``skills`` are those whose level decides what the way consists of and adds.
    """

    value: float
    hours: float
    person: int
    number: int
    cost: float
    bundle: frozenset[int]
    skills: frozenset[str]

    @property
    def rating(self) -> tuple[float, float, int, int]:
        """The best way has the lowest: most coverage an hour, then the shorter."""
        return -self.value, self.hours, self.person, self.number


def way(choice: Choice, person: int, number: int) -> Way:
    """Return the shortest way to an option from what one person has chosen."""
    problem = choice.problem
    bundle = frozenset(choice.bundle(number))
    hours = sum(problem.options[each].hours for each in bundle)
    return Way(
        value=choice.gain(bundle) / max(hours, SHORTEST_HOURS),
        hours=hours,
        person=person,
        number=number,
        cost=sum(problem.options[each].cost for each in bundle),
        bundle=bundle,
        skills=frozenset(
            [skill for each in bundle for skill in problem.options[each].teaches]
            + [entry.skill for each in bundle for entry in problem.entries[each]]
        ),
    )


def fill(choices: Sequence[Choice], shared: Limits = NO_LIMITS) -> None:
    """Add to the choices, each a person's, while anything fits that adds coverage."""
    ways = [
        way(choice, person, number)
        for person, choice in enumerate(choices)
        for number in range(len(choice.problem.options))
        if choice.gain([number]) > 0
    ]
    while best := first_that_fits(choices, ways, shared):
        choice = choices[best.person]
        before = dict(choice.levels)
        choice.add(best.bundle)
        raised = {skill for skill, level in choice.levels.items() if before.get(skill) != level}
        ways = [each for old in ways for each in _renewed(choice, old, best, raised)]


def first_that_fits(choices: Sequence[Choice], ways: Iterable[Way], shared: Limits) -> Way | None:
    """Return the best way that keeps the person's and the shared limits."""
    hours, cost = sum(each.hours for each in choices), sum(each.cost for each in choices)
    for each in sorted(ways, key=lambda way: way.rating):
        if not over(shared, hours + each.hours, cost + each.cost) and not choices[
            each.person
        ].excesses(each.bundle):
            return each
    return None


def _renewed(choice: Choice, old: Way, added: Way, raised: set[str]) -> Iterator[Way]:
    """Yield a way as it is after another was added; none where it adds nothing any more."""
    if old.person != added.person or not (old.bundle & added.bundle or old.skills & raised):
        yield old
    elif choice.gain([old.number]) > 0:
        yield way(choice, old.person, old.number)


def shortened(problem: Problem) -> Problem:
    """Return the problem of a path so short that it needs no durable option."""
    hours = min(problem.limits.hours, DURABLE_FROM_HOURS)
    return dataclasses.replace(problem, limits=dataclasses.replace(problem.limits, hours=hours))
