"""All that speaks for the skills that a workforce is asked for, as columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import DateTime, select, type_coerce
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
    found = session.execute(
        select(*ids, row.level, row.source, row.on, row.weight, row.expires)
        .where(row.site_id == site_id)
        .order_by(row.created_at, row.id)
    ).all()
    number = {source: place for place, source in enumerate(SOURCES)}
    return _placed(
        staff,
        np.array([staff.people.get(each[0], NOBODY) for each in found], dtype=np.int64),
        np.array([skills.get(each[1], NOBODY) for each in found], dtype=np.int64),
        np.array([each[2] for each in found], dtype=np.float64),
        np.array([number[each[3]] for each in found], dtype=np.int64),
        np.array([_day(each[4]) for each in found], dtype=np.int64),
        np.array([each[5] for each in found], dtype=np.float64),
        np.array([_day(each[6]) for each in found], dtype=np.int64),
    )


def _completed(session: Session, site_id: UUID, staff: Workforce, skills: Numbers) -> Rows:
    """Return what completed courses teach, as they are linked to skills today."""
    taught = _taught(session, site_id, skills)
    row = Completion.__table__.c
    ids = raw(row.person_id), raw(row.course_id)
    found = session.execute(
        # As it stands in the database: it is a time in UTC, or one with its zone.
        select(*ids, type_coerce(row.completed_at, DateTime())).where(row.site_id == site_id)
    ).all()
    heard = [each for each in found if each[0] in staff.people and each[1] in taught]
    own = [taught[each[1]] for each in heard]
    counts = [len(each) for each in own]
    pairs = np.array([pair for each in own for pair in each], dtype=np.float64).reshape(-1, 2)
    total = len(pairs)
    return _placed(
        staff,
        np.repeat(np.array([staff.people[each[0]] for each in heard], dtype=np.int64), counts),
        pairs[:, 0].astype(np.int64),
        pairs[:, 1],
        np.full(total, SOURCES.index(COMPLETION)),
        np.repeat(np.array([_day(each[2]) for each in heard], dtype=np.int64), counts),
        np.ones(total),
        np.full(total, UNKNOWN_DAY),
    )


def _taught(
    session: Session, site_id: UUID, skills: Numbers
) -> Mapping[Hashable, list[tuple[int, float]]]:
    """Return, of each course, the numbers of the skills that it teaches and where it leads."""
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
    return found


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


def _day(value: date | datetime | None) -> int:
    """Return the day's number, in UTC where a time has a zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    return UNKNOWN_DAY if value is None else value.toordinal()
