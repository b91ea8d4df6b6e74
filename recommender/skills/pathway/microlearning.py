"""What fits into twenty minutes: short lessons by what they are worth to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recommender.skills.pathway.greedy import SHORTEST_HOURS
from recommender.skills.pathway.reach import TOLERANCE, barriers
from recommender.skills.pathway.values import Goal, Limits, Option, check, worth_of

MOST_MINUTES = 20.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course or an activity; ``minutes`` is None where nobody has said how long it takes."""

    id: str
    minutes: float | None
    teaches: Mapping[str, float] = field(default_factory=dict)
    entry: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Short:
    """A lesson that fits, with the coverage that it adds."""

    lesson: Lesson
    gain: float


@dataclass(frozen=True, slots=True)
class ShortLessons:
    """The lessons that fit, the most valuable first, and how many were left out as unknown."""

    lessons: tuple[Short, ...]
    unknown: int


def short_lessons(
    lessons: Iterable[Lesson], goals: Iterable[Goal], most: float = MOST_MINUTES
) -> ShortLessons:
    """Return the lessons that are known to take at most ``most`` minutes and can be started now.

    Ordered by the coverage they add in an hour, then the shorter first; those that add none come
    last. A lesson of unknown length is left out and counted.

    Raises
    ------
    BadValue
        A lesson's minutes are negative or no number, or a level is outside 0-5.
    """
    lessons, goals = list(lessons), list(goals)
    known = [lesson for lesson in lessons if lesson.minutes is not None]
    options = [
        Option(each.id, (each.minutes or 0.0) / 60, each.teaches, each.entry) for each in known
    ]
    check(options, goals, Limits(most / 60))
    held = {goal.skill: goal.held for goal in goals}
    fitting = [
        Short(lesson, _gain(option, goals))
        for lesson, option in zip(known, options, strict=True)
        if option.hours <= most / 60 + TOLERANCE and not barriers(option, held)
    ]
    return ShortLessons(tuple(sorted(fitting, key=_rating)), len(lessons) - len(known))


def _gain(option: Option, goals: Sequence[Goal]) -> float:
    worth = worth_of(goals)
    return sum(
        worth[goal.skill] * max(0.0, min(option.teaches[goal.skill], goal.needed) - goal.held)
        for goal in goals
        if goal.skill in worth and goal.skill in option.teaches
    )


def _rating(short: Short) -> tuple[float, float, str]:
    minutes = short.lesson.minutes or 0.0
    return -short.gain / max(minutes / 60, SHORTEST_HOURS), minutes, short.lesson.id
