"""Solves the programme with HiGHS, and cuts off choices in which options only lead to each other.

An option that lifts a skill for another, which lifts a skill for the first, satisfies every row and
yet neither can be started. Where the best choice holds such a group, a row says that somebody
outside has to lead into it (a "loop formula" of logic programming), and it is solved again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import milp
from scipy.sparse.csgraph import connected_components

from recommender.skills.pathway.model import Model
from recommender.skills.pathway.problem import Problem

Person = tuple[Problem, Sequence[int]]
_SCALE = 1e4
_TIE_BREAK = 1e-6
_GAP = 1e-9
_NOTHING = 1e-9
_INFEASIBLE = 2


@dataclass(frozen=True, slots=True)
class Found:
    """For each person the chosen options, None without any; ``proven`` that none is better."""

    chosen: tuple[frozenset[int], ...] | None
    proven: bool = False
    infeasible: bool = False
    values: tuple[float, ...] = ()


def solve(model: Model, people: Sequence[Person], most_effort: float, deadline: float) -> Found:
    """Return the best choice that is found until ``deadline`` (of ``time.monotonic``).

    Efforts, of which there can be at most ``most_effort``, count so little that together they
    never cost more than a millionth of coverage.
    """
    effort = np.array(model.efforts)
    most = min(float(effort.sum()), most_effort)
    if most < _NOTHING:  # then no effort can be made, and dividing by it would overflow
        most = 1.0
    goal = _SCALE * (_TIE_BREAK * effort / most - np.array(model.gains))
    return _solve(model, people, goal, deadline)


def least(model: Model, people: Sequence[Person], column: int, deadline: float) -> float | None:
    """Return the smallest value that a column can have; None where that isn't known in time."""
    goal = np.zeros(len(model.gains))
    goal[column] = 1.0
    found = _solve(model, people, goal, deadline)
    return found.values[column] if found.proven and found.values else None


def _solve(
    model: Model, people: Sequence[Person], goal: NDArray[np.float64], deadline: float
) -> Found:
    while True:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            return Found(None)
        result = milp(
            goal,
            integrality=np.array(model.whole, dtype=np.int64),
            bounds=model.bounds(),
            constraints=model.constraints(),
            options={"time_limit": seconds, "mip_rel_gap": _GAP},
        )
        if result.x is None:
            return Found(None, infeasible=result.status == _INFEASIBLE)
        chosen = tuple(
            frozenset(n for n, column in enumerate(columns) if result.x[column] > 0.5)
            for _, columns in people
        )
        if not _cut_off_groups(model, people, chosen):
            return Found(chosen, result.status == 0, values=tuple(result.x))


def _cut_off_groups(
    model: Model, people: Sequence[Person], chosen: Sequence[frozenset[int]]
) -> bool:
    any_cut = False
    for (problem, columns), numbers in zip(people, chosen, strict=True):
        for group, leading in _groups(problem, numbers):
            for number in group:
                terms = {columns[number]: 1.0} | {columns[each]: -1.0 for each in leading}
                model.add_row(terms, 0.0)
                any_cut = True
    return any_cut


def _groups(problem: Problem, numbers: frozenset[int]) -> Iterator[tuple[set[int], set[int]]]:
    """Yield the smallest groups that only lead to each other, and who could lead into each."""
    taken, stuck = problem.in_order(numbers)
    if not stuck:
        return
    missing = {number: _missing(problem, number, set(taken)) for number in stuck}
    edges = np.array([[each in missing[number] for each in stuck] for number in stuck])
    count, labels = connected_components(sp.csr_array(edges), connection="strong")
    for label in range(count):
        inside = labels == label
        if not edges[inside][:, ~inside].any():
            group = {number for number, here in zip(stuck, inside, strict=True) if here}
            yield group, set().union(*(missing[number] for number in group)) - group


def _missing(problem: Problem, number: int, taken: set[int]) -> set[int]:
    """Return the options of which one has to come before, and none is taken."""
    ways = [
        *({each} for each in problem.prerequisites[number]),
        *(set(entry.lifters) for entry in problem.entries[number]),
    ]
    return next(way for way in ways if not way & taken)
