"""A role's profile of today beside that of a later day: what comes, rises, falls and goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recommender.skills.roles import Requirement, Role

ADDED, RAISED, LOWERED, DROPPED, SAME = "added", "raised", "lowered", "dropped", "same"


@dataclass(frozen=True, slots=True)
class Beside:
    """A skill on both days, None where it is not asked for; ``since`` is when it changes."""

    skill: str
    now: Requirement | None
    later: Requirement | None
    since: date | None

    @property
    def change(self) -> str:
        """Return one of ADDED, RAISED, LOWERED, DROPPED and SAME."""
        if self.now is None:
            return ADDED
        if self.later is None:
            return DROPPED
        if self.later.level == self.now.level:
            return SAME
        return RAISED if self.later.level > self.now.level else LOWERED


def side_by_side(role: Role, today: date, horizon: date) -> list[Beside]:
    """Return every skill that a role asks for on either day, the weightiest of either first."""
    now, later = role.profile(today), role.profile(horizon)
    dates = _dates(role, today, horizon)
    both = [
        Beside(skill, now.get(skill), later.get(skill), dates.get(skill))
        for skill in now.keys() | later.keys()
    ]
    return sorted(both, key=lambda each: (-_mass(each), each.skill))


def _mass(each: Beside) -> float:
    return max(line.mass for line in (each.now, each.later) if line is not None)


def _dates(role: Role, today: date, horizon: date) -> Mapping[str, date]:
    """Return, by skill, from when what is asked at the horizon holds, where that is still ahead."""
    found: dict[str, date] = {}
    for line in role.requirements:
        if line.valid_from is not None and today < line.valid_from <= horizon:
            found[line.skill] = max(line.valid_from, found.get(line.skill, date.min))
    return found
