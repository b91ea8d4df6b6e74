"""Cohorts made of steps: who, what they share, what it brings, and when they could meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from recommender.skills.cohorts import Cohort as Group
from recommender.skills.cohorts import Limits, Ready, cohorts
from recommender.skills.gains import USUAL_HOURS
from recommender.skills.meetings import common
from recommender.skills.pathway.plans import Step
from recommender.skills.pathway.schedule import Calendar, Slot, schedule

MOST_OF_A_COURSE = 24
MOST_AFTER = 6
MOST_SESSIONS = 60
USUAL = Limits()

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Steps to one course as columns, a row a person.

    ``window`` is year x 12 + month from 0. ``row``, ``skill``, ``level`` and ``required`` are lines
    of what they lack, with their row and the number of the skill in ``skills``.
    """

    people: Sequence[UUID]
    department: Ints
    slots: Sequence[Sequence[Slot]]
    window: Ints
    coverage: Floats
    gain: Floats
    row: Ints
    skill: Ints
    level: Floats
    required: Floats
    skills: Sequence[UUID]


@dataclass(frozen=True)
class When:
    """What dates are made from: how long the course takes, and from when on.

    ``usual`` is the time of the week that the site proposes, ``zone`` its time zone.
    """

    minutes: int | None
    begins: date
    usual: Slot
    zone: str


@dataclass(frozen=True)
class Made:
    """A cohort: the values of its row, and who is in it."""

    values: dict[str, Any]
    people: tuple[UUID, ...]


def grouped(places: Places, limits: Limits, when: When, most: int) -> list[Made]:
    """Return at most so many cohorts, the earliest first, then those that share the largest gap."""
    ready = Ready(
        places.window, places.gain, places.department, places.row, places.skill, places.level
    )
    found = cohorts(ready, limits).cohorts[:most]
    return list(_told(found, places, when))


def month_of(window: int) -> date:
    """Return the first day of a window."""
    return date(window // 12, window % 12 + 1, 1)


def window_of(day: date) -> int:
    """Return the window in which a day lies."""
    return 12 * day.year + day.month - 1


def _told(found: Iterable[Group], places: Places, when: When) -> Iterator[Made]:
    numbers: dict[int, int] = {}
    for each in found:
        number = numbers[each.window] = numbers.get(each.window, 0) + 1
        rows = np.array(each.rows, dtype=np.int64)
        inside = np.zeros(len(places.people), dtype=bool)
        inside[rows] = True
        lines = (places.skill == each.skill) & inside[places.row]
        values = {
            "skill_id": places.skills[each.skill],
            "month": month_of(each.window),
            "number": number,
            "level": float(places.level[lines].mean()),
            "required": float(places.required[lines].mean()),
            "coverage": float(places.coverage[rows].mean()),
            "gain": float(places.gain[rows].mean()),
            "departments": len(set(places.department[rows].tolist())),
        }
        slots = [places.slots[row] for row in each.rows]
        yield Made(
            values | _dated(slots, when, month_of(each.window)),
            tuple(places.people[row] for row in each.rows),
        )


def _dated(slots: Sequence[Sequence[Slot]], when: When, window: date) -> dict[str, Any]:
    """Return the sessions at the time that most keep free; the usual one where nobody told any.

    There are none where the course would take more than MOST_SESSIONS of them.
    """
    told = [own for own in slots if own]
    meeting = common(told)
    slot, free = (meeting.slot, meeting.free) if meeting else (when.usual, 0)
    hours = USUAL_HOURS if when.minutes is None else when.minutes / 60
    sessions: Sequence[tuple[str, str]] = ()
    if hours * 60 <= MOST_SESSIONS * slot.minutes:
        sessions = _sessions(hours, slot, when.zone, max(when.begins, window))
    return {"sessions": [*map(list, sessions)], "free": free, "asked": len(told)}


@lru_cache(maxsize=4096)
def _sessions(hours: float, slot: Slot, zone: str, begins: date) -> tuple[tuple[str, str], ...]:
    """Return the sessions in UTC, from begin to end; many cohorts of a site meet at the same."""
    found = schedule((Step("", hours, 0.0, (), 0.0),), Calendar((slot,), zone, begins)).sessions
    return tuple(
        (each.start.astimezone(UTC).isoformat(), each.end.astimezone(UTC).isoformat())
        for each in found
    )
