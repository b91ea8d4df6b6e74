"""What roles ask for, now and at a later day, and how their future looks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recommender.skills.indices import Index
from recommender.skills.levels import HIGHEST, LOWEST

GROWING, STABLE, EVOLVING, SHRINKING, ENDS = "growing", "stable", "evolving", "shrinking", "ends"
OUTLOOKS = (GROWING, STABLE, EVOLVING, SHRINKING, ENDS)
REDUNDANCY, UPGRADE, DEMANDS, NEEDS = "redundancy", "upgrade", "demands", "needs"
TRIGGERS = (REDUNDANCY, UPGRADE, DEMANDS, NEEDS)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a role's profile: a skill, the level it asks for and how much that matters.

    It holds from ``valid_from`` on (None: always has) until a later line for the same skill;
    an importance of 0 says that the skill is no longer asked for.

    Raises
    ------
    ValueError
        When the level is not within 0-5 or the importance not within 0-1.
    """

    skill: str
    level: float
    importance: float = 1.0
    valid_from: date | None = None

    def __post_init__(self) -> None:
        if not LOWEST <= self.level <= HIGHEST:
            raise ValueError(f"{self.skill}: the level {self.level} is not within 0-5")
        if not 0 <= self.importance <= 1:
            raise ValueError(f"{self.skill}: the importance {self.importance} is not within 0-1")

    @property
    def mass(self) -> float:
        """Return how much this line weighs in the whole profile: importance x level."""
        return self.importance * self.level


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the organisation expects of a role, as somebody signed it.

    ``ends_on`` is the day from which nobody has the role any more; ``planned_share`` the planned
    headcount by ``planned_by`` as a share of today's. ``signed_on`` None: nobody stands for it yet.
    """

    kind: str = STABLE
    ends_on: date | None = None
    planned_share: float | None = None
    planned_by: date | None = None
    signed_on: date | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in OUTLOOKS:
            raise ValueError(f"there is no outlook {self.kind!r}; it is one of {OUTLOOKS}")
        share = self.planned_share
        if share is not None and not (math.isfinite(share) and share >= 0):
            raise ValueError(f"the planned headcount {share} is not a share of today's")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that happens to a role.

    Its redundancy, an upgrade of what it works with, new demands on it, or new needs of the
    business. The rules look at the first two; new demands count once they stand in the profile,
    new needs once they stand in the outlook.
    """

    kind: str
    on: date | None = None
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in TRIGGERS:
            raise ValueError(f"there is no trigger {self.kind!r}; it is one of {TRIGGERS}")


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its family, its step within it (1 is the first), and all lines of its profile.

    Where it is a ``leader``, durable skills weigh ``leader_weight`` times as much for who has
    it; None for as much as everywhere.
    ``indices`` are what others have published about its future.
    """

    name: str
    family: str | None = None
    step: int | None = None
    leader: bool = False
    leader_weight: float | None = None
    requirements: tuple[Requirement, ...] = ()
    outlook: Outlook | None = None
    triggers: tuple[Trigger, ...] = ()
    indices: tuple[Index, ...] = ()

    def profile(self, at: date) -> dict[str, Requirement]:
        """Return what the role asks for on a day, by skill."""
        newest: dict[str, Requirement] = {}
        for line in self.requirements:
            if line.valid_from is not None and line.valid_from > at:
                continue
            known = newest.get(line.skill)
            if known is None or (line.valid_from or date.min) >= (known.valid_from or date.min):
                newest[line.skill] = line
        return {skill: line for skill, line in newest.items() if line.mass > 0}


@dataclass(frozen=True, slots=True)
class Changes:
    """How a profile differs from an earlier one, as skills with the levels before and after."""

    added: Mapping[str, float]
    raised: Mapping[str, tuple[float, float]]
    lowered: Mapping[str, tuple[float, float]]
    dropped: Mapping[str, float]
    ratio: float


def changes(before: Mapping[str, Requirement], after: Mapping[str, Requirement]) -> Changes:
    """Compare two profiles; ``ratio`` is the rise of what is asked, as a share of the later whole.

    A rise counts with the later importance. It is 0 where the later profile asks for nothing.
    """
    level = {skill: line.level for skill, line in before.items()}
    both = {skill: (level[skill], line.level) for skill, line in after.items() if skill in level}
    rise = math.fsum(
        line.importance * max(0.0, line.level - level.get(skill, 0.0))
        for skill, line in after.items()
    )
    whole = math.fsum(line.mass for line in after.values())
    return Changes(
        added={skill: line.level for skill, line in after.items() if skill not in level},
        raised={skill: pair for skill, pair in both.items() if pair[1] > pair[0]},
        lowered={skill: pair for skill, pair in both.items() if pair[1] < pair[0]},
        dropped={skill: each for skill, each in level.items() if skill not in after},
        ratio=rise / whole if whole else 0.0,
    )
