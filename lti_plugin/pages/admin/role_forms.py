"""The forms of a role's page: what they hold at first, what was typed, and what that says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.errors import BadInput
from lti_plugin.services import role_profiles
from lti_plugin.services.role_editing import Said
from lti_plugin.services.role_profiles import Row
from lti_plugin.services.signing import Expected

BETWEEN = re.compile(r"[;\n]")
FIELDS = ("skill", "now", "now_importance", "later", "later_importance", "since")
MOST_ROWS = 250
EMPTY_ROWS = 3
# The values of the choices of a level; a level between two of them is a choice of its own.
LEVELS: Mapping[str, Any] = {
    "0": lazy("0 – none, not asked for"),
    "1": lazy("1 – aware"),
    "2": lazy("2 – basic"),
    "3": lazy("3 – independent"),
    "4": lazy("4 – advanced"),
    "5": lazy("5 – expert"),
}


def filled(said: Said, today: date) -> dict[str, Any]:
    """Return the form of a role as it is kept, with some empty rows at its end."""
    return {
        "name": said.name,
        "family": said.family,
        "step": "" if said.step is None else str(said.step),
        "leader": said.leader,
        "leader_weight": "" if said.leader_weight is None else f"{said.leader_weight:g}",
        "alternatives": "\n".join(said.alternatives),
        "description": said.description,
        "rows": [*(_filled(row) for row in role_profiles.rows(said.lines, today)), *_empty()],
    }


def typed() -> dict[str, Any]:
    """Return the form as it was sent, whatever stands in it."""
    form = request.form
    names = ("name", "family", "step", "leader_weight", "alternatives", "description")
    rows = [each | {"typed": True} for each in _rows() if any(each.values())]
    return {
        **{name: form.get(name, "") for name in names},
        "leader": bool(form.get("leader")),
        "rows": [*rows, *_empty()],
    }


def said(present: Said, today: date) -> Said:
    """Return what the form says of a role that is kept like ``present``.

    Raises
    ------
    BadInput
        When something in it is no number or no day; it says what.
    """
    form = request.form
    step, weight = form.get("step", "").strip(), form.get("leader_weight", "").strip()
    rows = [_row(each) for each in _rows() if each["skill"].strip()]
    return Said(
        name=form.get("name", ""),
        family=form.get("family", ""),
        step=_whole(step) if step else None,
        leader=bool(form.get("leader")),
        leader_weight=_number(weight) if weight else None,
        alternatives=BETWEEN.split(form.get("alternatives", "")),
        description=form.get("description", ""),
        lines=role_profiles.lines(rows, present.lines, today),
    )


def expected() -> Expected:
    """Return what the form expects of a role; the headcount is written in percent of today's."""
    form = request.form
    share = form.get("planned_share", "").strip()
    return Expected(
        kind=form.get("kind", ""),
        ends_on=day(form.get("ends_on", "")),
        planned_share=_number(share) / 100 if share else None,
        planned_by=day(form.get("planned_by", "")),
        source=form.get("source", ""),
    )


def day(text: str) -> date | None:
    """Return a day that a form holds, None where nothing is written."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise BadInput(_("A day is written as in 2027-03-31.")) from None


def _filled(row: Row) -> dict[str, str]:
    now, later = row.now, row.later
    return {
        "skill": row.skill,
        "now": "" if now is None else f"{now[0]:g}",
        "now_importance": "" if now is None else f"{now[1]:g}",
        "later": "" if later is None else f"{later[0]:g}",
        "later_importance": "" if later is None else f"{later[1]:g}",
        "since": row.since.isoformat() if row.since else "",
    }


def _empty() -> list[dict[str, str]]:
    return [dict.fromkeys(FIELDS, "") | {"now": "0", "new": "1"} for _ in range(EMPTY_ROWS)]


def _rows() -> list[dict[str, str]]:
    columns = [request.form.getlist(name)[:MOST_ROWS] for name in FIELDS]
    return [dict(zip(FIELDS, each, strict=True)) for each in zip(*columns, strict=False)]


def _row(each: Mapping[str, str]) -> Row:
    now = later = None
    if each["now"].strip():
        now = _number(each["now"]), _number(each["now_importance"] or "1")
    if each["later"].strip():
        matters = each["later_importance"] or each["now_importance"] or "1"
        later = _number(each["later"]), _number(matters)
    return Row(each["skill"].strip(), now, later, day(each["since"]))


def _number(text: str) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadInput(_("One of the numbers is none."), hint=text.strip()[:100])
    return found


def _whole(text: str) -> int:
    found = _number(text)
    if found != int(found):
        raise BadInput(_("A step in the family is a whole number from 1 to 100."))
    return int(found)
