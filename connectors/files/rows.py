"""Turns the cells of one row into a record.

A cell without which the row says nothing, such as an id, raises ValueError where it cannot be used.
Any other is left out then, and its column is added to the list ``lost``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import TypeVar

from connectors import cells
from connectors.files.table import Row
from connectors.limits import CATEGORY_ID, EARLIEST, LATEST, LENGTHS, NAMES
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

# Whoever wrote a file can correct it, so a text is left out where another source's would be cut.
# The name of a category stands for its id, and a list is measured item by item.
LONGEST = {**LENGTHS[Learner], **LENGTHS[Course], "category": CATEGORY_ID}
LISTS = frozenset({"prerequisites"})
NEEDED = NAMES | {"id", "title"}
LONGEST_SKILL = LENGTHS[SkillLink]["skill"]

Value = TypeVar("Value")


def course(row: Row, zone: tzinfo, absent: frozenset[str], lost: list[str]) -> Course:
    """Return the course of a row of courses.csv; times without an offset are meant in ``zone``.

    ``absent`` are the columns that the file does not have.
    """
    row = _fitting(row, lost)
    category = row["category"] or None
    found = Course(
        id=present(row, "id"),
        title=present(row, "title"),
        summary=row["summary"],
        category_id=category,
        category=category,
        visible=_visible(row, lost),
        language=row["language"] or None,
        level=row["level"] or None,
        mode=row["mode"] or None,
        duration_minutes=usable(row, "duration_minutes", cells.minutes, lost),
        cost=usable(row, "cost", lambda text: cells.number(text, at_least=0), lost),
        skills=usable(row, "skills", _skills, lost) or (),
        prerequisites=cells.items(row["prerequisites"]),
        reviewed_at=usable(row, "reviewed_at", lambda text: moment(text, zone), lost),
    )
    silent = NEVER_OF_COURSES | absent | set(lost)
    if "category" in silent:
        silent |= {"category_id"}
    if not row["visible"]:
        silent |= {"visible"}
    return replace(found, silent=silent)


def learner(row: Row, _zone: tzinfo, absent: frozenset[str], lost: list[str]) -> Learner:
    """Return the person of a row of learners.csv, whose file lacks the columns ``absent``."""
    row = _fitting(row, lost)
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
        silent=NEVER_OF_LEARNERS | absent | set(lost),
    )


def participation(row: Row, zone: tzinfo, lost: list[str]) -> list[Enrolment | Completion]:
    """Return what a row of completions.csv says.

    A row without a usable date and with a progress below 100, or one that is no number, is a course
    under way; any other row is a completion. Where progress is given, the enrolment carries it too.
    """
    learner_id, course_id = present(row, "learner_id"), present(row, "course_id")
    when = usable(row, "completed_at", lambda text: moment(text, zone), lost)
    percent = usable(row, "progress", cells.number, lost)
    finished = when is not None or not row["progress"] or (percent is not None and percent >= 100)
    if percent is not None and not 0 <= percent <= 100:
        percent = None
        lost.append("progress")
    grade = usable(row, "grade", cells.number, lost)
    found: list[Enrolment | Completion] = []
    if percent is not None or not finished:
        found.append(Enrolment(learner_id, course_id, progress=percent))
    if finished:
        source: DateSource = "file" if when is not None else "unknown"
        found.append(Completion(learner_id, course_id, when, source, grade=grade))
    return found


def course_feature(row: Row) -> Feature:
    """Return the feature of a row of course_features.csv."""
    return _feature(row, "course_id")


def learner_feature(row: Row) -> Feature:
    """Return the feature of a row of learner_features.csv."""
    return _feature(row, "learner_id")


def rating(row: Row, zone: tzinfo) -> Rating:
    """Return what a row of evidence.csv says of somebody's skill.

    Each cell bears on what it proves, or until when, so any that cannot be used raises ValueError.
    """
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
    when = optional(row, name, lambda text: cells.moment(text, zone))
    return None if when is None else when.astimezone(zone).date()


def _feature(row: Row, owner: str) -> Feature:
    weight = optional(row, "weight", cells.number)
    return Feature(present(row, owner), present(row, "feature"), 1.0 if weight is None else weight)


def _fitting(row: Row, lost: list[str]) -> Row:
    """Return the row without texts that are too long; raises ValueError where one is needed."""
    for column, text in row.items():
        longest = None if column in LISTS else LONGEST.get(column)
        if longest is None or len(text) <= longest:
            continue
        if column in NEEDED:
            raise ValueError(f"The column {column} is longer than {longest} characters.")
        lost.append(column)
    return {**row, **dict.fromkeys(lost, "")}


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


def _visible(row: Row, lost: list[str]) -> bool:
    """Say whether a course is shown; a cell that cannot be read may mean that it is hidden."""
    visible = usable(row, "visible", cells.yes_or_no, lost)
    return not row["visible"] if visible is None else visible


def hides(row: Row) -> bool:
    """Say whether a row of courses.csv says for certain that its course is hidden."""
    return usable(row, "visible", cells.yes_or_no, []) is False


def moment(text: str, zone: tzinfo) -> datetime:
    """Read a date or time within the span that records may hold."""
    found = cells.moment(text, zone)
    if not EARLIEST <= found < LATEST:
        raise ValueError(f"is out of range: {cells.shortened(text)}")
    return found


def usable(row: Row, column: str, read: Callable[[str], Value], lost: list[str]) -> Value | None:
    """Return what ``read`` makes of a cell, None where it is empty or cannot be used."""
    try:
        return optional(row, column, read)
    except ValueError:
        lost.append(column)
        return None


def optional(row: Row, column: str, read: Callable[[str], Value]) -> Value | None:
    """Return what ``read`` makes of a cell, None where it is empty."""
    text = row[column]
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"The column {column} {error}.") from None
