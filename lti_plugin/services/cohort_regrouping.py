"""The cohorts of one course made anew, within other limits, from the steps that are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_plugin.services import cohort_paths, plans, site_settings
from lti_plugin.services.cohort_groups import (
    MOST_AFTER,
    MOST_OF_A_COURSE,
    USUAL,
    Made,
    Places,
    When,
    grouped,
    window_of,
)
from lti_plugin.services.cohort_making import NEXT, TOP, Key, limits_of
from lti_plugin.store import cohorts as rows
from lti_plugin.store import courses, sites, skills
from lti_plugin.store.aims import LearningTime
from lti_plugin.store.cohorts import CohortStep
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person

Read = tuple[CohortStep, str | None, LearningTime | None]


def anew(session: Session, course: Course, today: date) -> dict[Key, Sequence[Made]]:
    """Return the cohorts of one course within what is wished for it now; a few queries."""
    site_id, id = course.site_id, course.id
    wish = rows.wish(session, site_id, id)
    limits = USUAL if wish is None else limits_of(wish)
    site = sites.get(session, site_id)
    usual, zone = site_settings.slot(site), site.timezone
    begins = cohort_paths.first_day(today)
    own = _rows(session, _steps(site_id).where(CohortStep.course_id == id))
    finishers = select(Completion.person_id).where(
        Completion.site_id == site_id,
        Completion.course_id == id,
        Completion.withdrawn_at.is_(None),
    )
    near = _steps(site_id).where(CohortStep.person_id.in_(finishers), CohortStep.place < TOP)
    following: dict[UUID, list[Read]] = defaultdict(list)
    for row in _rows(session, near):
        following[row[0].course_id].append(row)
    largest = sorted(following, key=lambda each: (-len(following[each]), str(each)))[:NEXT]
    named = {each.id: each for each in courses.by_ids(session, site_id, largest)}
    taught = {skill for row in own for skill, _, _ in row[0].lacks} | {
        skill for each in largest for row in following[each] for skill, _, _ in row[0].lacks
    }
    names = skills.of_ids(session, site_id, {UUID(each) for each in taught})
    order = sorted(names, key=lambda each: names[each].name)
    found: dict[Key, Sequence[Made]] = {
        (id, None): grouped(
            _places(own, order),
            limits,
            When(course.duration_minutes, begins, usual, zone),
            MOST_OF_A_COURSE,
        )
    }
    for each in largest:
        when = When(named[each].duration_minutes, begins, usual, zone)
        found[each, id] = grouped(_places(following[each], order), limits, when, MOST_AFTER)
    return found


def _steps(site_id: UUID) -> Select[CohortStep, str | None, LearningTime]:
    """Select steps with the department and the learning times of their person."""
    return (
        select(CohortStep, Person.department, LearningTime)
        .join(Person, Person.id == CohortStep.person_id)
        .outerjoin(LearningTime, LearningTime.person_id == CohortStep.person_id)
        .where(CohortStep.site_id == site_id, Person.gone_at.is_(None))
        .order_by(CohortStep.person_id)
    )


def _rows(session: Session, query: Select[CohortStep, str | None, LearningTime]) -> list[Read]:
    return [(step, department, times) for step, department, times in session.execute(query)]


def _places(found: Sequence[Read], order: Sequence[UUID]) -> Places:
    """Return steps that were kept as they are grouped, with skills numbered in this order."""
    departments = [department or "" for _, department, _ in found]
    numbers = {name: number for number, name in enumerate(sorted(set(departments)))}
    number = {str(skill): place for place, skill in enumerate(order)}
    lines = [
        (row, number[skill], level, required)
        for row, (step, _, _) in enumerate(found)
        for skill, level, required in step.lacks
        if skill in number
    ]
    return Places(
        people=[step.person_id for step, _, _ in found],
        department=np.array([numbers[each] for each in departments], dtype=np.int64),
        slots=[plans.slots_of(times) for _, _, times in found],
        window=np.array([window_of(step.month) for step, _, _ in found], dtype=np.int64),
        coverage=np.array([step.coverage for step, _, _ in found], dtype=np.float64),
        gain=np.array([step.gain for step, _, _ in found], dtype=np.float64),
        row=np.array([row for row, _, _, _ in lines], dtype=np.int64),
        skill=np.array([skill for _, skill, _, _ in lines], dtype=np.int64),
        level=np.array([level for _, _, level, _ in lines], dtype=np.float64),
        required=np.array([required for _, _, _, required in lines], dtype=np.float64),
        skills=order,
    )
