"""What Moodle's answers tell of the rights of the service account.

Moodle does not tell its rights. But it tells less where one is missing, and what it leaves out then
is known: fields of a course or a person, courses of a category that it counts itself, a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from connectors.errors import MissingCapability
from connectors.moodle import people, per_user
from connectors.moodle.catalogue import ENTERS, SEES_HIDDEN
from connectors.moodle.people import SHOWS, SHOWS_ALL, SHOWS_EMAIL
from connectors.moodle.rights import allow
from connectors.moodle.trial import Row, Trial, numbers
from connectors.records import Check

SEES_HIDDEN_CATEGORIES = "moodle/category:viewhiddencategories"
SEES_PARTICIPANTS = "moodle/course:viewparticipants"
SEES_EVERYBODY = "moodle/site:viewparticipants"
SEES_GROUPS = "moodle/site:accessallgroups"
SEES_COMPLETION = "report/completion:view"
MAY_CHANGE = "moodle/course:update"
# All that belong into the role of the service account.
RIGHTS = (
    "webservice/rest:use",
    ENTERS,
    SEES_HIDDEN,
    SEES_HIDDEN_CATEGORIES,
    SEES_PARTICIPANTS,
    SEES_EVERYBODY,
    SEES_GROUPS,
    SHOWS,
    SHOWS_ALL,
    SHOWS_EMAIL,
    SEES_COMPLETION,
)
SEPARATE = 1  # Moodle's mode of a course whose groups do not see each other


def rights(trial: Trial, *, with_report: bool) -> Iterator[Check]:
    """Yield a line for each right: it is there, it is missing, or Moodle does not tell."""
    yield _line(ENTERS, _tells(trial.courses, "visible"), "No course can be entered.")
    yield _line(SEES_HIDDEN, _hidden_courses(trial), "Courses are missing from the list.")
    yield _line(
        SEES_HIDDEN_CATEGORIES,
        _hidden_categories(trial),
        "Courses lie in categories that are not listed.",
        required=False,
    )
    yield _line(
        SEES_PARTICIPANTS,
        _participants(trial),
        "The people of a course are not listed.",
        required=not with_report,
    )
    yield _line(SEES_GROUPS, _groups(trial), "", required=False)
    yield _line(
        SEES_EVERYBODY,
        trial.everywhere,
        "The people of the front page are not listed.",
        required=False,
    )
    others = trial.others(trial.sampled) or trial.others(trial.shown)
    yield _line(SHOWS, bool(others) and not _withheld(trial), "Nobody is visible, or only some.")
    details = _mostly(others, "username")
    yield _line(SHOWS_ALL, details, "User names are not visible.", required=False)
    yield _line(SHOWS_EMAIL, _mostly(others, "email"), "E-mail addresses are not visible.")
    yield _line(
        SEES_COMPLETION,
        _completion(trial),
        "Whether somebody has completed a course is not told.",
        required=not with_report,
    )
    changes = _tells(trial.courses, "timemodified")
    yield _line(MAY_CHANGE, changes, "ID numbers of courses are not told.", required=False)


def _line(name: str, found: bool | None, why: str, *, required: bool = True) -> Check:
    """Return the line of a right; None means that nothing tells."""
    if found is None:
        return Check(name, True, "", required, "right", certain=False)
    hint = "" if found else f"{why} {allow(name)}"
    return Check(name, found, hint, required, "right", said="" if found else why)


def _tells(rows: list[Row], name: str) -> bool:
    return any(row.get(name) is not None for row in rows)


def _mostly(rows: list[Row], name: str) -> bool:
    """Say whether most rows tell something: a few people show theirs to everybody."""
    return 2 * sum(bool(row.get(name)) for row in rows) > len(rows)


def _withheld(trial: Trial) -> bool:
    """Say whether Moodle counts more people in a course than it lists."""
    return any(
        row.get("enrolledusercount", 0) > trial.listed[row["id"]]
        for row in trial.somebodys
        if row.get("id") in trial.listed and isinstance(row.get("enrolledusercount", 0), int)
    )


def _hidden_courses(trial: Trial) -> bool | None:
    """Compare the courses that Moodle counts in each category with those that it lists."""
    listed = Counter(numbers(trial.courses, "categoryid"))
    counted = {
        row["id"]: row["coursecount"]
        for row in trial.categories
        if isinstance(row.get("coursecount"), int) and isinstance(row.get("id"), int)
    }
    if not counted or not trial.courses:
        return None
    return all(listed[category] >= number for category, number in counted.items())


def _hidden_categories(trial: Trial) -> bool | None:
    if not trial.categories or not trial.courses:
        return None
    return set(numbers(trial.courses, "categoryid")) <= set(numbers(trial.categories, "id"))


def _participants(trial: Trial) -> bool | None:
    if isinstance(trial.errors.get(people.PARTICIPANTS), MissingCapability):
        return False
    return True if trial.called(people.PARTICIPANTS) and trial.courses else None


def _groups(trial: Trial) -> bool | None:
    """Where no course has separate groups the right makes no difference."""
    separate = any(mode == SEPARATE for mode in numbers(trial.courses, "groupmode"))
    return None if separate or not trial.courses else True


def _completion(trial: Trial) -> bool | None:
    if isinstance(trial.errors.get(per_user.COURSES_OF), MissingCapability):
        return False
    tracked: list[dict[str, Any]] = [row for row in trial.somebodys if row.get("enablecompletion")]
    return _tells(tracked, "completed") if tracked else None
