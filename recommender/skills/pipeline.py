"""How soon those who want a role are ready for it, counted in months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recommender.skills.direction import COVERED_FROM, LEAST_ASSESSED
from recommender.skills.evidence import DAYS_OF_A_MONTH

READY, THREE, SIX, TWELVE, LATER = "ready", "3 months", "6 months", "12 months", "later"
NO_COURSE, UNKNOWN = "no course", "not assessed"
BUCKETS = (READY, THREE, SIX, TWELVE, LATER, NO_COURSE, UNKNOWN)
LEAST_TOLD = 5
DAYS_OF_A_WEEK = 7
_MONTHS = {THREE: 3, SIX: 6, TWELVE: 12}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who wants a role.

    ``coverage`` is what they have of what is assessed (0-1, None where nothing is), ``assessed``
    the share of the profile that is; ``hours`` of learning are left, at ``weekly`` hours a week;
    ``closed`` says whether courses here close all that they fall short of.
    """

    coverage: float | None
    assessed: float
    hours: float
    weekly: float
    closed: bool


def bucket(who: Candidate) -> str:
    """Return one of BUCKETS; whoever covers 85 % of the role is ready."""
    if who.coverage is None or who.assessed < LEAST_ASSESSED:
        return UNKNOWN
    if who.coverage >= COVERED_FROM:
        return READY
    if not who.closed:
        return NO_COURSE
    if who.weekly <= 0:
        return LATER
    months = who.hours / who.weekly * DAYS_OF_A_WEEK / DAYS_OF_A_MONTH
    return next((name for name, most in _MONTHS.items() if months <= most), LATER)


def counts(everybody: Iterable[Candidate]) -> dict[str, int]:
    """Return how many there are in each bucket, all of them told; their sum is everybody."""
    found = Counter(bucket(each) for each in everybody)
    return {name: found[name] for name in BUCKETS}
