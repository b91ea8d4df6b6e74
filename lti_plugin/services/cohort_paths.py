"""Everybody's next steps as far as teachers may know of them, and all that grouping them takes.

What people aim at, and the direction suggested to them, is not looked at: a step closes a gap in
the present role. Their own ratings count for those alone who agreed to it. Whoever opted out of
cohorts is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import catalogue, cohort_people, workforce
from lti_plugin.services.cohort_groups import window_of
from lti_plugin.services.cohort_people import About, code_of
from lti_plugin.services.workforce import Workforce
from lti_plugin.store.base import now, raw
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import Skill
from recommender.engine.facts import CourseFacts
from recommender.skills.gains import USUAL_HOURS
from recommender.skills.pathway.columns import Offers, Steps
from recommender.skills.pathway.many import steps
from recommender.skills.pathway.schedule import Slot

MOST_STEPS = 5
WEEKS = 26  # how far ahead steps are looked for
LEAD = timedelta(days=7)  # people have to hear of a group before it begins

Ints = NDArray[np.int64]
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True)
class Walked:
    """Everybody's steps: numbers stand for ``people``, ``courses`` and ``skills`` in their order.

    ``begins`` is the first day on which a cohort may meet. ``window`` is, by step, the number of
    the month in which it begins: year x 12 + month from 0. ``department`` and ``slots`` are by
    person; ``finished`` are (person, course). ``minutes`` is by course, None where nobody knows it.
    """

    people: Sequence[UUID]
    courses: Sequence[UUID]
    skills: Sequence[UUID]
    steps: Steps
    begins: date
    window: Ints
    department: Ints
    slots: Sequence[Sequence[Slot]]
    finished: Pairs
    minutes: Sequence[int | None]


@dataclass(frozen=True)
class _Numbers:
    """The numbers of people and courses by their ids as the driver gives them."""

    people: Mapping[Hashable, int]
    courses: Mapping[Hashable, int]

    def pairs(self, rows: Sequence[Any]) -> Pairs:
        """Return (person, course) as columns, without those that have no number."""
        found = [(self.people.get(who), self.courses.get(what)) for who, what in rows]
        known = [(who, what) for who, what in found if who is not None and what is not None]
        both = np.array(known, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]


def of_site(session: Session, site_id: UUID, today: date) -> Walked:
    """Return the next steps of everybody whose role is known; a fixed number of queries."""
    facts = catalogue.facts(session, site_id)
    staff = workforce.of_site(session, site_id, today, today, _beside(facts))
    courses = _courses(session, site_id, facts)
    numbers = _Numbers(staff.people, courses)
    lines = cohort_people.lines(session, site_id, staff, today)
    done = numbers.pairs(cohort_people.done(session, site_id))
    shut = numbers.pairs(cohort_people.closed(session, site_id))
    about = cohort_people.about(session, site_id, staff)
    languages = _languages(facts, about)
    week = np.array([sum(slot.minutes for slot in each.slots) / 60 for each in about])
    found = steps(
        lines,
        _offers(facts, staff.skills, languages),
        (np.concatenate([done[0], shut[0]]), np.concatenate([done[1], shut[1]])),
        done,
        WEEKS * week,
        np.array([languages[each.language] for each in about], dtype=np.int64),
        MOST_STEPS,
    )
    begins = first_day(today)
    return Walked(
        people=[each.id for each in about],
        courses=[UUID(each.id) for each in facts],
        skills=_skills(session, site_id, staff),
        steps=found,
        begins=begins,
        window=_windows(found, begins, week),
        department=_numbered([each.department for each in about]),
        slots=[each.kept for each in about],
        finished=done,
        minutes=[None if each.hours is None else round(60 * each.hours) for each in facts],
    )


def first_day(today: date) -> date:
    """Return the first Monday on which a cohort that is found today may begin."""
    soon = today + LEAD
    return soon + timedelta(days=-soon.weekday() % 7)


def _beside(facts: Sequence[CourseFacts]) -> dict[str, set[str]]:
    """Return, by skill, those at which the courses that teach it begin."""
    found: dict[str, set[str]] = defaultdict(set)
    for course in facts:
        for skill in course.outcomes:
            found[skill] |= course.entries.keys()
    return found


def _courses(session: Session, site_id: UUID, facts: Sequence[CourseFacts]) -> dict[Hashable, int]:
    number = {UUID(each.id): place for place, each in enumerate(facts)}
    rows = session.execute(select(raw(Course.id), Course.id).where(Course.site_id == site_id))
    return {own: number[course_id] for own, course_id in rows if course_id in number}


def _languages(facts: Sequence[CourseFacts], about: Sequence[About]) -> dict[str, int]:
    """Return a number for each language; no language is negative, and goes with all."""
    named = {code_of(each.language) for each in facts} | {each.language for each in about}
    return {name: number for number, name in enumerate(sorted(named - {""}))} | {"": -1}


def _offers(
    facts: Sequence[CourseFacts], skills: Mapping[str, int], languages: Mapping[str, int]
) -> Offers:
    """Return the catalogue as columns; what nobody can take teaches nothing here."""
    at = now()
    number = {each.id: place for place, each in enumerate(facts)}
    open_ = [_offered(each, at) and number.keys() >= set(each.prerequisites) for each in facts]
    taught = [
        (place, skills[skill], level)
        for place, each in enumerate(facts)
        if open_[place]
        for skill, level in each.outcomes.items()
        if skill in skills
    ]
    begun = [
        (place, skills[skill], level)
        for place, each in enumerate(facts)
        for skill, level in each.entries.items()
        if skill in skills
    ]
    needed = [
        (place, number[other])
        for place, each in enumerate(facts)
        if open_[place]
        for other in each.prerequisites
    ]
    return Offers(
        np.array([USUAL_HOURS if each.hours is None else each.hours for each in facts], np.float64),
        np.array([languages[code_of(each.language)] for each in facts], dtype=np.int64),
        _columns(taught),
        _columns(begun),
        (_whole([one for one, _ in needed]), _whole([other for _, other in needed])),
    )


def _offered(course: CourseFacts, at: datetime) -> bool:
    over = course.ends_at is not None and course.ends_at <= at
    return course.visible and not course.excluded and course.enrolable and not over


def _columns(rows: Sequence[tuple[int, int, float]]) -> tuple[Ints, Ints, NDArray[np.float64]]:
    return (
        _whole([row[0] for row in rows]),
        _whole([row[1] for row in rows]),
        np.array([row[2] for row in rows], dtype=np.float64),
    )


def _whole(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _skills(session: Session, site_id: UUID, staff: Workforce) -> list[UUID]:
    rows = session.execute(select(Skill.name, Skill.id).where(Skill.site_id == site_id))
    ids = {name: skill_id for name, skill_id in rows}
    return [ids[name] for name in staff.skills]


def _windows(found: Steps, begins: date, week: NDArray[np.float64]) -> Ints:
    """Return the month in which each step begins, at the pace of its person."""
    days = np.floor(7 * found.before / week[found.person]).astype(np.int64)
    return _whole([window_of(begins + timedelta(days=each)) for each in days.tolist()])


def _numbered(names: Sequence[str]) -> Ints:
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return _whole([numbers[name] for name in names])
