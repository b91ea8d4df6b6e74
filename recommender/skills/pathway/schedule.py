"""Cuts a path over the hours of the week that are kept free for learning, and dates it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from recommender.skills.pathway.errors import (
    SLOT_MINUTES,
    SLOT_WEEKDAY,
    SLOTS_OVERLAP,
    BadValue,
)
from recommender.skills.pathway.plans import Step

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_YEARS = 20
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the week that is kept free: ``weekday`` 0 is Monday, ``start`` is local."""

    weekday: int
    start: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody learns: weekly slots of a time zone, from a first date, without some dates."""

    slots: tuple[Slot, ...]
    zone: str
    first: date
    without: AbstractSet[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes of one option."""

    option_id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Session:
    """One dated slot, in the slot's time zone, with what is learned in it in this order."""

    start: datetime
    end: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The sessions of a path; ``finish`` is the end of the last, None for an empty path."""

    sessions: tuple[Session, ...]

    @property
    def finish(self) -> datetime | None:
        """When the path is finished, if every session is kept."""
        return self.sessions[-1].end if self.sessions else None


def schedule(steps: Sequence[Step], calendar: Calendar) -> Schedule:
    """Return the dated sessions in which the steps are done, one after the other.

    A slot begins at the same local time all year; a start that the change to summer time skips is
    moved forward with the clock. The last session ends when the path does.

    Raises
    ------
    BadValue
        A slot, a time zone or the minutes mean nothing, slots overlap, there is none, or the path
        would take more than ``MOST_YEARS`` years.
    """
    zone = _checked(calendar)
    waiting = [Part(step.option_id, math.ceil(round(step.hours * 60, 6))) for step in steps]
    waiting = [part for part in waiting if part.minutes > 0]
    if not waiting:
        return Schedule(())
    sessions = []
    for begins, minutes in _dated(calendar, zone):
        parts, waiting = _cut(waiting, minutes)
        used = sum(part.minutes for part in parts)
        end = (begins.astimezone(UTC) + timedelta(minutes=used)).astimezone(zone)
        sessions.append(Session(begins, end, parts))
        if not waiting:
            return Schedule(tuple(sessions))
    raise BadValue(
        f"The path takes more than {MOST_YEARS} years at this pace; keep more time free."
    )


def _cut(waiting: Sequence[Part], minutes: int) -> tuple[tuple[Part, ...], list[Part]]:
    """Return what fits into so many minutes, and what stays."""
    inside, left = [], list(waiting)
    while left and minutes > 0:
        part = left.pop(0)
        now = min(part.minutes, minutes)
        inside.append(Part(part.option_id, now))
        minutes -= now
        if part.minutes > now:
            left.insert(0, Part(part.option_id, part.minutes - now))
    return tuple(inside), left


def _dated(calendar: Calendar, zone: ZoneInfo) -> Iterator[tuple[datetime, int]]:
    slots = sorted(calendar.slots, key=lambda slot: (slot.weekday, slot.start))
    for days in range(MOST_YEARS * 366):
        day = calendar.first + timedelta(days=days)
        for slot in slots:
            if slot.weekday == day.weekday() and day not in calendar.without:
                local = datetime.combine(day, slot.start, tzinfo=zone)
                yield local.astimezone(UTC).astimezone(zone), slot.minutes


def _checked(calendar: Calendar) -> ZoneInfo:
    if not calendar.slots:
        raise BadValue("No time of the week is kept free; add a slot.")
    for slot in calendar.slots:
        _check_slot(slot)
    _check_overlap(calendar.slots)
    try:
        return ZoneInfo(calendar.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadValue(
            f"There is no time zone {calendar.zone!r}; write it as in Europe/Berlin."
        ) from None


def _check_slot(slot: Slot) -> None:
    if not 0 <= slot.weekday < len(DAYS):
        raise BadValue(
            f"A slot's weekday is {slot.weekday}; 0 is Monday and 6 is Sunday.", SLOT_WEEKDAY
        )
    if not 0 < slot.minutes <= _DAY_MINUTES:
        raise BadValue(
            f"The slot on {_name(slot)} takes {slot.minutes} minutes; give 1 to 1440.",
            SLOT_MINUTES,
            one=slot,
        )
    if slot.start.tzinfo is not None:
        raise BadValue(
            f"The slot on {_name(slot)} has a time zone of its own; it is the calendar's."
        )


def _check_overlap(slots: Iterable[Slot]) -> None:
    week = sorted(slots, key=_begin)
    begins = [_begin(slot) for slot in week]
    untils = [*begins[1:], begins[0] + 7 * _DAY_MINUTES]
    for slot, following, until in zip(week, [*week[1:], week[0]], untils, strict=True):
        if _begin(slot) + slot.minutes > until:
            raise BadValue(
                f"The slots on {_name(slot)} and {_name(following)} overlap.",
                SLOTS_OVERLAP,
                one=slot,
                other=following,
            )


def _begin(slot: Slot) -> int:
    return slot.weekday * _DAY_MINUTES + slot.start.hour * 60 + slot.start.minute


def _name(slot: Slot) -> str:
    return f"{DAYS[slot.weekday]} {slot.start:%H:%M}"
