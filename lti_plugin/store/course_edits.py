"""What L&D admins have changed of courses: the source's own word beside it, and every change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site

PREREQUISITES = "prerequisites"
VALUE = "value"
SKILL = "skill:"


class CourseEdit(Owned, Base):
    """A field of a course that an admin has changed; their value stands in the course itself.

    ``source`` holds under VALUE what the source says now, ``seen`` what it said when an admin last
    looked at it: where the two differ, it has changed since.
    """

    __tablename__ = "course_edits"
    __table_args__ = (
        UniqueConstraint("site_id", "course_id", "field"),
        same_site("course_id", "courses"),
    )

    course_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(60))
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edited_by: Mapped[str] = mapped_column(String(100))
    edited_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def is_news(self) -> bool:
        """Say whether the source has changed its mind since an admin last looked."""
        return self.source != self.seen


class CourseChange(Owned, Base):
    """One field of one course, before and after an admin's change; ``batch`` is what they did.

    ``before`` and ``after`` hold the field under VALUE, and whether it was the admin's own.
    """

    __tablename__ = "course_changes"
    __table_args__ = (
        same_site("course_id", "courses"),
        Index(None, "site_id", "batch"),
        Index(None, "site_id", "course_id", "at"),
        Index(None, "site_id", "at"),
    )

    batch: Mapped[UUID]
    course_id: Mapped[UUID]
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(default=now)


def of_courses(
    session: Session, site_id: UUID, course_ids: Collection[UUID]
) -> dict[UUID, dict[str, CourseEdit]]:
    """Return what was changed of these courses, by course and field."""
    found: dict[UUID, dict[str, CourseEdit]] = {}
    rows = session.scalars(
        select(CourseEdit).where(
            CourseEdit.site_id == site_id, CourseEdit.course_id.in_(course_ids)
        )
    )
    for row in rows:
        found.setdefault(row.course_id, {})[row.field] = row
    return found


def with_news(session: Session, site_id: UUID) -> set[UUID]:
    """Return the courses of which the source says something new beside an admin's own value."""
    rows = session.execute(
        select(CourseEdit.course_id, CourseEdit.source, CourseEdit.seen).where(
            CourseEdit.site_id == site_id
        )
    )
    return {course_id for course_id, source, seen in rows if source != seen}


def note(edit: CourseEdit, value: Any) -> bool:
    """Keep what the source says where an admin's value stands; tell whether that is new."""
    said = {VALUE: plain(value)}
    if edit.source == said:
        return False
    edit.source = said
    return True


def of_skill(skill_id: UUID) -> str:
    """Return the field that stands for what a course teaches of a skill."""
    return f"{SKILL}{skill_id}"


def note_skills(
    session: Session,
    site_id: UUID,
    course_ids: Collection[UUID],
    said: Mapping[tuple[UUID, UUID], list[float | None]],
) -> None:
    """Keep what the source says of skills, by (course, skill), where an admin's word stands."""
    for course_id, edits in of_courses(session, site_id, course_ids).items():
        for field, edit in edits.items():
            if field.startswith(SKILL):
                note(edit, said.get((course_id, UUID(field.removeprefix(SKILL)))))


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value.isoformat() if isinstance(value, datetime) else value


def changes_of(
    session: Session, site_id: UUID, course_id: UUID, most: int
) -> Sequence[CourseChange]:
    """Return the last changes of a course, newest first."""
    return session.scalars(
        select(CourseChange)
        .where(CourseChange.site_id == site_id, CourseChange.course_id == course_id)
        .order_by(CourseChange.at.desc(), CourseChange.field)
        .limit(most)
    ).all()


def changes_in(session: Session, site_id: UUID, batch: UUID) -> Sequence[CourseChange]:
    """Return what was changed at once."""
    return session.scalars(
        select(CourseChange)
        .where(CourseChange.site_id == site_id, CourseChange.batch == batch)
        .order_by(CourseChange.course_id, CourseChange.field)
    ).all()
