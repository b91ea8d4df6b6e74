"""Makes a plan of a choice: without what adds nothing, in order, with what stays open."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from recommender.skills.pathway.choice import Choice
from recommender.skills.pathway.greedy import SHORTEST_HOURS
from recommender.skills.pathway.plans import Plan, Raise, Reason, Step, Unmet
from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.reach import TOLERANCE


def arrange(problem: Problem, chosen: Iterable[int], *, proven: bool) -> Plan:
    """Return the plan of a choice whose options can all be started."""
    choice = Choice(problem)
    steps = []
    waiting = set(chosen)
    while waiting:
        number = _next(choice, waiting)
        steps.append(_step(choice, number))
        choice.add([number])
        waiting.remove(number)
    return Plan(
        steps=tuple(steps),
        hours=sum(step.hours for step in steps),
        cost=sum(step.cost for step in steps),
        coverage_before=problem.coverage(problem.held),
        coverage_after=problem.coverage(choice.levels),
        label="optimal" if proven else "good, not proven",
        unmet=_unmet(problem, choice),
    )


def trimmed(problem: Problem, chosen: Iterable[int], keep: Collection[int] = ()) -> frozenset[int]:
    """Leave out what adds nothing: the longest first, and nothing that is ``keep`` or needed.

    A search that ended early may hold such options, and one that didn't those that take no time.
    """
    kept = frozenset(chosen)
    whole = Choice(problem, kept)
    for number in sorted(kept, key=lambda each: (-problem.options[each].hours, each)):
        fewer = Choice(problem, kept - {number})
        if (
            number not in problem.mandatory
            and number not in keep
            and problem.coverage(fewer.levels) >= problem.coverage(whole.levels) - TOLERANCE
            and (whole.lacks_durable() or not fewer.lacks_durable())
            and not problem.in_order(fewer.numbers)[1]
        ):
            kept = kept - {number}
    return kept


def _next(choice: Choice, waiting: set[int]) -> int:
    """Return what comes next: most coverage an hour, then the preferred mode, then the shorter."""
    problem = choice.problem

    def rating(number: int) -> tuple[float, float, float, int]:
        hours = problem.options[number].hours
        value = choice.gain([number]) / max(hours, SHORTEST_HOURS)
        return -round(value, 9), -problem.bonuses[number], hours, number

    ready = [each for each in waiting if problem.startable(each, choice.numbers, choice.levels)]
    return min(ready, key=rating)


def _step(choice: Choice, number: int) -> Step:
    option = choice.problem.options[number]
    return Step(
        option_id=option.id,
        hours=option.hours,
        cost=option.cost,
        raises=tuple(
            Raise(skill, choice.levels.get(skill), level)
            for skill, level in sorted(option.teaches.items())
            if level > choice.levels.get(skill, 0.0)
        ),
        gain=choice.gain([number]),
    )


def _unmet(problem: Problem, choice: Choice) -> tuple[Unmet, ...]:
    found = []
    for skill, needed in problem.needed.items():
        reached, reachable = choice.levels[skill], problem.reachable[skill]
        if reached < needed - TOLERANCE:
            limited = reached < min(reachable, needed) - TOLERANCE
            reason: Reason = "limits" if limited else "no_course"
            found.append(Unmet(skill, reached, needed, reachable, reason))
    return tuple(found)
