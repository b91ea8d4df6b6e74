"""The catalogue as L&D admins look through it: searched and filtered, some courses at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from connectors.names import plain
from lti_plugin.services import folders, upkeep
from lti_plugin.services.assignments import is_outside
from lti_plugin.services.folders import Folders
from lti_plugin.store import course_edits
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import CourseSkill

IN, OUT, HIDDEN, GONE = "in", "out", "hidden", "retired"
STATES = (IN, OUT, HIDDEN, GONE)
STALE, UNTIED, NO_SKILLS, OUTSIDE, NEWS = "stale", "untied", "no-skills", "outside", "news"
MARKS = (STALE, UNTIED, NO_SKILLS, OUTSIDE, NEWS)
UNKNOWN = "-"  # of a level, mode or language that nobody has said
PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which courses are looked for; an empty text is for any.

    ``category`` is a key of :mod:`lti_plugin.services.folders`, ``state`` one of STATES, ``marks``
    some of MARKS, all of which a course has to have.
    """

    text: str = ""
    category: str = ""
    tag: str = ""
    mode: str = ""
    level: str = ""
    language: str = ""
    state: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One course of the list, with what is to be looked at."""

    course: Course
    state: str
    category: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by, each with how many courses: categories by key and label."""

    categories: Sequence[tuple[str, str, int]]
    tags: Sequence[tuple[str, int]]
    modes: Sequence[tuple[str, int]]
    levels: Sequence[tuple[str, int]]
    languages: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found, by title; ``total`` is how many courses there are in all."""

    lines: Sequence[Line]
    choices: Choices
    total: int


def of_site(session: Session, site_id: UUID, wanted: Wanted, at: datetime) -> Listed:
    """Return the courses that are wanted, in a few queries however many there are."""
    rows = session.scalars(
        select(Course)
        .options(defer(Course.summary), defer(Course.extra))  # they may be long; no list shows them
        .where(Course.site_id == site_id)
        .order_by(Course.title, Course.id)
    ).all()
    rows = [row for row in rows if row.gone_at is None or row.ours]
    known = folders.of_site(session, site_id)
    marks = marks_of(session, site_id, rows, at)
    fits = _fits(wanted, known)
    lines = [line(row, known, marks) for row in rows if fits(row)]
    return Listed(
        [each for each in lines if wanted.marks <= each.marks], _choices(rows, known), len(rows)
    )


def state(course: Course) -> str:
    """Return whether a course is in the catalogue, and where it is not, why."""
    if course.gone_at is not None:
        return GONE
    if course.excluded:
        return OUT
    return IN if course.visible else HIDDEN


def _category(row: Course, known: Folders) -> str:
    keys = known.keys(row.category_id, row.category)
    return known.label(keys[0]) if keys else ""


def line(course: Course, known: Folders, marks: Mapping[str, Collection[UUID]]) -> Line:
    """Return a course as the list has it; ``marks`` are the courses that have each of them."""
    return Line(
        course=course,
        state=state(course),
        category=_category(course, known),
        marks=frozenset(name for name in MARKS if course.id in marks[name]),
    )


def marks_of(
    session: Session,
    site_id: UUID,
    rows: Sequence[Course],
    at: datetime,
) -> dict[str, Collection[UUID]]:
    """Return which courses have each mark, in a few queries however many there are."""
    serving = upkeep.serving(session, site_id)
    links = select(CourseSkill.course_id).where(CourseSkill.site_id == site_id).distinct()
    taught, limit = set(session.scalars(links)), upkeep.review_limit(session, site_id, at)
    return {
        STALE: {row.id for row in rows if upkeep.staleness(row, at, limit) is not None},
        UNTIED: {row.id for row in rows if row.id not in serving},
        NO_SKILLS: {row.id for row in rows if row.id not in taught},
        OUTSIDE: {row.id for row in rows if is_outside(row)},
        NEWS: course_edits.with_news(session, site_id),
    }


def _fits(wanted: Wanted, known: Folders) -> Callable[[Course], bool]:
    words, tag = plain(wanted.text).split(), plain(wanted.tag)
    exact = [
        (name, value) for name in ("mode", "level", "language") if (value := getattr(wanted, name))
    ]

    def fits(row: Course) -> bool:
        here = state(row)
        if here != wanted.state if wanted.state else here == GONE:
            return False
        if any((getattr(row, name) or UNKNOWN) != value for name, value in exact):
            return False
        if wanted.category and wanted.category not in known.keys(row.category_id, row.category):
            return False
        if tag and tag not in (plain(str(each)) for each in row.tags):
            return False
        if not words:
            return True
        text = plain(" ".join((row.title, row.short_name or "", *map(str, row.tags))))
        return all(word in text for word in words)

    return fits


def _choices(rows: Sequence[Course], known: Folders) -> Choices:
    def counted(name: str) -> list[tuple[str, int]]:
        found = Counter(getattr(row, name) or UNKNOWN for row in rows)
        return sorted(found.items(), key=lambda each: (each[0] == UNKNOWN, each[0].casefold()))

    keys = Counter(key for row in rows for key in known.keys(row.category_id, row.category))
    tags: Counter[Any] = Counter(str(tag) for row in rows for tag in row.tags)
    return Choices(
        categories=sorted(
            ((key, known.label(key), n) for key, n in keys.items()),
            key=lambda each: each[1].casefold(),
        ),
        tags=sorted(tags.items(), key=lambda each: each[0].casefold()),
        modes=counted("mode"),
        levels=counted("level"),
        languages=counted("language"),
    )
