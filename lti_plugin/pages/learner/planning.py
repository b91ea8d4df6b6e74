"""A planned path in the reader's words: its dated steps, what hours buy, the week's times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_babel import format_time, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from lti_plugin.errors import BadRequest
from lti_plugin.pages import pathwords, wording
from lti_plugin.pages.manager import amounts
from lti_plugin.services import assignments
from lti_plugin.services.budgets import NO_LIMIT
from lti_plugin.services.plans import Planned
from lti_plugin.services.steps import Stop
from lti_plugin.store.courses import Course
from recommender.skills.pathway.plans import Raise, Step
from recommender.skills.pathway.schedule import Session, Slot

ROWS = 3
OPTIMAL, LIMITS = "optimal", "limits"


def told(planned: Planned) -> dict[str, Any]:
    """Return what a page shows of a path."""
    plan, dated = planned.plan, planned.schedule
    sessions = dated.sessions if dated else ()
    finish = dated.finish if dated else None
    when = _days(sessions)
    return {
        "role": planned.role,
        "steps": [
            _step(step, planned.courses[step.option_id], when[step.option_id], planned)
            for step in plan.steps
            if step.option_id in planned.courses
        ],
        "hours": wording.duration(round(60 * plan.hours)),
        "budget": planned.hours,
        "left": amounts.both(planned.left) if planned.left != NO_LIMIT else "",
        "before": wording.percent(100 * plan.coverage_before),
        "after": wording.percent(100 * plan.coverage_after),
        "proven": plan.label == OPTIMAL,
        "too_slow": dated is None,
        "too_short": any(each.reason == LIMITS for each in plan.unmet),
        "finish": wording.day(finish.date()) if finish else None,
        "assumed": planned.assumed,
        "points": _points(planned),
        "sessions": [_session(each, planned.courses) for each in sessions],
        "nothing_missing": not plan.unmet,
        "no_course": [each.skill for each in plan.unmet if each.reason == "no_course"],
        "own_slots": planned.slots_are_own,
        "slots": _slot_rows(planned.slots if planned.slots_are_own else ()),
        "proposed": [_slot(each) for each in planned.slots],
        "days": pathwords.weekdays(),
    }


def read_time(form: MultiDict[str, str]) -> tuple[list[Slot], float | None]:
    """Return the weekly slots and the hours that a form holds; an empty row is none.

    Raises
    ------
    BadRequest
        When a row cannot be read.
    """
    rows = zip(
        form.getlist("weekday"), form.getlist("start"), form.getlist("minutes"), strict=False
    )
    slots = [
        _read_slot(weekday, start, minutes)
        for weekday, start, minutes in rows
        if start.strip() or minutes.strip()
    ]
    return slots, _number(form.get("hours", ""), _("the hours")) if form.get("hours") else None


def _read_slot(weekday: str, start: str, minutes: str) -> Slot:
    try:
        begins = time.fromisoformat(start)
    except ValueError:
        begins = None
    if begins is None or begins.tzinfo is not None:
        raise BadRequest(_("Give each time as hours and minutes, such as 09:00."))
    return Slot(
        int(_number(weekday, _("the day"))), begins, int(_number(minutes, _("the minutes")))
    )


def _number(text: str, what: str) -> float:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise BadRequest(_("Give %(what)s as a number.", what=what)) from None
    if not 0 <= number < 10_000:
        raise BadRequest(_("Give %(what)s as a number.", what=what))
    return number


def is_outside(course: Stop) -> bool:
    """Say whether a step is an item of the catalogue that is done at work, once it is agreed."""
    return isinstance(course, Course) and assignments.is_outside(course)


def _days(sessions: Sequence[Session]) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        for part in session.parts:
            found[part.option_id].append(session)
    return found


def _step(
    step: Step, course: Stop, sessions: Sequence[Session], planned: Planned
) -> dict[str, Any]:
    first, last = (sessions[0], sessions[-1]) if sessions else (None, None)
    return {
        "id": course.id,
        "title": course.title,
        "url": course.url,
        "mode": course.mode,
        "outside": is_outside(course),
        "time": wording.duration(round(60 * step.hours)),
        "guessed": step.option_id in planned.guessed,
        "raises": [_raised(each) for each in step.raises],
        "from": wording.day(first.start.date()) if first else None,
        "until": wording.day(last.end.date()) if last else None,
        "adds": wording.percent(100 * step.gain) if round(step.gain, 2) > 0 else None,
    }


def _raised(each: Raise) -> str:
    if each.start is None:
        return _("%(skill)s to %(end)s", skill=each.skill, end=wording.level(each.end))
    start, end = wording.level(each.start), wording.level(each.end)
    if start == end:
        return _("%(skill)s a little further", skill=each.skill)
    return _("%(skill)s from %(start)s to %(end)s", skill=each.skill, start=start, end=end)


def _points(planned: Planned) -> list[dict[str, Any]]:
    """Return what hours buy; nothing where no number of them buys anything."""
    found = [_point(each.hours, each.coverage) for each in planned.points]
    most = max((each.coverage or 0.0 for each in planned.points), default=0.0)
    return found if round(most - planned.plan.coverage_before, 4) > 0 else []


def _point(hours: float, coverage: float | None) -> dict[str, Any]:
    return {
        "hours": hours,
        "time": wording.duration(round(60 * hours)),
        "share": coverage,
        "have": wording.percent(100 * coverage) if coverage is not None else None,
    }


def _session(each: Session, courses: Mapping[str, Stop]) -> dict[str, Any]:
    names = [courses[part.option_id].title for part in each.parts if part.option_id in courses]
    return {
        "day": wording.day(each.start.date()),
        "from": format_time(each.start.time(), "short", rebase=False),
        "until": format_time(each.end.time(), "short", rebase=False),
        "titles": wording.joined(names),
    }


def _slot(each: Slot) -> str:
    return _(
        "%(day)s at %(time)s, %(length)s",
        day=pathwords.weekdays()[each.weekday],
        time=format_time(each.start, "short", rebase=False),
        length=ngettext("%(num)d minute", "%(num)d minutes", each.minutes),
    )


def _slot_rows(slots: Sequence[Slot]) -> list[dict[str, Any]]:
    """Return a row of the form for each slot, and empty ones to add some."""
    rows: list[dict[str, Any]] = [
        {"weekday": each.weekday, "start": f"{each.start:%H:%M}", "minutes": each.minutes}
        for each in slots
    ]
    return rows + [{"weekday": 0, "start": "", "minutes": ""}] * max(1, ROWS - len(rows))
