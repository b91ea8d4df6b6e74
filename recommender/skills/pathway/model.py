"""The path as a mixed-integer programme: one column an option, one a step between levels.

Levels of a goal are cut at the distinct outcomes that lie between what is held and what is needed;
a step counts when something chosen teaches to its upper end and the step below counts. With the
options whole, the steps come out whole by themselves, so they are left continuous.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint

from recommender.skills.pathway.problem import Problem
from recommender.skills.pathway.reach import TOLERANCE

DURABLE_FROM_HOURS = 10.0


class Model:
    """Columns with what they gain and cost, and rows ``sum of value x column <= most``."""

    def __init__(self) -> None:
        self.gains: list[float] = []
        self.efforts: list[float] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        self.whole: list[bool] = []
        self._rows: list[tuple[list[int], list[float], float]] = []

    def add_column(
        self,
        *,
        gain: float = 0.0,
        effort: float = 0.0,
        lowest: float = 0.0,
        highest: float = 1.0,
        whole: bool = False,
    ) -> int:
        """Add a column and return its number."""
        self.gains.append(gain)
        self.efforts.append(effort)
        self.lowest.append(lowest)
        self.highest.append(highest)
        self.whole.append(whole)
        return len(self.gains) - 1

    def add_row(self, terms: Mapping[int, float], most: float) -> None:
        """Add ``sum of terms <= most``; without a limit there is no row."""
        if math.isfinite(most):
            self._rows.append((list(terms), list(terms.values()), most))

    def constraints(self) -> Any:
        """Return the rows as scipy takes them; None without any."""
        if not self._rows:
            return None
        lengths = [len(columns) for columns, _, _ in self._rows]
        matrix = sp.csr_array(
            (
                np.concatenate([values for _, values, _ in self._rows]),
                np.concatenate([columns for columns, _, _ in self._rows]),
                np.concatenate([[0], np.cumsum(lengths)]),
            ),
            shape=(len(self._rows), len(self.gains)),
        )
        return LinearConstraint(matrix, -np.inf, np.array([most for _, _, most in self._rows]))

    def bounds(self) -> Any:
        """Return the bounds of the columns as scipy takes them."""
        return Bounds(np.array(self.lowest), np.array(self.highest))


def add_person(model: Model, problem: Problem, share: float = 1.0) -> range:
    """Add one person's columns and rows, their own limits apart; return the options' columns.

    ``share`` is what the person's coverage counts.
    """
    columns = range(len(model.gains), len(model.gains) + len(problem.options))
    for number, effort in enumerate(problem.efforts):
        lowest = 1.0 if number in problem.mandatory else 0.0
        model.add_column(effort=effort, lowest=lowest, whole=True)
    for number, column in enumerate(columns):
        for required in problem.prerequisites[number]:
            model.add_row({column: 1.0, columns[required]: -1.0}, 0.0)
    for skill in problem.held:
        _add_steps(model, problem, columns, skill, share)
    return columns


def _add_steps(
    model: Model, problem: Problem, columns: Sequence[int], skill: str, share: float
) -> None:
    """Add the steps of one skill: up to outcomes, which gain, and to levels that entries ask for.

    What asks for a step to be started doesn't help to reach it, since it comes after.
    """
    asking = {
        column: entry.level
        for column, entries in zip(columns, problem.entries, strict=True)
        for entry in entries
        if entry.skill == skill
    }
    teaching = {
        column: option.teaches[skill]
        for column, option in zip(columns, problem.options, strict=True)
        if skill in option.teaches
    }
    start, needed = problem.held[skill], problem.needed.get(skill, 0.0)
    ends = {min(level, needed) for level in teaching.values()} | set(asking.values())
    step_below = None
    for end in sorted(end for end in ends if end > start):
        gained = max(0.0, min(end, needed) - start)
        step = model.add_column(gain=share * problem.worth.get(skill, 0.0) * gained)
        taught = {
            column: -1.0
            for column, level in teaching.items()
            if level >= end - TOLERANCE and asking.get(column, 0.0) < end
        }
        model.add_row({step: 1.0} | taught, 0.0)
        if step_below is not None:
            model.add_row({step: 1.0, step_below: -1.0}, 0.0)
        for column, level in asking.items():
            if level == end:
                model.add_row({column: 1.0, step: -1.0}, 0.0)
        start, step_below = end, step


def add_limits(model: Model, problem: Problem, columns: Sequence[int]) -> None:
    """Add the person's own hours, money and modes."""
    limits = problem.limits
    for terms, most in [
        (hours_of(problem, columns), limits.hours),
        (money_of(problem, columns), math.inf if limits.money is None else limits.money),
        *((mode_of(problem, columns, mode), most) for mode, most in limits.per_mode.items()),
    ]:
        model.add_row(terms, most)


def add_durable(model: Model, problem: Problem, columns: Sequence[int]) -> None:
    """Let a path of more than ``DURABLE_FROM_HOURS`` hours hold a durable option."""
    terms = hours_of(problem, columns)
    longest = min(problem.limits.hours, sum(terms.values()))
    if longest <= DURABLE_FROM_HOURS:
        return
    for number in problem.durable:
        column = columns[number]
        terms[column] = terms.get(column, 0.0) - (longest - DURABLE_FROM_HOURS)
    model.add_row(terms, DURABLE_FROM_HOURS)


def hours_of(problem: Problem, columns: Sequence[int]) -> dict[int, float]:
    """Return the hours of each option by its column."""
    return {c: o.hours for c, o in zip(columns, problem.options, strict=True) if o.hours}


def money_of(problem: Problem, columns: Sequence[int]) -> dict[int, float]:
    """Return the cost of each option by its column."""
    return {c: o.cost for c, o in zip(columns, problem.options, strict=True) if o.cost}


def mode_of(problem: Problem, columns: Sequence[int], mode: str) -> dict[int, float]:
    """Return 1 for each column of an option of the mode."""
    return {c: 1.0 for c, o in zip(columns, problem.options, strict=True) if o.mode == mode}


def summed(parts: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """Return the terms of several people, whose columns differ, as one row's."""
    terms: dict[int, float] = {}
    for part in parts:
        terms |= part
    return terms
