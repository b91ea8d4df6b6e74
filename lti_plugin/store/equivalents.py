"""Courses that count for each other: runs of one course, or courses that teach the same."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store.courses import Course


def groups(session: Session, site_id: UUID) -> dict[UUID | None, list[UUID]]:
    """Return the courses that count for each other by group, those that are gone as well."""
    found: dict[UUID | None, list[UUID]] = {}
    rows = session.execute(
        select(Course.group_id, Course.id)
        .where(Course.site_id == site_id, Course.group_id.is_not(None))
        .order_by(Course.id)
    )
    for group_id, course_id in rows:
        found.setdefault(group_id, []).append(course_id)
    return found


def members(session: Session, site_id: UUID, group_id: UUID) -> Sequence[Course]:
    """Return the courses of a group by title, those that are gone as well."""
    return session.scalars(
        select(Course)
        .where(Course.site_id == site_id, Course.group_id == group_id)
        .order_by(Course.title, Course.id)
    ).all()
