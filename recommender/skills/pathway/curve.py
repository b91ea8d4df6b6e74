"""What one more hour buys: the coverage that paths of different lengths reach."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from recommender.skills.pathway.errors import BadValue, Infeasible
from recommender.skills.pathway.planner import SECONDS, plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.values import Goal, Limits, Option

SHARES = (0.25, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Point:
    """What a number of hours buys; ``plan`` is None where what is mandatory takes longer."""

    hours: float
    plan: Plan | None

    @property
    def coverage(self) -> float | None:
        """The coverage, 0-1, that is reached."""
        return self.plan.coverage_after if self.plan else None


def curve(
    options: Iterable[Option],
    goals: Iterable[Goal],
    limits: Limits,
    budgets: Sequence[float] | None = None,
    *,
    done: Collection[str] = (),
    bonuses: Mapping[str, float] | None = None,
    seconds: float = SECONDS,
) -> tuple[Point, ...]:
    """Return the best path of each budget of hours, shortest first; coverage never falls.

    Where a longer search would have been needed and a smaller budget's path is better, it is the
    larger budget's too.

    Parameters
    ----------
    options, goals, limits, done, bonuses
        As for ``planner.plan``; the hours of ``limits`` only set the default budgets.
    budgets : sequence of float, optional
        Hours; by default a quarter, a half, one, one and a half and two times the limit.
    seconds : float
        For all of them together.

    Raises
    ------
    BadValue
        There are no budgets and the limit is infinite; and all that ``planner.plan`` raises,
        except that a budget that is too small for what is mandatory has no plan.
    """
    if budgets is None and not math.isfinite(limits.hours):
        raise BadValue("Without a limit of hours the curve needs budgets of its own.")
    options, goals = list(options), list(goals)
    hours = sorted(set(budgets if budgets is not None else [limits.hours * s for s in SHARES]))
    deadline = time.monotonic() + seconds
    points: list[Point] = []
    best: Plan | None = None
    for left, most in zip(range(len(hours), 0, -1), hours, strict=True):
        share = max(0.0, deadline - time.monotonic()) / left
        within = dataclasses.replace(limits, hours=most)
        try:
            found = plan(options, goals, within, done=done, bonuses=bonuses, seconds=share)
        except Infeasible:
            points.append(Point(most, None))
            continue
        if best is None or found.coverage_after >= best.coverage_after:
            best = found
        points.append(Point(most, best))
    return tuple(points)
