"""Who is in which course, and who finished it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class Enrolment(Owned, Base):
    """A person in a course; ``progress`` in percent; not ``active`` once the source drops it."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    enrolled_at: Mapped[datetime | None]
    progress: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)


class Completion(Owned, Base):
    """One finished course. A re-certification adds a row; an earlier one is never overwritten.

    ``completed_at`` None: the source gives no reliable date, ``first_seen_at`` says when the
    completion was first met.
    """

    __tablename__ = "completions"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id", "completed_at"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    completed_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    date_source: Mapped[str] = mapped_column(String(20), default="unknown")
    basis: Mapped[str] = mapped_column(String(20), default="flag")
    grade: Mapped[float | None]


def finished(session: Session, site_id: UUID, person_id: UUID) -> list[UUID]:
    """Return the courses that a person finished, the latest last."""
    rows = session.scalars(
        select(Completion.course_id)
        .where(Completion.site_id == site_id, Completion.person_id == person_id)
        .order_by(
            Completion.completed_at.is_(None).desc(),
            Completion.completed_at,
            Completion.course_id,
        )
    )
    return list(dict.fromkeys(rows))


def under_way(session: Session, site_id: UUID, person_id: UUID) -> dict[UUID, float | None]:
    """Return a person's running courses with their progress in percent."""
    rows = session.execute(
        select(Enrolment.course_id, Enrolment.progress).where(
            Enrolment.site_id == site_id,
            Enrolment.person_id == person_id,
            Enrolment.active.is_(True),
        )
    )
    return {course_id: progress for course_id, progress in rows}


def all_finished(session: Session, site_id: UUID) -> Sequence[tuple[UUID, UUID, datetime | None]]:
    """Return (person, course, time) of every completion of the site."""
    rows = session.execute(
        select(Completion.person_id, Completion.course_id, Completion.completed_at)
        .where(Completion.site_id == site_id)
        .order_by(Completion.completed_at, Completion.person_id, Completion.course_id)
    )
    return [(person, course, when) for person, course, when in rows]
