"""A course as its instructor sees it: who is in it, who finished, what comes next for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import class_progress
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, offered
from lti_plugin.store.models import Scored
from lti_plugin.store.participation import Completion

FEWEST = 5
NEXT = 5
TOP = 3


@dataclass(frozen=True)
class Class:
    """Counts alone: no name leaves this service. ``next_courses`` has groups of FEWEST or more.

    ``learners`` are those of :func:`class_progress.members_of`, and ``finished`` some of them;
    ``ever`` are all who finished, also those who are not in the course any more.
    """

    course: Course
    skills: Sequence[str]
    learners: int
    finished: int
    ever: int
    next_courses: Sequence[tuple[Course, int]]


def of_course(session: Session, course: Course) -> Class:
    """Return the class of a course."""
    site_id, course_id = course.site_id, course.id
    members = class_progress.members_of(session, course)
    finishers = class_progress.finishers(session, course).keys()
    return Class(
        course=course,
        skills=skills.names_by_course(session, site_id, [course_id]).get(course_id, []),
        learners=len(members),
        finished=len(finishers & set(members)),
        ever=len(finishers),
        next_courses=_next(session, site_id, course_id),
    )


def _next(session: Session, site_id: UUID, course_id: UUID) -> list[tuple[Course, int]]:
    """Return the courses that stand highest for this course's finishers, with how many people."""
    finishers = select(Completion.person_id).where(
        Completion.site_id == site_id,
        Completion.course_id == course_id,
        Completion.withdrawn_at.is_(None),
    )
    people = func.count(func.distinct(Scored.person_id))
    rows = session.execute(
        select(Course, people)
        .join(Scored, Scored.course_id == Course.id)
        .where(
            Scored.site_id == site_id,
            Scored.rank <= TOP,
            Scored.person_id.in_(finishers),
            offered(now()),
        )
        .group_by(Course.id)
        .having(people >= FEWEST)
        .order_by(people.desc(), Course.title)
        .limit(NEXT)
    )
    return [(course, count) for course, count in rows]
