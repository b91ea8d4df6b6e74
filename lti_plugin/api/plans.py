"""The way of whoever asks to the role they go to, dated into their week, and when they learn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from flask import current_app, g
from sqlalchemy.orm import Session

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import plans as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import placements, plans, whereabouts
from lti_plugin.services.plans import Planned
from recommender.skills.pathway.schedule import Schedule, Slot

resource = Resource("plans", "The path to a role: its courses, their dates, and the time for it.")


@resource.answers("GET", "/plans", schemas.Plans, query=schemas.Wanted, also=(400, 422))
def get_plan(wanted: dict[str, Any]) -> dict[str, Any]:
    """Tell the courses that bring whoever asks furthest within their hours, with their dates.

    The course in which the visit began is never among them. Where the grounds are thin it is
    said: levels that nobody assessed, lengths that nobody knows, an optimum that is not proven.
    """
    found = _planned(db.session, wanted)
    return {"plan": None if found is None else _plan(found)}


@resource.answers("PUT", "/plans/time", schemas.KeptTime, body=schemas.Time, also=(400, 415, 422))
def put_time(said: dict[str, Any]) -> dict[str, Any]:
    """Keep when whoever asks learns each week, and for how many hours in all."""
    slots = [
        Slot(each["weekday"], time.fromisoformat(each["start"]), each["minutes"])
        for each in said["slots"]
    ]
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id)
        row = plans.keep_time(*place, slots, said["hours"])
        return {"slots": _slots(plans.slots_of(row)), "hours": row.hours}


def _planned(session: Session, wanted: dict[str, Any]) -> Planned | None:
    visit = g.visit
    here = whereabouts.course_of(session, visit.site_id, visit.context_id, visit.custom)
    placed = placements.of_custom(visit.custom)
    return plans.for_person(
        session,
        current_app.extensions["shelf"],
        visit.site_id,
        visit.person_id,
        visit.timezone,
        hours=wanted["hours"],
        towards=wanted["towards"] or (placed.role if placed else None),
        here=here.id if here else None,
        weeks=wanted["weeks"],
    )


def _plan(found: Planned) -> dict[str, Any]:
    plan, dated = found.plan, found.schedule
    names = ("rule", "kind", "urgent")
    return {
        "role": found.role,
        "direction": {name: getattr(found.direction, name) for name in names},
        "label": plan.label,
        "budget": found.hours,
        "hours": plan.hours,
        "coverage_before": _share(plan.coverage_before),
        "coverage_after": _share(plan.coverage_after),
        "assumed": found.assumed,
        "steps": _steps(found),
        "unmet": [
            {
                "skill": each.skill,
                "reached": each.reached,
                "needed": each.needed,
                "why": each.reason,
            }
            for each in plan.unmet
        ],
        "slots": _slots(found.slots),
        "slots_are_own": found.slots_are_own,
        "sessions": _sessions(dated),
        "finish": dated.finish if dated else None,
        "curve": [
            {
                "hours": each.hours,
                "coverage": None if each.coverage is None else _share(each.coverage),
            }
            for each in found.points
        ],
    }


def _steps(found: Planned) -> list[dict[str, Any]]:
    return [
        {
            "course": found.courses[step.option_id],
            "hours": step.hours,
            "guessed": step.option_id in found.guessed,
            "gain": step.gain,
            "raises": step.raises,
        }
        for step in found.plan.steps
        if step.option_id in found.courses
    ]


def _slots(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    return [
        {"weekday": each.weekday, "start": f"{each.start:%H:%M}", "minutes": each.minutes}
        for each in slots
    ]


def _sessions(dated: Schedule | None) -> list[dict[str, Any]]:
    return [
        {
            "start": each.start,
            "end": each.end,
            "parts": [
                {"course_id": part.option_id, "minutes": part.minutes} for part in each.parts
            ],
        }
        for each in (dated.sessions if dated else ())
    ]


def _share(coverage: float) -> float:
    return min(1.0, max(0.0, coverage))
