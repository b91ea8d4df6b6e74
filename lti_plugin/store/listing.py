"""Courses as pages ask for them: a few by id, and whether anything about showing them changed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.store.courses import MOODLE, Course, CourseId


def listed(session: Session, site_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, Course]:
    """Return those of these courses that the source still lists."""
    rows = session.scalars(
        select(Course).where(
            Course.site_id == site_id, Course.id.in_(course_ids), Course.gone_at.is_(None)
        )
    )
    return {course.id: course for course in rows}


def any_listed(session: Session, site_id: UUID) -> bool:
    """Say whether the catalogue holds any course."""
    query = select(Course.id).where(Course.site_id == site_id, Course.gone_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def stamp(session: Session, site_id: UUID) -> tuple[int, ...]:
    """Return numbers that differ once courses were added, hidden, closed, excluded or gone."""
    shown = Course.visible & Course.enrolable & ~Course.excluded & Course.gone_at.is_(None)
    query = select(func.count(), func.count().filter(shown)).where(Course.site_id == site_id)
    return tuple(session.execute(query).one())


def by_moodle_id(session: Session, site_id: UUID, moodle_id: str) -> Course | None:
    """Return the course with this id in Moodle."""
    return session.scalar(
        select(Course)
        .join(CourseId, CourseId.course_id == Course.id)
        .where(CourseId.site_id == site_id, CourseId.kind == MOODLE, CourseId.value == moodle_id)
    )
