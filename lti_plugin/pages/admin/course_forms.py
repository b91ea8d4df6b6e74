"""What the catalogue's forms say: values of fields, levels, ids and days, read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import g, request
from flask_babel import gettext as _

from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.services.course_desk import INCLUDED, PLAIN, REVIEWED
from lti_plugin.store.courses import Course

CLEAR = "-"  # in a form for many courses an empty field changes nothing
TO = "to_"  # what fields of that form begin with, beside filters by the same fields
DECISIONS: Mapping[str, bool | None] = {"rules": None, "in": True, "out": False}
BETWEEN = re.compile(r"[;,\n]")
LEVELS = {"": None} | {str(number): float(number) for number in range(6)}


def shown(course: Course) -> dict[str, str]:
    """Return a course as its form shows it."""
    decision = {None: "rules", True: "in", False: "out"}[course.included]
    reviewed = course.reviewed_at
    return {
        "title": course.title,
        "summary": course.summary,
        INCLUDED: decision,
        "level": course.level or "",
        "mode": course.mode or "",
        "duration_minutes": str(course.duration_minutes or ""),
        "cost": "" if course.cost is None else f"{course.cost:g}",
        "language": course.language or "",
        REVIEWED: "" if reviewed is None else reviewed.astimezone(_zone()).date().isoformat(),
    }


def values(before: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form of one course changes: the fields that are not as they were shown.

    So a time that the form shows as a day stays as it was, to the minute.
    """
    found = {}
    for name, was in before.items():
        said = request.form.get(name)
        if said is not None and said.replace("\r\n", "\n").strip() != was.strip():
            found[name] = _value(name, said)
    return found


def many() -> dict[str, Any]:
    """Return what the form for many courses changes; what is empty there stays."""
    found = {}
    for name in (INCLUDED, *PLAIN):
        said = request.form.get(f"{TO}{name}", "").strip()
        if said:
            found[name] = _value(name, "" if said == CLEAR else said)
    return found


def _value(name: str, said: str) -> Any:
    if name == INCLUDED:
        if said not in DECISIONS:
            raise BadRequest(_("This button is not known here."))
        return DECISIONS[said]
    said = said.strip()
    if name == "duration_minutes":
        return _number(said, "A course takes from 1 to 60,000 minutes.")
    if name == "cost":
        return _number(said, "The cost is a number from 0 to 10,000,000.")
    if name == REVIEWED:
        found = day(said)
        return None if found is None else datetime.combine(found, datetime.min.time(), _zone())
    return said


def _number(said: str, otherwise: str) -> float | None:
    try:
        return float(said.replace(",", ".")) if said else None
    except ValueError:
        raise BadInput(otherwise) from None


def day(said: str) -> date | None:
    """Return a day as forms write it; None where the field is empty."""
    try:
        found = date.fromisoformat(said) if said else None
    except ValueError:
        raise BadInput("A day is written as in 2027-03-31.") from None
    if found is not None and found.year < 1900:  # no zone has such days in UTC at either end
        raise BadInput("A day is written as in 2027-03-31.")
    return found


def level(name: str) -> float | None:
    """Return a level that was chosen; None where it is left open."""
    try:
        return LEVELS[request.form.get(name, "")]
    except KeyError:
        raise BadRequest(_("This button is not known here.")) from None


def version() -> int:
    """Return at which change of a course its page was made."""
    try:
        return int(request.form.get("version", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def an_id(name: str) -> UUID:
    """Return the id in a field."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def ids(name: str) -> list[UUID]:
    """Return the ids that were chosen."""
    try:
        return [UUID(each) for each in request.form.getlist(name)]
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _zone() -> ZoneInfo | Any:
    return ZoneInfo(g.visit.timezone) if g.visit.timezone else UTC
