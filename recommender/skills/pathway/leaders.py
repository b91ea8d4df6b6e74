"""Leaders first: for people in a leading role, durable skills weigh more."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from recommender.skills.pathway.values import Goal, check_amount

LEADER_WEIGHT = 1.5


def for_leader(
    goals: Iterable[Goal], durable: Collection[str], weight: float = LEADER_WEIGHT
) -> tuple[Goal, ...]:
    """Return a leader's goals, those of durable skills times ``weight``.

    Raises
    ------
    BadValue
        The weight is negative or no number.
    """
    check_amount("The leaders' priority", "the weight", weight)
    return tuple(
        dataclasses.replace(goal, weight=goal.weight * weight) if goal.skill in durable else goal
        for goal in goals
    )
