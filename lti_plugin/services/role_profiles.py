"""A role's profile of today beside that of a later day: what comes, rises, falls and goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services.role_editing import Line
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


@dataclass(frozen=True, slots=True)
class Row:
    """A skill as a form holds it: what is asked today, and what from a later day on.

    Each is a level and an importance. A level of 0 asks for nothing; ``now`` None leaves today as
    another row of the skill says, ``later`` None changes nothing.
    """

    skill: str
    now: tuple[float, float] | None
    later: tuple[float, float] | None = None
    since: date | None = None


def rows(lines: Sequence[Line], today: date) -> list[Row]:
    """Return a profile as the rows of a form; a skill that changes twice has a row for each."""
    found: list[Row] = []
    for skill, own in _by_skill(lines).items():
        past, future = _past_and_future(own, today)
        last = past[-1] if past else None
        now = (last.level, last.importance) if last and last.importance > 0 else (0.0, 1.0)
        if not future:
            if now[0] > 0:
                found.append(Row(skill, now))
            continue
        for number, line in enumerate(future):
            later = (line.level if line.importance > 0 else 0.0, line.importance or 1.0)
            found.append(Row(skill, now if number == 0 else None, later, line.since))
    return found


def lines(form: Iterable[Row], present: Sequence[Line], today: date) -> list[Line]:
    """Return the profile that a form asks for; what it says of today as before keeps its history.

    Raises
    ------
    BadInput
        When a change has no day ahead.
    """
    before = {plain(skill): own for skill, own in _by_skill(present).items()}
    asked: dict[str, list[Row]] = defaultdict(list)
    for row in form:
        asked[plain(row.skill)].append(row)
    found: list[Line] = []
    for key, own in asked.items():
        now = next((row.now for row in own if row.now is not None), (0.0, 1.0))
        past, _ = _past_and_future(before.get(key, []), today)
        found += _today(own[0].skill, now, past)
        found += [
            line for row in own if row.later and (line := _change(row, row.later, now, today))
        ]
    return found


def _today(skill: str, now: tuple[float, float], past: Sequence[Line]) -> list[Line]:
    last = past[-1] if past else None
    held = (last.level, last.importance) if last and last.importance > 0 else (0.0, 1.0)
    if now == held or (now[0] == 0 == held[0]):
        return list(past)
    return [Line(skill, *now)] if now[0] > 0 else []


def _change(
    row: Row, later: tuple[float, float], now: tuple[float, float], today: date
) -> Line | None:
    if row.since is None or row.since <= today:
        raise BadInput("Give the day, ahead of today, from which a change holds.", hint=row.skill)
    if later[0] > 0:
        return Line(row.skill, *later, row.since)
    return Line(row.skill, now[0], 0.0, row.since) if now[0] > 0 else None


def _by_skill(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.skill].append(line)
    return found


def _past_and_future(own: Iterable[Line], today: date) -> tuple[list[Line], list[Line]]:
    ordered = sorted(own, key=lambda line: line.since or date.min)
    past = [line for line in ordered if line.since is None or line.since <= today]
    return past, ordered[len(past) :]
