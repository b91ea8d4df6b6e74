"""All that speaks for the skills that a workforce is asked for, as columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from lti_plugin.services import lessons
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import sites
from lti_plugin.store.base import raw
from lti_plugin.store.courses import Course
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.participation import Completion
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.evidence import COMPLETION
from recommender.skills.ledgers import SOURCES, UNKNOWN_DAY, Rows

NOBODY = -1
# Of so few skills or people the rows are asked for by name; of more, all.
FEW_SKILLS, FEW_PEOPLE = 50, 1000
LENGTH_OF_A_DAY = len("2026-11-26")

Ints = NDArray[np.int64]
Numbers = Mapping[Hashable, int]


def of_site(session: Session, site_id: UUID, staff: Workforce, today: date) -> Rows:
    """Return everything that speaks for the lines of a workforce; a few queries."""
    skill = Skill.__table__.c
    named = session.execute(select(raw(skill.id), skill.name).where(skill.site_id == site_id))
    skills = {skill_id: staff.skills[name] for skill_id, name in named if name in staff.skills}
    parts = (staff.assumed(today), _said(session, site_id, staff, skills))
    return _joined([*parts, _completed(session, site_id, staff, skills)])


def _said(session: Session, site_id: UUID, staff: Workforce, skills: Numbers) -> Rows:
    """Return the rows of the ledger, in the order in which they were written."""
    row = EvidenceRow.__table__.c
    ids = raw(row.person_id), raw(row.skill_id)
    wanted = (
        select(*ids, row.level, row.source, raw(row.on), row.weight, raw(row.expires))
        .where(row.site_id == site_id, _about(row.person_id, staff))
        .order_by(row.created_at, row.id)
    )
    if len(staff.skills) <= FEW_SKILLS:
        wanted = wanted.where(row.skill_id.in_(_named(site_id, staff)))
    found = session.execute(wanted).all()
    number = {source: place for place, source in enumerate(SOURCES)}
    return _placed(
        staff,
        np.array([staff.people.get(each[0], NOBODY) for each in found], dtype=np.int64),
        np.array([skills.get(each[1], NOBODY) for each in found], dtype=np.int64),
        np.array([each[2] for each in found], dtype=np.float64),
        np.array([number[each[3]] for each in found], dtype=np.int64),
        _days([each[4] for each in found]),
        np.array([each[5] for each in found], dtype=np.float64),
        _days([each[6] for each in found]),
    )


def _completed(session: Session, site_id: UUID, staff: Workforce, skills: Numbers) -> Rows:
    """Return what completed courses teach, as they are linked to skills today."""
    taught = _taught(session, site_id, skills)
    row = Completion.__table__.c
    ids = raw(row.person_id), raw(row.course_id)
    wanted = select(*ids, raw(row.completed_at)).where(
        row.site_id == site_id, row.withdrawn_at.is_(None), _about(row.person_id, staff)
    )
    if len(staff.skills) <= FEW_SKILLS:
        link = CourseSkill.__table__.c
        teaching = select(link.course_id).where(link.skill_id.in_(_named(site_id, staff)))
        wanted = wanted.where(row.course_id.in_(teaching))
    found = session.execute(wanted).all()
    person = np.array([staff.people.get(each[0], NOBODY) for each in found], dtype=np.int64)
    course = np.array([taught.number.get(each[1], NOBODY) for each in found], dtype=np.int64)
    on = _days([each[2] for each in found])
    heard = (person != NOBODY) & (course != NOBODY)
    row_of, lesson = taught.lessons_of(course[heard])
    return _placed(
        staff,
        person[heard][row_of],
        taught.skill[lesson],
        taught.level[lesson],
        np.full(len(lesson), SOURCES.index(COMPLETION)),
        on[heard][row_of],
        np.ones(len(lesson)),
        np.full(len(lesson), UNKNOWN_DAY),
    )


def _named(site_id: UUID, staff: Workforce) -> Select[Any]:
    """Select the skills of a workforce."""
    skill = Skill.__table__.c
    return select(skill.id).where(skill.site_id == site_id, skill.name.in_(list(staff.skills)))


def _about(column: Any, staff: Workforce) -> ColumnElement[bool]:
    """Select rows about these people, where naming them is less than reading about everybody."""
    few = len(staff.people) <= FEW_PEOPLE
    return raw(column).in_(list(staff.people)) if few else true()


@dataclass(frozen=True, slots=True)
class _Taught:
    """What courses teach: the lessons of a course lie side by side in ``skill`` and ``level``.

    ``number`` maps the courses' ids, as the driver gives them, to their places in ``first``, which
    has one more at its end.
    """

    number: Numbers
    first: Ints
    skill: Ints
    level: NDArray[np.float64]

    def lessons_of(self, course: Ints) -> tuple[Ints, Ints]:
        """Return, for each lesson of these courses, which of them it is of, and its place."""
        count = self.first[course + 1] - self.first[course]
        row = np.repeat(np.arange(len(course)), count)
        before = np.cumsum(count) - count
        return row, np.arange(len(row)) - before[row] + self.first[course][row]


def _taught(session: Session, site_id: UUID, skills: Numbers) -> _Taught:
    """Return what each course leads to, of the skills that anybody is asked for."""
    scale = sites.get(session, site_id).fields.get(lessons.LEVELS, {})
    found: dict[Hashable, list[tuple[int, float]]] = defaultdict(list)
    link, course = CourseSkill.__table__.c, Course.__table__.c
    rows = session.execute(
        select(raw(link.course_id), raw(link.skill_id), link.outcome, link.entry, course.level)
        .join(Course, course.id == link.course_id)
        .where(link.site_id == site_id)
    )
    for course_id, skill_id, outcome, entry, level in rows:
        if skill_id in skills:
            reached, _ = lessons.levels(outcome, entry, level, scale)
            found[course_id].append((skills[skill_id], reached))
    every = [lesson for own in found.values() for lesson in own]
    return _Taught(
        {course_id: place for place, course_id in enumerate(found)},
        np.cumsum([0, *(len(own) for own in found.values())], dtype=np.int64),
        np.array([skill for skill, _ in every], dtype=np.int64),
        np.array([level for _, level in every], dtype=np.float64),
    )


def _placed(staff: Workforce, person: Ints, skill: Ints, *rest: NDArray[np.generic]) -> Rows:
    """Return the rows that are about any of the lines."""
    key = np.where((person >= 0) & (skill >= 0), person * len(staff.skills) + skill, NOBODY)
    line = np.searchsorted(staff.keys, key)
    within = line < len(staff.keys)
    within[within] = staff.keys[line[within]] == key[within]
    return Rows(line, *rest).only(within)  # type: ignore[arg-type]  # the columns of Rows in order


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows(
        line=np.concatenate([each.line for each in parts]),
        level=np.concatenate([each.level for each in parts]),
        source=np.concatenate([each.source for each in parts]),
        on=np.concatenate([each.on for each in parts]),
        weight=np.concatenate([each.weight for each in parts]),
        expires=np.concatenate([each.expires for each in parts]),
    )


def _days(values: Sequence[Any]) -> Ints:
    """Return the numbers of days, in UTC, of what the driver gives for a day or a time.

    There are far fewer days than rows, so each is read once. SQLite keeps both as text that begins
    with the day.
    """
    days = [each[:LENGTH_OF_A_DAY] if isinstance(each, str) else each for each in values]
    known = {each: _day(each) for each in set(days)}
    return np.array([known[each] for each in days], dtype=np.int64)


def _day(value: str | date | datetime | None) -> int:
    """Return the day's number, in UTC where a time has a zone."""
    if isinstance(value, str):
        return date.fromisoformat(value).toordinal()
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    return UNKNOWN_DAY if value is None else value.toordinal()
