"""Whom learning reaches: by group, who has a path, was recommended courses, finished any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services.workforce import EVERYBODY, KEYS, NONE, OTHERS
from lti_plugin.store.base import raw
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.recommendations import Shown
from recommender.skills.audit import merged

DEPARTMENT, ROLE, LANGUAGE = "department", "role", "language"
BY = (DEPARTMENT, ROLE, LANGUAGE)
SHOWN_WITHIN = timedelta(days=90)
LEARNT_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reached:
    """One group: counts of its people, and the hours of what they finished within a year.

    ``kind`` is what the groups are by, NONE for people of whom it is not known, OTHERS for small
    groups shown as one, EVERYBODY for the whole site. ``hours`` are of courses whose length is
    known; ``no_length`` counts the finished ones whose length is not.
    """

    key: str
    kind: str
    people: int
    with_path: int
    recommended: int
    learning: int
    hours: float
    no_length: int

    @property
    def hours_each(self) -> float:
        """Return the hours by person of the group, whether they learned or not."""
        return self.hours / self.people


@dataclass(frozen=True, slots=True)
class Reach:
    """Every group by its name, the merged ones last; ``whole`` is everybody."""

    by: str
    groups: Sequence[Reached]
    whole: Reached | None


def of_site(session: Session, site_id: UUID, by: str, at: datetime) -> Reach:
    """Return whom learning reaches; a fixed number of queries.

    Groups of fewer than ten people are shown as one, so that no figure is about a few; there is no
    order but that of names.

    Raises
    ------
    BadInput
        When there are no such groups.
    """
    if by not in BY:
        raise BadInput(f"Groups are by one of {', '.join(BY)}.")
    rows = session.execute(
        select(raw(Person.id), getattr(Person, by)).where(
            Person.site_id == site_id, Person.gone_at.is_(None), Person.active
        )
    )
    group_of: dict[Hashable, str] = {own: name or "" for own, name in rows}
    sizes: dict[str, int] = defaultdict(int)
    for name in group_of.values():
        sizes[name] += 1
    together = merged(sizes)
    counted = _counted(session, site_id, group_of, at)
    names = sorted(sizes, key=lambda name: (not name, name.casefold(), name))
    groups = [_reached(name, by if name else NONE, [name], sizes, counted) for name in names]
    shown = [each for each, name in zip(groups, names, strict=True) if name not in together]
    if together:
        shown.append(_reached(KEYS[OTHERS], OTHERS, sorted(together), sizes, counted))
    whole = _reached("", EVERYBODY, names, sizes, counted) if names else None
    return Reach(by, shown, whole)


@dataclass(slots=True)
class _Counts:
    with_path: int = 0
    recommended: int = 0
    learning: int = 0
    minutes: int = 0
    no_length: int = 0


def _counted(
    session: Session, site_id: UUID, group_of: Mapping[Hashable, str], at: datetime
) -> Mapping[str, _Counts]:
    found: dict[str, _Counts] = defaultdict(_Counts)
    for own in session.scalars(_with_path(site_id)):
        if own in group_of:
            found[group_of[own]].with_path += 1
    for own in session.scalars(_recommended(site_id, at - SHOWN_WITHIN)):
        if own in group_of:
            found[group_of[own]].recommended += 1
    for own, courses, known, minutes in session.execute(_learnt(site_id, at - LEARNT_WITHIN)):
        if own in group_of:
            counts = found[group_of[own]]
            counts.learning += 1
            counts.minutes += minutes or 0
            counts.no_length += courses - known
    return found


def _with_path(site_id: UUID) -> Select[Any]:
    return select(raw(Path.person_id)).where(Path.site_id == site_id).distinct()


def _recommended(site_id: UUID, since: datetime) -> Select[Any]:
    return (
        select(raw(Shown.person_id))
        .where(Shown.site_id == site_id, Shown.shown_at > since)
        .distinct()
    )


def _learnt(site_id: UUID, since: datetime) -> Select[Any]:
    """Select, by person, the number of finished courses, of those with a known length, its sum."""
    minutes = Course.duration_minutes
    return (
        select(raw(Completion.person_id), func.count(), func.count(minutes), func.sum(minutes))
        .join(Course, Course.id == Completion.course_id)
        .where(
            Completion.site_id == site_id,
            Completion.completed_at > since,
            Completion.withdrawn_at.is_(None),
        )
        .group_by(Completion.person_id)
    )


def _reached(
    key: str,
    kind: str,
    names: Sequence[str],
    sizes: Mapping[str, int],
    counted: Mapping[str, _Counts],
) -> Reached:
    own = [counted[name] for name in names if name in counted]
    return Reached(
        key=key or KEYS[NONE] if kind == NONE else key,
        kind=kind,
        people=sum(sizes[name] for name in names),
        with_path=sum(each.with_path for each in own),
        recommended=sum(each.recommended for each in own),
        learning=sum(each.learning for each in own),
        hours=sum(each.minutes for each in own) / 60,
        no_length=sum(each.no_length for each in own),
    )
