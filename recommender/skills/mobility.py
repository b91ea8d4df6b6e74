"""Moves to neighbouring roles: which are viable, and what each asks beyond today's role.

Neighbours are found by a measure that is the same both ways; the move itself is described by a
gap that is not: from cook to chef is further than from chef to cook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from recommender.skills.roles import Requirement
from recommender.skills.similarity import Similarity

NEAR, REACH = 0.35, 0.6

Readiness = Literal["near", "reach", "far"]


_NOTHING: Mapping[str, Requirement] = {}


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """A role as moves see it.

    Attributes
    ----------
    id : str
        The same as in the ``Similarity`` used with it.
    needs : mapping of skill to Requirement
        May be empty: nothing is known then, and the role is no neighbour of any.
    job_zone : int or None
        How much preparation it takes (O*NET's job zones), None where unknown.
    """

    id: str
    needs: Mapping[str, Requirement] = field(default_factory=dict)
    job_zone: int | None = None


@dataclass(frozen=True, slots=True)
class MoveRules:
    """Which moves are worth showing; the defaults follow Nesta's Mapping Career Causeways (2020).

    Attributes
    ----------
    viable, highly_viable : float
        A move's similarity is above it. On ESCO's occupations .3 leaves a median of 7 neighbours
        with gaps within ``REACH`` mostly, .4 leaves 3 with gaps within ``NEAR`` mostly. Ratings
        alone run higher: on O*NET's, .87 and .89 let the same shares of all pairs through.
    job_zones : int
        The most that two roles' job zones may differ; an unknown zone keeps nobody out.
    """

    viable: float = 0.3
    highly_viable: float = 0.4
    job_zones: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.viable <= self.highly_viable <= 1 or self.job_zones < 0:
            raise ValueError(
                "A viable move's similarity has to be from 0 to that of a highly viable one, "
                f"this from there to 1, and the job zones 0 or more: {self}."
            )

    def zones_fit(self, one: RoleProfile, other: RoleProfile) -> bool:
        """Tell whether two roles' job zones are close enough, or one of them is unknown."""
        step = zones_between(one, other)
        return step is None or abs(step) <= self.job_zones


DEFAULT_RULES = MoveRules()


@dataclass(frozen=True, slots=True)
class Move:
    """A move to ``role``: found by ``similarity``, described by ``gap`` and ``readiness``."""

    role: str
    similarity: float
    highly_viable: bool
    gap: float | None
    readiness: Readiness | None
    zones: int | None  # upwards is positive


def one_way_gap(source: RoleProfile, target: RoleProfile) -> float | None:
    """Return the share of what ``target`` asks that goes beyond what ``source`` asks.

    Returns
    -------
    float or None
        sum w max(0, r_target - r_source) / sum w r_target with the target's importances w and
        levels r: 0 when the source asks for all of it, 1 for nothing of it, and not the same
        both ways. None when either role asks for nothing, as unknown is never a gap.
    """
    whole = _weight(target)
    if whole == 0 or _weight(source) == 0:
        return None
    return min(_weight(target, beyond=source.needs) / whole, 1.0)


def readiness(gap: float) -> Readiness:
    """Return the band of a gap within 0-1: ``NEAR`` and ``REACH`` belong to the better one."""
    if not 0 <= gap <= 1:  # also true of NaN
        raise ValueError(f"The gap {gap} is not a number from 0 to 1.")
    if gap <= NEAR:
        return "near"
    return "reach" if gap <= REACH else "far"


def zones_between(source: RoleProfile, target: RoleProfile) -> int | None:
    """Return by how many job zones ``target`` is above ``source``, None where one is unknown."""
    if source.job_zone is None or target.job_zone is None:
        return None
    return target.job_zone - source.job_zone


def viable_moves(
    source: str,
    roles: Mapping[str, RoleProfile],
    similarity: Similarity,
    rules: MoveRules = DEFAULT_RULES,
) -> list[Move]:
    """Return the moves from ``source`` that the rules let through, the most alike first.

    Parameters
    ----------
    source : str
        Today's role, one of ``roles``.
    roles : mapping of id to RoleProfile
        Only these are offered, whatever else ``similarity`` knows.
    similarity : Similarity
        See ``skill_similarity``, ``rating_similarity`` and ``blend``.
    rules : MoveRules, optional
        Thresholds.

    Raises
    ------
    ValueError
        ``source`` is not among the roles.
    """
    own = profile_of(source, roles)
    found = []
    for role, alike in similarity.neighbours(source, above=rules.viable):
        if role not in roles or not rules.zones_fit(own, roles[role]):
            continue
        gap = one_way_gap(own, roles[role])
        found.append(
            Move(
                role,
                alike,
                alike > rules.highly_viable,
                gap,
                None if gap is None else readiness(gap),
                zones_between(own, roles[role]),
            )
        )
    return found


def profile_of(role: str, roles: Mapping[str, RoleProfile]) -> RoleProfile:
    """Return a role's profile.

    Raises
    ------
    ValueError
        The role is unknown; the text names it.
    """
    if role not in roles:
        raise ValueError(f"Role {role!r} is not among the roles: import it or choose another.")
    return roles[role]


def _weight(role: RoleProfile, beyond: Mapping[str, Requirement] = _NOTHING) -> float:
    """Sum up what a role asks above given levels; exact, so the order of skills is no matter."""
    return math.fsum(
        need.importance * max(0.0, need.level - beyond[skill].level)
        if skill in beyond
        else need.importance * need.level
        for skill, need in role.needs.items()
    )
