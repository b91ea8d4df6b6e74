"""What a course teaches: each skill with its levels, and the courses that take it further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, offered
from lti_plugin.store.skills import CourseSkill, Skill

FURTHER = 3


@dataclass(frozen=True)
class Taught:
    """One skill: the level (0-5) to begin with and the one that the course leads to, if known.

    ``further`` are courses that lead higher in it, the next one first.
    """

    name: str
    entry: float | None
    outcome: float | None
    further: Sequence[Course]


def of_course(session: Session, course: Course) -> list[Taught]:
    """Return what a course teaches, by name."""
    rows = links(session, course)
    higher = _higher(session, course, [skill.id for skill, _link in rows])
    return [
        Taught(
            name=skill.name,
            entry=link.entry,
            outcome=link.outcome,
            further=[
                other
                for other, level in higher.get(skill.id, [])
                if link.outcome is not None and level > link.outcome
            ][:FURTHER],
        )
        for skill, link in rows
    ]


def links(session: Session, course: Course) -> list[tuple[Skill, CourseSkill]]:
    """Return each skill of a course with what was said of its levels, by name."""
    rows = session.execute(
        select(Skill, CourseSkill)
        .join(CourseSkill, CourseSkill.skill_id == Skill.id)
        .where(CourseSkill.site_id == course.site_id, CourseSkill.course_id == course.id)
        .order_by(Skill.name)
    )
    return [(skill, link) for skill, link in rows]


def _higher(
    session: Session, course: Course, skills: list[UUID]
) -> dict[UUID, list[tuple[Course, float]]]:
    """Return the open courses that teach these skills to a known level, the lowest first."""
    found: dict[UUID, list[tuple[Course, float]]] = {}
    rows = session.execute(
        select(CourseSkill.skill_id, CourseSkill.outcome, Course)
        .join(Course, Course.id == CourseSkill.course_id)
        .where(
            CourseSkill.site_id == course.site_id,
            CourseSkill.skill_id.in_(skills),
            CourseSkill.outcome.is_not(None),
            Course.id != course.id,
            offered(now()),
        )
        .order_by(CourseSkill.outcome, Course.title)
    )
    for skill_id, level, other in rows:
        found.setdefault(skill_id, []).append((other, float(level or 0)))
    return found
