"""How far what a person holds falls short of what a role asks for, under uncertainty.

What has not been assessed is neither a gap nor a zero: it is left out, and the share of the profile
that is assessed is told beside every figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from recommender.skills.evidence import ROUNDING, Held
from recommender.skills.roles import Requirement

MEETS, BELOW, NOT_ASSESSED = "meets", "below", "not assessed"
CERTAIN = 1e-6


def shortfall(level: float, sd: float, required: float) -> float:
    """Return the expected shortfall of a normally distributed level, in levels.

    Parameters
    ----------
    level, sd
        Mean and standard deviation of what is held, in levels; an ``sd`` below ``CERTAIN`` is none.
    required
        The level asked for.

    Returns
    -------
    float
        E[max(0, required - held)], at least 0.
    """
    lacking = required - level
    if sd < CERTAIN:
        return max(0.0, lacking)
    z = lacking / sd
    below = math.erfc(-z / math.sqrt(2)) / 2
    return max(0.0, lacking * below + sd * math.exp(-z * z / 2) / math.sqrt(2 * math.pi))


def shortfalls(
    levels: NDArray[np.float64],
    sd: float | NDArray[np.float64],
    required: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what :func:`shortfall` does, for many at once."""
    lacking = required - levels
    spread = np.maximum(sd, CERTAIN)
    z = lacking / spread
    expected = lacking * ndtr(z) + spread * (np.exp(-z * z / 2) / np.sqrt(2 * np.pi))
    return np.maximum(0.0, np.where(np.asarray(sd) < CERTAIN, lacking, expected))


@dataclass(frozen=True, slots=True)
class Standing:
    """One skill of a profile against what is held; ``held`` None where nothing is known.

    ``shortfall`` is in levels; where only the role speaks for the level it is the assumed one.
    """

    required: Requirement
    held: Held | None

    @property
    def assessed(self) -> bool:
        """Say whether it counts in the figures."""
        return self.held is not None and self.held.assessed

    @property
    def state(self) -> str:
        """Return one of MEETS, BELOW and NOT_ASSESSED."""
        if self.held is None or not self.assessed:
            return NOT_ASSESSED
        # Weighing leaves a trace of rounding: a level of 3 that has aged is not below 3.
        return MEETS if self.held.level + ROUNDING >= self.required.level else BELOW

    @property
    def shortfall(self) -> float:
        """Return the expected shortfall; the whole level where nothing at all is known."""
        if self.held is None:
            return self.required.level
        return shortfall(self.held.level, self.held.sd, self.required.level)

    @property
    def weight(self) -> float:
        """Return what closing this would be worth: importance x shortfall."""
        return self.required.importance * self.shortfall


@dataclass(frozen=True, slots=True)
class Gap:
    """A whole profile against what a person holds.

    ``coverage`` is 1 - (importance x shortfall) / (importance x level) over what is assessed, 0-1,
    and None while nothing is. ``assessed_share`` is the assessed part of importance x level.
    """

    standings: tuple[Standing, ...]
    coverage: float | None
    assessed_share: float

    @property
    def open(self) -> tuple[Standing, ...]:
        """Return what is assessed and falls short, the weightiest first."""
        return tuple(each for each in self.standings if each.state == BELOW)

    @property
    def unknown(self) -> tuple[Standing, ...]:
        """Return what is not assessed, the weightiest first."""
        return tuple(each for each in self.standings if each.state == NOT_ASSESSED)


def gap(profile: Mapping[str, Requirement], held: Mapping[str, Held]) -> Gap:
    """Compare a profile with what is held, skill by skill, the weightiest shortfall first.

    A profile that asks for nothing has no gap, no coverage and nothing to assess.
    """
    standings = sorted(
        (Standing(line, held.get(skill)) for skill, line in profile.items()),
        key=lambda each: (-each.weight, -each.required.mass, each.required.skill),
    )
    known = [each for each in standings if each.assessed]
    asked = math.fsum(each.required.mass for each in known)
    whole = math.fsum(line.mass for line in profile.values())
    missing = math.fsum(each.weight for each in known)
    return Gap(
        standings=tuple(standings),
        coverage=min(1.0, max(0.0, 1 - missing / asked)) if asked else None,
        assessed_share=asked / whole if whole else 0.0,
    )
