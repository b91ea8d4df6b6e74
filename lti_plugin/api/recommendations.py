"""Which courses come next for whoever asks, why, and what they say about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, g
from sqlalchemy.orm import Session

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import recommendations as schemas
from lti_plugin.api.schemas.recommendations import UNDO
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import recommendations, whereabouts
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.store.courses import Course
from recommender.engine.explanation import Reason
from recommender.recommend import Recommendation

resource = Resource("recommendations", "Which courses come next, and why.")


@resource.answers(
    "GET",
    "/recommendations",
    schemas.Recommendations,
    query=schemas.Wanted,
    also=(422,),
)
def list_recommendations(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the courses that come next, each with its ties and the reasons that ranked it.

    The course in which the visit began is never among them. It is for the person alone, since it
    tells what they aim at and how they rate themselves.
    """
    found = _found(db.session, wanted["k"], wanted["mode"])
    return {
        "items": [_item(each, course, found.titles) for each, course in found.items],
        "under_way": found.under_way,
        "put_aside": found.put_aside,
        "modes": found.modes,
        "finished": found.finished,
    }


@resource.answers(
    "POST",
    "/recommendations/<uuid:course_id>/feedback",
    schemas.Heard,
    body=schemas.CourseWord,
    also=(400, 404, 415, 422),
)
def give_feedback(said: dict[str, str], course_id: UUID) -> dict[str, Any]:
    """Put a course aside, for a month or for good, or take that back."""
    kind = said["kind"]
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id, course_id)
        if kind == UNDO:
            return {"course": _course(recommendations.take_back(*place)), "kind": None}
        return {"course": _course(recommendations.put_aside(*place, kind)), "kind": kind}


def _found(session: Session, k: int, mode: str | None) -> NextCourses:
    visit = g.visit
    here = whereabouts.course_of(session, visit.site_id, visit.context_id, visit.custom)
    shelf = current_app.extensions["shelf"]
    place = (session, shelf, visit.site_id, visit.person_id)
    return recommendations.for_person(*place, k, here=here.id if here else None, mode=mode)


def _item(each: Recommendation, course: Course, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "course": course,
        "rank": each.rank,
        "score": each.score,
        "basis": each.basis,
        "picked": each.picked,
        "tied": bool(each.ties),
        "ties": each.ties,
        "reasons": [_reason(why, titles) for why in each.reasons],
    }


def _reason(why: Reason, titles: dict[str, str]) -> dict[str, Any]:
    values = {name: str(value) for name, value in why.values.items()}
    title = titles.get(values.get("course", ""))
    return {
        "key": why.key,
        "values": values | ({"course_title": title} if title else {}),
        "share": min(1.0, max(0.0, why.share)),
    }


def _course(row: Course) -> dict[str, Any]:
    """Return a course before its transaction is over: it would be read again after that."""
    names = ("id", "title", "url", "level", "duration_minutes", "mode", "language")
    return {name: getattr(row, name) for name in names}
