"""Courses that count for each other: who finished one of them is offered none of the others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services.editing import held
from lti_plugin.store import equivalents, jobs
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import SCORE

JOINED, PARTED = "courses made equivalent", "course no longer equivalent"
MOST = 100


def of_course(session: Session, course: Course) -> Sequence[Course]:
    """Return the other courses that count for this one, those that are gone as well."""
    if course.group_id is None:
        return []
    group = equivalents.members(session, course.site_id, course.group_id)
    return [each for each in group if each.id != course.id]


def join(session: Session, site_id: UUID, course_id: UUID, other_id: UUID, actor: str) -> Course:
    """Let two courses, and what counts for either, count for each other.

    Raises
    ------
    BadInput
        When they are the same one, or too many would be alike.
    NotFound
        When there is no such course here.
    """
    if course_id == other_id:
        raise BadInput("A course is equivalent to itself already; choose another one.")
    course, other = (held(session, site_id, each, None) for each in (course_id, other_id))
    together = {
        each.id: each for one in (course, other) for each in (one, *of_course(session, one))
    }
    if len(together) > MOST:
        raise BadInput("At most 100 courses can count for each other.")
    group_id = course.group_id or other.group_id or uuid4()
    for each in together.values():
        if each.group_id != group_id:
            each.group_id = group_id
            each.edits += 1
    _log(session, course, JOINED, actor, other.title)
    return course


def part(session: Session, site_id: UUID, course_id: UUID, actor: str) -> Course:
    """Let a course count for itself alone; raises NotFound where it does so already."""
    course = held(session, site_id, course_id, None)
    others = of_course(session, course)
    if not others:
        raise NotFound("This course is equivalent to no other one.")
    for each in (course, others[0]) if len(others) == 1 else (course,):
        each.group_id = None
        each.edits += 1
    _log(session, course, PARTED, actor, "")
    return course


def _log(session: Session, course: Course, action: str, actor: str, other: str) -> None:
    details = {"course": course.title, "course_id": str(course.id), "other": other}
    session.add(AuditEntry(site_id=course.site_id, actor=actor, action=action, details=details))
    session.flush()
    jobs.enqueue(session, course.site_id, SCORE, afresh=True)
