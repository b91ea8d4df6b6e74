"""The catalogue of a site: categories, courses, their ids elsewhere and their prerequisites."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, QueryableAttribute, Session, mapped_column

from connectors.records import Category as CategoryRecord
from connectors.records import Course as CourseRecord
from lti_plugin.errors import NotFound
from lti_plugin.store import course_edits
from lti_plugin.store.base import Base, Owned, now, one_after_another, same_site
from lti_plugin.store.course_edits import CourseEdit
from lti_plugin.store.people import Changes, assign, kept_features

MOODLE, SHORT_NAME, ID_NUMBER, FILE = "moodle_id", "shortname", "idnumber", "file"
KINDS = (MOODLE, ID_NUMBER, SHORT_NAME, FILE)


class Category(Owned, Base):
    """A folder of the catalogue, as the source has it."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("site_id", "source_id"),)

    source_id: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(255))


class Course(Owned, Base):
    """One course; ``gone_at`` is set when the source no longer lists it, the row stays.

    ``included`` is what L&D admins said of this course, None where their rules alone decide;
    ``excluded`` is what that comes to, and survives every sync. ``extra`` as of a person. ``ours``
    tells an item that an admin entered, which no source lists. ``edits`` counts what admins have
    changed, so that of two who change it at once the second is told. Courses of one ``group_id``
    count for each other.
    ``skills_changed_at`` is when what it teaches last changed, after it had been said once.
    ``enrolable`` is False where no way in is open to anybody, ``ends_at`` the time from which it is
    over.
    """

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("site_id", "id"), Index(None, "site_id", "group_id"))

    title: Mapped[str] = mapped_column(String(500))
    short_name: Mapped[str | None] = mapped_column(String(255))
    summary: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[str | None] = mapped_column(String(100))
    category: Mapped[str | None] = mapped_column(String(255))
    visible: Mapped[bool] = mapped_column(default=True)
    excluded: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(20))
    level: Mapped[str | None] = mapped_column(String(100))
    mode: Mapped[str | None] = mapped_column(String(100))
    duration_minutes: Mapped[int | None]
    cost: Mapped[float | None]
    tags: Mapped[list[Any]] = mapped_column(default=list)
    url: Mapped[str | None] = mapped_column(String(500))
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    modified_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    skills_changed_at: Mapped[datetime | None]
    enrolable: Mapped[bool] = mapped_column(default=True)
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    gone_at: Mapped[datetime | None]
    included: Mapped[bool | None]
    ours: Mapped[bool] = mapped_column(default=False, server_default=false())
    edits: Mapped[int] = mapped_column(default=0, server_default="0")
    group_id: Mapped[UUID | None]


class CourseId(Owned, Base):
    """An id of a course elsewhere."""

    __tablename__ = "course_ids"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "value"),
        same_site("course_id", "courses"),
        Index(None, "course_id"),
    )

    course_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(255))


class Prerequisite(Owned, Base):
    """A course that has to be finished before another."""

    __tablename__ = "prerequisites"
    __table_args__ = (
        UniqueConstraint("site_id", "course_id", "requires_id"),
        same_site("course_id", "courses"),
        same_site("requires_id", "courses"),
    )

    course_id: Mapped[UUID]
    requires_id: Mapped[UUID]


def offered(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a course may be offered at a time to who is not in it yet."""
    return (
        Course.gone_at.is_(None)
        & Course.visible
        & ~Course.excluded
        & Course.enrolable
        & (Course.ends_at.is_(None) | (Course.ends_at > at))
    )


def is_over(course: Course, at: datetime) -> bool:
    """Say whether a course is over at a time, or was taken out of the catalogue."""
    ended = course.ends_at is not None and course.ends_at <= at
    return course.gone_at is not None or not course.visible or course.excluded or ended


def get(session: Session, site_id: UUID, course_id: UUID) -> Course:
    """Return a course of this site or raise NotFound."""
    course = session.get(Course, course_id)
    if course is None or course.site_id != site_id:
        raise NotFound("This course is not in the catalogue.")
    return course


def of_site(session: Session, site_id: UUID) -> Sequence[Course]:
    """Return every course that the source still lists, by title."""
    return _listed(session, site_id, Course.title)


def as_they_came(session: Session, site_id: UUID) -> Sequence[Course]:
    """Return the same courses in the order in which they came here: Moodle tells oldest first."""
    return _listed(session, site_id, Course.created_at)


def _listed(session: Session, site_id: UUID, order: QueryableAttribute[Any]) -> Sequence[Course]:
    there = (Course.site_id == site_id) & Course.gone_at.is_(None)
    return session.scalars(select(Course).where(there).order_by(order, Course.id)).all()


def by_ids(session: Session, site_id: UUID, ids: Collection[UUID]) -> Sequence[Course]:
    """Return those of these courses that are there."""
    wanted = Course.site_id == site_id, Course.id.in_(ids)
    return session.scalars(select(Course).where(*wanted)).all()


def by_kind(session: Session, site_id: UUID, kind: str) -> dict[str, UUID]:
    """Return every course's id of this kind mapped to our own."""
    wanted = CourseId.site_id == site_id, CourseId.kind == kind
    rows = session.execute(select(CourseId.value, CourseId.course_id).where(*wanted))
    return {value: course_id for value, course_id in rows}


def prerequisites(session: Session, site_id: UUID) -> dict[UUID, list[UUID]]:
    """Return, for every course that has any, the courses to finish first."""
    found: dict[UUID, list[UUID]] = {}
    rows = session.execute(
        select(Prerequisite.course_id, Prerequisite.requires_id)
        .where(Prerequisite.site_id == site_id)
        .order_by(Prerequisite.requires_id)
    )
    for course_id, requires_id in rows:
        found.setdefault(course_id, []).append(requires_id)
    return found


def upsert_categories(session: Session, site_id: UUID, records: Sequence[CategoryRecord]) -> int:
    """Write these categories and return how many rows changed."""
    known = {
        row.source_id: row
        for row in session.scalars(select(Category).where(Category.site_id == site_id))
    }
    written = 0
    for record in records:
        row = known.get(record.id)
        if row is None:
            session.add(
                Category(
                    site_id=site_id,
                    source_id=record.id,
                    name=record.name,
                    parent_id=record.parent,
                )
            )
            written += 1
        elif (row.name, row.parent_id) != (record.name, record.parent):
            row.name, row.parent_id = record.name, record.parent
            written += 1
    return written


def upsert(session: Session, site_id: UUID, records: Sequence[CourseRecord], kind: str) -> Changes:
    """Write these courses; ``kind`` says what ``Course.id`` is. Equal rows are not written.

    What a record is silent about stays as it is; a file does not bring back what is gone. What an
    admin has changed stays theirs: there the record's value is noted beside it.
    """
    changes = Changes()
    known = _known(session, site_id, [record.id for record in records], kind)
    edits = course_edits.of_courses(session, site_id, [each.id for each in known.values()])
    for record, at in zip(records, one_after_another(), strict=False):
        course = known.get(record.id)
        if course is None:
            course = Course(site_id=site_id, tags=[], extra={}, summary="", created_at=at)
            session.add(course)
            changes.added += 1
            _write(course, record, frozenset())
        elif _write_known(course, record, kind, edits.get(course.id, {})):
            changes.changed += 1
        else:
            changes.same += 1
        known[record.id] = course
    session.flush()
    changes.ids = [known[record.id].id for record in records]
    _write_ids(session, site_id, {known[record.id].id: record for record in records}, kind)
    return changes


def _known(session: Session, site_id: UUID, ids: list[str], kind: str) -> dict[str, Course]:
    rows = session.execute(
        select(CourseId.value, Course)
        .join(Course, Course.id == CourseId.course_id)
        .where(CourseId.site_id == site_id, CourseId.kind == kind, CourseId.value.in_(ids))
    )
    return {value: course for value, course in rows}


SOURCE_FIELDS = (
    "title",
    "short_name",
    "summary",
    "category_id",
    "category",
    "visible",
    "language",
    "level",
    "mode",
    "duration_minutes",
    "cost",
    "url",
    "extra",
    "modified_at",
    "reviewed_at",
    "enrolable",
    "ends_at",
)


def _write_known(
    course: Course, record: CourseRecord, kind: str, edits: Mapping[str, CourseEdit]
) -> bool:
    """Copy what the record says of a course that is here; tell whether anything was different."""
    silent = record.silent | ({"gone_at"} if kind == FILE else set())
    told = [
        course_edits.note(edit, getattr(record, name))
        for name, edit in edits.items()
        if name in SOURCE_FIELDS and name not in record.silent
    ]
    return _write(course, record, silent | edits.keys()) or any(told)


def _write(course: Course, record: CourseRecord, silent: frozenset[str]) -> bool:
    """Copy what the record says; tell whether anything was different."""
    said = {name: getattr(record, name) for name in SOURCE_FIELDS}
    said |= {"tags": list(record.tags), "gone_at": None}
    said["extra"] = record.extra | kept_features(course.extra)
    return assign(course, {name: said[name] for name in said.keys() - silent})


def _write_ids(
    session: Session, site_id: UUID, records: dict[UUID, CourseRecord], kind: str
) -> None:
    wanted: dict[tuple[str, str], UUID] = {}
    for course_id, record in records.items():
        found = {SHORT_NAME: record.short_name, ID_NUMBER: record.id_number, kind: record.id}
        wanted |= {(k, value): course_id for k, value in found.items() if value}
    present = session.scalars(
        select(CourseId).where(
            CourseId.site_id == site_id, CourseId.value.in_({value for _, value in wanted})
        )
    )
    for row in present:
        owner = wanted.pop((row.kind, row.value), row.course_id)
        if row.course_id != owner:
            row.course_id = owner
    session.add_all(
        CourseId(site_id=site_id, course_id=course_id, kind=k, value=value)
        for (k, value), course_id in wanted.items()
    )
    session.flush()
