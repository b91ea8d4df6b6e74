"""What a training returns beyond its cost, as a range, from entered figures alone.

The form is Phillips': what the benefit is worth, times the share of it that the training is
credited with, less the cost, over the cost. Nothing is credited to a training by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

PEOPLE, FEES, HOURS, HOUR_COST, OTHER_COST = "people", "fees", "hours", "hour_cost", "other_cost"
HIRES, COST_PER_HIRE = "hires", "cost_per_hire"
LEAVERS, COST_PER_LEAVER = "leavers", "cost_per_leaver"
HOURS_SAVED, MONTHS, CREDITED = "hours_saved", "months", "credited"
FIGURES = (
    *(PEOPLE, FEES, HOURS, HOUR_COST, OTHER_COST),
    *(HIRES, COST_PER_HIRE, LEAVERS, COST_PER_LEAVER),
    *(HOURS_SAVED, MONTHS, CREDITED),
)
EXACT = frozenset({PEOPLE, MONTHS})
SPREAD = 0.2
YEAR = 12.0
COST, BENEFIT = "cost", "benefit"  # what is missing where nothing is entered of it


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the least and the most that it may be.

    Raises
    ------
    ValueError
        When one of them is no number of at least 0, or they are not in order.
    """

    low: float
    base: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.high) and 0 <= self.low <= self.base <= self.high):
            raise ValueError(f"{self.low}, {self.base}, {self.high} is no range from 0 upwards")


@dataclass(frozen=True, slots=True)
class Range:
    """A result with the least and the most that it may be; it may be negative."""

    low: float
    base: float
    high: float


@dataclass(frozen=True, slots=True)
class Swing:
    """The return with the least and with the most of one figure, the others as they are."""

    figure: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """Return how far apart these are."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Return:
    """What a training costs, what it is worth, and what it returns.

    ``benefit`` is all that got better and ``credited`` the share of it that the training is
    credited with, both in money. ``roi`` is a share of the cost: 0.5 is half of it beyond what was
    spent, -1 is all of it lost. ``even_at`` is the share to be credited with which it returns its
    cost and no more; above 1 it cannot. ``swings`` are what moves the return most first. Of what
    is ``missing`` nothing can be said: then all of them are None and there are no swings.
    """

    cost: Range | None
    benefit: Range | None
    credited: Range | None
    roi: Range | None
    even_at: float | None
    swings: tuple[Swing, ...]
    missing: tuple[str, ...]


def estimate(
    figure: str, base: float, low: float | None = None, high: float | None = None
) -> Estimate:
    """Return a figure as a range; where none is given it is a fifth (``SPREAD``) either way.

    A number of people and of months is what it is. A share is at most 1.

    Raises
    ------
    ValueError
        When it is no range, or a share above 1.
    """
    if figure in EXACT:
        low = high = base
    most = base * (1 + SPREAD) if high is None else high
    if figure == CREDITED:
        most = min(1.0, most) if high is None else most
        if most > 1:
            raise ValueError(f"a share of {most} is more than all of it")
    return Estimate(base * (1 - SPREAD) if low is None else low, base, most)


def returned(figures: Mapping[str, Estimate]) -> Return:
    """Return what a training returns.

    Parameters
    ----------
    figures
        By name, of ``FIGURES``: how many people learn, the fees, hours and cost of an hour of each,
        what else it costs; how many hires and leavers fewer, each with what one costs; the hours
        that each person saves in a month, and for how many months that is counted (``YEAR`` where
        it is left out); the share of all this that the training is credited with. What is left out
        counts nothing, the share is missing.

    Returns
    -------
    Return
        Its range is the widest that the figures allow: every benefit at its least with every cost
        at its most, and the other way round.

    Notes
    -----
    ROI = (benefit x credited share - cost) / cost: J. J. Phillips, Return on Investment in Training
    and Performance Improvement Programs, 2nd ed., Butterworth-Heinemann 2003. The same book has it
    that what is not known to have got better counts as no improvement, and that of a short
    programme the first year alone counts.
    """
    missing = _missing(figures)
    if missing:
        return Return(None, None, None, None, None, (), missing)
    at_low, at_base, at_high = (_all_at(figures, end) for end in ("low", "base", "high"))
    cost = Range(_cost(at_low), _cost(at_base), _cost(at_high))
    benefit = Range(_benefit(at_low), _benefit(at_base), _benefit(at_high))
    credited = Range(*(_benefit(each) * each[CREDITED] for each in (at_low, at_base, at_high)))
    if not cost.low:
        return Return(cost, benefit, credited, None, None, (), (COST,))
    roi = Range(
        _over(credited.low, cost.high),
        _over(credited.base, cost.base),
        _over(credited.high, cost.low),
    )
    even = cost.base / benefit.base if benefit.base else None
    return Return(cost, benefit, credited, roi, even, _swings(figures, at_base), ())


def _missing(figures: Mapping[str, Estimate]) -> tuple[str, ...]:
    have = {name for name, each in figures.items() if each.high > 0}
    missing = [name for name in (PEOPLE, CREDITED) if name not in have]
    if not have & {FEES, OTHER_COST} and not {HOURS, HOUR_COST} <= have:
        missing.append(COST)
    pairs = ({HIRES, COST_PER_HIRE}, {LEAVERS, COST_PER_LEAVER}, {HOURS_SAVED, HOUR_COST})
    if not any(pair <= have for pair in pairs):
        missing.append(BENEFIT)
    return tuple(missing)


def _all_at(figures: Mapping[str, Estimate], end: str) -> dict[str, float]:
    usual = {name: YEAR if name == MONTHS else 0.0 for name in FIGURES}
    return usual | {name: getattr(each, end) for name, each in figures.items()}


def _cost(at: Mapping[str, float]) -> float:
    return at[PEOPLE] * (at[FEES] + at[HOURS] * at[HOUR_COST]) + at[OTHER_COST]


def _benefit(at: Mapping[str, float]) -> float:
    saved = at[PEOPLE] * at[HOURS_SAVED] * at[MONTHS] * at[HOUR_COST]
    return at[HIRES] * at[COST_PER_HIRE] + at[LEAVERS] * at[COST_PER_LEAVER] + saved


def _over(credited: float, cost: float) -> float:
    return (credited - cost) / cost


def _swings(figures: Mapping[str, Estimate], base: dict[str, float]) -> tuple[Swing, ...]:
    found = []
    for name, each in figures.items():
        ends = [base | {name: each.low}, base | {name: each.high}]
        if each.low == each.high or not all(_cost(at) for at in ends):
            continue
        low, high = (_over(_benefit(at) * at[CREDITED], _cost(at)) for at in ends)
        found.append(Swing(name, low, high))
    return tuple(sorted(found, key=lambda swing: (-swing.width, swing.figure)))
