"""Courses as pages ask for them: a few by id."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_plugin.store.courses import MOODLE, Course, CourseId
from lti_plugin.store.prepared import prepared


def listed(session: Session, site_id: UUID, course_ids: Collection[UUID]) -> dict[UUID, Course]:
    """Return those of these courses that the source still lists."""
    rows = session.scalars(*_listed(site_id, course_ids))
    return {course.id: course for course in rows}


@prepared
def _listed(site_id: Any, course_ids: Any) -> Select[Course]:
    return select(Course).where(
        Course.site_id == site_id, Course.id.in_(course_ids), Course.gone_at.is_(None)
    )


def any_listed(session: Session, site_id: UUID) -> bool:
    """Say whether the catalogue holds any course."""
    query = select(Course.id).where(Course.site_id == site_id, Course.gone_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def by_moodle_id(session: Session, site_id: UUID, moodle_id: str) -> Course | None:
    """Return the course with this id in Moodle."""
    return session.scalars(*_named(site_id, moodle_id)).one_or_none()


@prepared
def _named(site_id: Any, moodle_id: Any) -> Select[Course]:
    return (
        select(Course)
        .join(CourseId, CourseId.course_id == Course.id)
        .where(CourseId.site_id == site_id, CourseId.kind == MOODLE, CourseId.value == moodle_id)
    )
