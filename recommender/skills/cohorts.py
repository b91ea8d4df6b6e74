"""People whose next step is the same course, as groups small enough to run.

A cohort shares one gap: everybody in it lacks the same skill of the course, may start it, and has
it in the same window of their path. Of one course and window the skill that most people lack makes
the first cohorts; who does not lack it waits for the next skill. So nobody is in two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """How small and how large a cohort may be, and whether departments are spread over them.

    Raises
    ------
    ValueError
        When no size is allowed.
    """

    least: int = 5
    most: int = 12
    spread: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError(f"A cohort of {self.least} to {self.most} people cannot be.")


@dataclass(frozen=True, slots=True)
class Ready:
    """Who may start one course, as columns of one length: a row a person.

    ``window`` is the number of the time in which the course stands on their path; ``gain`` is the
    coverage of their role that the course adds, 0-1; ``department`` is a number, the same for the
    same department.

    ``row``, ``skill`` and ``level`` are columns of their own length, a line for each skill of the
    course that a person lacks: their row, the skill's number and the level held, 0-5.
    """

    window: Ints
    gain: Floats
    department: Ints
    row: Ints
    skill: Ints
    level: Floats


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who share a gap; ``rows`` are their places in the columns, ascending."""

    window: int
    skill: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """All cohorts of a course, the earliest window and the largest gap first.

    ``waiting`` are the rows of those who are ready and in none: too few share what they lack.
    """

    cohorts: tuple[Cohort, ...]
    waiting: tuple[int, ...]


def cohorts(ready: Ready, limits: Limits) -> Grouped:
    """Group everybody who is ready for one course.

    In one window the skill that most of those who are left lack comes first, the lower number of
    two equal ones. Of those who lack it as many as :func:`sizes` can place are placed: those who
    gain most, the earlier row of two who gain the same.
    Without ``spread`` people of like levels in the shared skill come together; with it the groups
    differ by one person of a department at most.
    """
    made: list[Cohort] = []
    free = np.ones(len(ready.window), dtype=bool)
    for window in np.unique(ready.window).tolist():
        here = ready.window[ready.row] == window
        lines = np.flatnonzero(here)
        while (skill := _most_lacked(ready.skill[lines])) is not None:
            of_skill = lines[ready.skill[lines] == skill]
            if len(of_skill) < limits.least:
                break
            groups = _grouped(ready, of_skill, limits)
            for each in groups:
                free[each] = False
                made.append(Cohort(window, skill, tuple(sorted(each.tolist()))))
            # Whoever was left over may still share another gap; this skill is done with.
            lines = lines[free[ready.row[lines]] & (ready.skill[lines] != skill)]
    return Grouped(tuple(made), tuple(np.flatnonzero(free).tolist()))


def sizes(people: int, limits: Limits) -> tuple[int, ...]:
    """Return how large the groups of so many people are: as many placed as can be.

    Of all ways to place that many the one with the fewest groups is taken; the groups differ by
    one person at most, the larger ones first.
    """
    placed = min(people, people // limits.least * limits.most)
    if not placed:
        return ()
    best = -(-placed // limits.most)
    share, more = divmod(placed, best)
    return tuple(share + (number < more) for number in range(best))


def _most_lacked(skills: Ints) -> int | None:
    if not len(skills):
        return None
    return int(np.argmax(np.bincount(skills)))


def _grouped(ready: Ready, lines: Ints, limits: Limits) -> Sequence[Ints]:
    """Return the rows of each group of those who lack the skill of these lines."""
    rows = ready.row[lines]
    wanted = sizes(len(rows), limits)
    best = np.lexsort((rows, -ready.gain[rows]))[: sum(wanted)]
    lines, rows = lines[best], rows[best]
    if limits.spread:
        order = np.lexsort((rows, -ready.gain[rows], ready.department[rows]))
        return [rows[order[number :: len(wanted)]] for number in range(len(wanted))]
    alike = rows[np.lexsort((rows, -ready.gain[rows], -ready.level[lines]))]
    return np.split(alike, np.cumsum(wanted)[:-1])
