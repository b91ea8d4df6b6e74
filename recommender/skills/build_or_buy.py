"""Filling an open role from within or by hiring: what either takes, where both are known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recommender.skills.direction import COVERED_FROM
from recommender.skills.pathway.plans import Plan

LEAST_PEOPLE = 5
NEAREST = 5
DAYS_OF_A_WEEK = 7
VOLUNTEERS, READY = "volunteers", "ready"
COST_PER_HIRE, DAYS_TO_HIRE, HOUR_COST = "cost_per_hire", "days_to_hire", "hour_cost"


@dataclass(frozen=True, slots=True)
class Figures:
    """What an organisation has entered; None is not known, and nothing takes its place.

    Parameters
    ----------
    cost_per_hire
        What it costs to hire one person, in the site's own currency.
    days_to_hire
        From the opening of the role to the first day at work.
    hour_cost
        What an hour of learning costs beside the fees: the loaded wage of an hour.

    Raises
    ------
    ValueError
        When one of them is no amount of at least 0.
    """

    cost_per_hire: float | None = None
    days_to_hire: float | None = None
    hour_cost: float | None = None

    def __post_init__(self) -> None:
        for name in (COST_PER_HIRE, DAYS_TO_HIRE, HOUR_COST):
            amount = getattr(self, name)
            if amount is not None and not (math.isfinite(amount) and amount >= 0):
                raise ValueError(f"{name} is {amount}; it has to be a number of at least 0")


@dataclass(frozen=True, slots=True)
class Way:
    """One volunteer's way until they are ready: hours of learning, fees, and days at their pace."""

    hours: float
    fees: float
    days: float


@dataclass(frozen=True, slots=True)
class Building:
    """What the nearest ``people`` volunteers take until they are ready, on average.

    ``cost`` is fees and hours together, None where nobody has entered what an hour costs.
    """

    people: int
    hours: float
    days: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much cheaper and sooner it is to build than to buy; negative where it is not."""

    cheaper_by: float
    sooner_by_days: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Both sides, and what sets them apart where both are known.

    ``volunteers`` is None, and nothing is told of them, where there are fewer than
    ``LEAST_PEOPLE``. ``missing`` names what a comparison still needs.
    """

    volunteers: int | None
    building: Building | None
    figures: Figures
    comparison: Comparison | None
    missing: tuple[str, ...]


def until_ready(plan: Plan) -> tuple[float, float] | None:
    """Return the hours and the fees of a path up to the step with which somebody is ready.

    None where even the whole path does not lead so far.
    """
    have, hours, fees = plan.coverage_before, 0.0, 0.0
    for step in plan.steps:
        if have >= COVERED_FROM:
            break
        have, hours, fees = have + step.gain, hours + step.hours, fees + step.cost
    return (hours, fees) if have >= COVERED_FROM - 1e-9 else None


def days_for(hours: float, weekly_hours: float) -> float:
    """Return in how many days so many hours are done at this pace.

    Raises
    ------
    ValueError
        When the pace is 0 or less.
    """
    if not weekly_hours > 0:
        raise ValueError(f"at {weekly_hours} hours a week nothing is ever done")
    return math.ceil(DAYS_OF_A_WEEK * hours / weekly_hours)


def answer(volunteers: int, ways: Iterable[Way], figures: Figures) -> Answer:
    """Set building against buying.

    Parameters
    ----------
    volunteers
        How many people want the role.
    ways
        The ways of those of them who can get ready for it.
    figures
        What the organisation has entered.

    Returns
    -------
    Answer
        Its averages are over the nearest ``NEAREST`` volunteers, never over fewer than
        ``LEAST_PEOPLE``: an average of few tells of single people.
    """
    nearest = sorted(ways, key=lambda way: (way.hours, way.days, way.fees))[:NEAREST]
    known = volunteers >= LEAST_PEOPLE
    built = _average(nearest, figures) if known and len(nearest) >= LEAST_PEOPLE else None
    missing = [name for name in (COST_PER_HIRE, DAYS_TO_HIRE) if getattr(figures, name) is None]
    if figures.hour_cost is None:
        missing.append(HOUR_COST)
    if not known:
        missing.append(VOLUNTEERS)
    elif built is None:
        missing.append(READY)
    return Answer(
        volunteers if known else None, built, figures, _compared(built, figures), tuple(missing)
    )


def _average(ways: Sequence[Way], figures: Figures) -> Building:
    number = len(ways)
    hours = math.fsum(way.hours for way in ways) / number
    fees = math.fsum(way.fees for way in ways) / number
    days = math.fsum(way.days for way in ways) / number
    cost = None if figures.hour_cost is None else fees + hours * figures.hour_cost
    return Building(number, hours, days, cost)


def _compared(built: Building | None, figures: Figures) -> Comparison | None:
    cost, days = figures.cost_per_hire, figures.days_to_hire
    if built is None or built.cost is None or cost is None or days is None:
        return None
    return Comparison(cost - built.cost, days - built.days)
