"""Turns the cells of one row into a record; a cell that cannot be read raises ValueError."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from typing import TypeVar

from connectors import cells
from connectors.files.table import Row
from connectors.limits import CATEGORY_ID, LENGTHS
from connectors.records import (
    Completion,
    Course,
    DateSource,
    Enrolment,
    Feature,
    Learner,
    Rating,
    SkillLink,
)

NEVER_OF_COURSES = frozenset(
    {"short_name", "id_number", "tags", "modified_at", "url", "extra", "enrolable", "ends_at"}
)
RATED_BY = ("assessment", "badge", "manager", "peer")
LONGEST_NOTE = 2000
NEVER_OF_LEARNERS = frozenset({"id_number", "active", "extra", "hired_on"})

# Whoever wrote a file can correct it, so a row is refused where another source's would be cut. The
# name of a category stands for its id, and a list is measured item by item.
LONGEST = {**LENGTHS[Learner], **LENGTHS[Course], "category": CATEGORY_ID}
LISTS = frozenset({"prerequisites"})
LONGEST_SKILL = LENGTHS[SkillLink]["skill"]

Value = TypeVar("Value")


def course(row: Row, zone: tzinfo, absent: frozenset[str] = frozenset()) -> Course:
    """Return the course of a row of courses.csv; times without an offset are meant in ``zone``.

    ``absent`` are the columns that the file does not have.
    """
    _fits(row)
    category = row["category"] or None
    silent = NEVER_OF_COURSES | absent
    if "category" in absent:
        silent |= {"category_id"}
    if not row["visible"]:
        silent |= {"visible"}
    return Course(
        id=present(row, "id"),
        title=present(row, "title"),
        summary=row["summary"],
        category_id=category,
        category=category,
        visible=_visible(row),
        language=row["language"] or None,
        level=row["level"] or None,
        mode=row["mode"] or None,
        duration_minutes=optional(row, "duration_minutes", cells.minutes),
        cost=optional(row, "cost", lambda text: cells.number(text, at_least=0)),
        skills=optional(row, "skills", _skills) or (),
        prerequisites=cells.items(row["prerequisites"]),
        reviewed_at=optional(row, "reviewed_at", lambda text: cells.moment(text, zone)),
        silent=silent,
    )


def learner(row: Row, _zone: tzinfo, absent: frozenset[str] = frozenset()) -> Learner:
    """Return the person of a row of learners.csv, whose file lacks the columns ``absent``."""
    _fits(row)
    return Learner(
        id=present(row, "id"),
        name=row["name"],
        username=row["username"] or None,
        email=row["email"] or None,
        language=row["language"] or None,
        role=row["role"] or None,
        target_role=row["target_role"] or None,
        department=row["department"] or None,
        manager_id=row["manager_id"] or None,
        silent=NEVER_OF_LEARNERS | absent,
    )


def participation(row: Row, zone: tzinfo) -> list[Enrolment | Completion]:
    """Return what a row of completions.csv says.

    A row without a date and with a progress below 100 is a course under way; any other row is a
    completion. Where progress is given, the enrolment carries it too.
    """
    learner_id, course_id = present(row, "learner_id"), present(row, "course_id")
    moment = optional(row, "completed_at", lambda text: cells.moment(text, zone))
    percent = optional(row, "progress", lambda text: cells.number(text, at_least=0, at_most=100))
    grade = optional(row, "grade", cells.number)
    found: list[Enrolment | Completion] = []
    if percent is not None:
        found.append(Enrolment(learner_id, course_id, progress=percent))
    if moment is not None or percent is None or percent >= 100:
        source: DateSource = "file" if moment is not None else "unknown"
        found.append(Completion(learner_id, course_id, moment, source, grade=grade))
    return found


def course_feature(row: Row) -> Feature:
    """Return the feature of a row of course_features.csv."""
    return _feature(row, "course_id")


def learner_feature(row: Row) -> Feature:
    """Return the feature of a row of learner_features.csv."""
    return _feature(row, "learner_id")


def rating(row: Row, zone: tzinfo) -> Rating:
    """Return what a row of evidence.csv says of somebody's skill."""
    source = present(row, "source").casefold()
    if source not in RATED_BY:
        raise ValueError(f"The column source is none of {', '.join(RATED_BY)}.")
    skill, note = present(row, "skill"), row["note"]
    if len(skill) > LONGEST_SKILL:
        raise ValueError(f"The column skill is longer than {LONGEST_SKILL} characters.")
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"The column note is longer than {LONGEST_NOTE} characters.")
    present(row, "level")
    level = optional(row, "level", lambda text: cells.number(text, at_least=0, at_most=5)) or 0.0
    day, expires = (_day(row, name, zone) for name in ("date", "expires"))
    url = optional(row, "url", cells.address)
    return Rating(present(row, "learner_id"), skill, level, source, day, note, expires, url)


def _day(row: Row, name: str, zone: tzinfo) -> date | None:
    moment = optional(row, name, lambda text: cells.moment(text, zone))
    return None if moment is None else moment.astimezone(zone).date()


def _feature(row: Row, owner: str) -> Feature:
    weight = optional(row, "weight", cells.number)
    return Feature(present(row, owner), present(row, "feature"), 1.0 if weight is None else weight)


def _fits(row: Row) -> None:
    for column, text in row.items():
        longest = None if column in LISTS else LONGEST.get(column)
        if longest is not None and len(text) > longest:
            raise ValueError(f"The column {column} is longer than {longest} characters.")


def _skills(text: str) -> tuple[SkillLink, ...]:
    links = cells.skill_links(text)
    if any(len(link.skill) > LONGEST_SKILL for link in links):
        raise ValueError(f"has a skill of more than {LONGEST_SKILL} characters")
    return links


def present(row: Row, column: str) -> str:
    """Return the text of a cell that must not be empty."""
    text = row[column]
    if not text:
        raise ValueError(f"The column {column} is empty.")
    return text


def _visible(row: Row) -> bool:
    visible = optional(row, "visible", cells.yes_or_no)
    return True if visible is None else visible


def optional(row: Row, column: str, read: Callable[[str], Value]) -> Value | None:
    """Return what ``read`` makes of a cell, None where it is empty."""
    text = row[column]
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"The column {column} {error}.") from None
