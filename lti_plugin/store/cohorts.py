"""The next steps of everybody's path, and the cohorts that were made of them for teachers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store import made
from lti_plugin.store.base import Base, Owned, now, quietly, same_site


class CohortStep(Owned, Base):
    """A course on somebody's path, as far as teachers may know of it.

    ``month`` is the first day of the one in which it begins, ``place`` counts the steps from 0.
    ``coverage`` is what of the role is covered before it and ``gain`` what it adds, both 0-1.
    ``lacks`` are rows of [skill, level held, level asked for].
    """

    __tablename__ = "cohort_steps"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "site_id", "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    month: Mapped[date]
    place: Mapped[int]
    coverage: Mapped[float]
    gain: Mapped[float]
    lacks: Mapped[list[Any]] = mapped_column(default=list)


class Cohort(Owned, Base):
    """People who are ready for a course together; ``after_id`` is the course that all finished.

    None where they are of the whole site. ``level`` and ``required`` are the mean levels of the
    shared skill, ``coverage`` and ``gain`` the mean ones of the people. ``sessions`` are rows of
    [start, end] in UTC; ``free`` is how many have all of them free, of ``asked`` who told their
    learning times. ``departments`` is how many they come from.
    """

    __tablename__ = "cohorts"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        same_site("course_id", "courses"),
        same_site("after_id", "courses"),
        same_site("skill_id", "skills"),
        Index(None, "site_id", "course_id"),
        Index(None, "site_id", "after_id"),
    )

    course_id: Mapped[UUID]
    after_id: Mapped[UUID | None]
    skill_id: Mapped[UUID]
    month: Mapped[date]
    number: Mapped[int]
    level: Mapped[float]
    required: Mapped[float]
    coverage: Mapped[float]
    gain: Mapped[float]
    sessions: Mapped[list[Any]] = mapped_column(default=list)
    free: Mapped[int]
    asked: Mapped[int]
    departments: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=now)


class CohortMember(Owned, Base):
    """A person in a cohort, with the course that it is for."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        UniqueConstraint("site_id", "cohort_id", "person_id"),
        same_site("cohort_id", "cohorts"),
        same_site("course_id", "courses"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    cohort_id: Mapped[UUID]
    course_id: Mapped[UUID]
    person_id: Mapped[UUID]


class CohortWish(Owned, Base):
    """How small and large the cohorts of a course are to be, and whether departments are spread."""

    __tablename__ = "cohort_wishes"
    __table_args__ = (UniqueConstraint("site_id", "course_id"), same_site("course_id", "courses"))

    course_id: Mapped[UUID]
    least: Mapped[int]
    most: Mapped[int]
    spread: Mapped[bool]
    set_at: Mapped[datetime] = mapped_column(default=now)


def wishes(session: Session, site_id: UUID) -> dict[UUID, CohortWish]:
    """Return what was wished for the courses of a site, by course."""
    rows = session.scalars(select(CohortWish).where(CohortWish.site_id == site_id))
    return {row.course_id: row for row in rows}


def wish(session: Session, site_id: UUID, course_id: UUID) -> CohortWish | None:
    """Return what was wished for one course."""
    return session.scalar(
        select(CohortWish).where(CohortWish.site_id == site_id, CohortWish.course_id == course_id)
    )


def forget(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Take a person out of all cohorts, and forget the steps that put them there."""
    for table in (CohortMember, CohortStep):
        mine = table.site_id == site_id, table.person_id == person_id
        session.execute(quietly(delete(table).where(*mine)))
    made.forget(session, site_id, person_id)
