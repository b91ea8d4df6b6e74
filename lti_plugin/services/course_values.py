"""What L&D admins may say of a course, checked before anything is kept."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lti_plugin.errors import BadInput
from lti_plugin.services.course_desk import INCLUDED, OF_OURS, PLAIN, REVIEWED
from lti_plugin.services.texts import fitted
from lti_plugin.store.base import now
from recommender.skills.levels import HIGHEST, LOWEST

LONGEST_WORD, LONGEST_TITLE, LONGEST_SUMMARY = 100, 500, 10_000
MOST_MINUTES, MOST_COST = 60_000, 10_000_000.0
LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,2}")
LONGEST_LANGUAGE = 20
EARLIEST = 1900
FIELDS = (INCLUDED, *PLAIN)


def checked(values: Mapping[str, Any], *, ours: bool = False) -> dict[str, Any]:
    """Return the values as they are kept; None is for what nobody knows.

    Parameters
    ----------
    values
        By field: texts, numbers, aware times, and for ``included`` True, False or None.
    ours
        Whether it is an item that an admin entered, which has its title from them too.

    Raises
    ------
    BadInput
        When one of them cannot be; it says which.
    """
    allowed = (*FIELDS, *OF_OURS) if ours else FIELDS
    unknown = values.keys() - set(allowed)
    if unknown:
        raise BadInput(
            "Title and description of a course are changed in Moodle.",
            hint=", ".join(sorted(unknown)),
        )
    found = {}
    for field, value in values.items():
        check: Callable[[Any], Any] = _CHECKS.get(field, _word)
        found[field] = check(value)
    return found


def levels(outcome: float | None, entry: float | None) -> list[float | None]:
    """Return a skill's levels as they are kept."""
    for level in (outcome, entry):
        if level is not None and not (math.isfinite(level) and LOWEST <= level <= HIGHEST):
            raise BadInput("A level is a number from 0 to 5.")
    return [outcome, entry]


def _word(value: Any) -> str | None:
    return " ".join(fitted(str(value or ""), LONGEST_WORD).split()) or None


def _minutes(value: Any) -> int | None:
    if value is None:
        return None
    if not math.isfinite(value) or value != round(value) or not 0 < value <= MOST_MINUTES:
        raise BadInput("A course takes from 1 to 60,000 minutes.")
    return int(value)


def _cost(value: Any) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value) or not 0 <= value <= MOST_COST:
        raise BadInput("The cost is a number from 0 to 10,000,000.")
    return float(value)


def _language(value: Any) -> str | None:
    text = fitted(str(value or ""), LONGEST_LANGUAGE + 1)
    if text and (len(text) > LONGEST_LANGUAGE or not LANGUAGE.fullmatch(text)):
        raise BadInput("A language is written as its code, such as en or pt-br.")
    return text.lower() or None


def _reviewed(value: datetime | None) -> str | None:
    """Return the time as JSON holds it; a whole day may end later than now somewhere."""
    if value is None:
        return None
    if value > now() + timedelta(days=1):
        raise BadInput("A review cannot have been in the future.")
    if value.year < EARLIEST:
        raise BadInput("A review cannot have been before 1900.")
    return value.astimezone(UTC).isoformat()


def _title(value: Any) -> str:
    title = " ".join(fitted(str(value or ""), LONGEST_TITLE).split())
    if not title:
        raise BadInput("Give it a title.")
    return title


def _summary(value: Any) -> str:
    return fitted(str(value or ""), LONGEST_SUMMARY)


def _included(value: Any) -> bool | None:
    return None if value is None else bool(value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    INCLUDED: _included,
    "duration_minutes": _minutes,
    "cost": _cost,
    "language": _language,
    REVIEWED: _reviewed,
    "title": _title,
    "summary": _summary,
}
