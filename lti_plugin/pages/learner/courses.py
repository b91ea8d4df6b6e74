"""The learner's page: which courses to take next, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog import get_logger

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import activity, wording
from lti_plugin.pages.learner import cards
from lti_plugin.pages.learner.cards import Card
from lti_plugin.services import freshness, recommendations
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.store.courses import Course
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME

blueprint = Blueprint("learner", __name__, url_prefix="/learn")
UNDO = "undo"
log = get_logger("fingerpost.learner")


@blueprint.route("/", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def courses() -> Response:
    """Show the list and keep what was shown, once a day for each course."""
    found = _found(db.session)
    answer = _page(found)
    place = g.visit.site_id, g.visit.person_id
    fresh = recommendations.to_note(db.session, *place, found)
    if not fresh:
        return answer
    try:
        with visits.writing(durable=False) as session:
            recommendations.note_shown(session, *place, fresh)
    except OperationalError as error:
        # A list that could not be noted is still a list: a full disk must not take it away.
        log.warning("shown list not noted", reason=type(error.orig).__name__)
    return answer


@blueprint.post("/feedback")
@visits.require(*visits.EVERYBODY, person=True)
def feedback() -> Response:
    """Put a course aside or take that back; answer with the new list."""
    kind = request.form.get("kind", "")
    undo = None
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id, _course_id())
        if kind == UNDO:
            recommendations.take_back(*place)
        elif kind in (LATER, NOT_FOR_ME):
            undo = _undo(recommendations.put_aside(*place, kind), kind)
        else:
            raise BadRequest(_("This button is not known here."))
    return _page(_found(db.session), undo)


def _course_id() -> UUID:
    try:
        return UUID(request.form.get("course", ""))
    except ValueError:
        raise BadRequest(_("This course is not known here.")) from None


def _found(session: Session) -> NextCourses:
    shelf = current_app.extensions["shelf"]
    here = activity.course(session)
    place = (session, shelf, g.visit.site_id, g.visit.person_id)
    mode = request.values.get("mode", "").strip() or None
    return recommendations.for_person(*place, here=here.id if here else None, mode=mode)


def _page(found: NextCourses, undo: dict[str, Any] | None = None) -> Response:
    shown = cards.of(db.session, g.visit.site_id, found)
    return make_response(
        render_template(
            "learner/list.html" if visits.is_fetch() else "learner/courses.html",
            list={
                "cards": shown,
                "basis": found.basis,
                "alone": found.alone,
                "unreadable": found.unreadable,
                "under_way": _under_way(found),
                "put_aside": found.put_aside,
                "modes": found.modes,
                "mode": found.mode,
            },
            answer=_answer(shown),
            empty=cards.empty(found),
            undo=undo,
            freshness=freshness.of_site(db.session, g.visit.site_id),
        )
    )


def _answer(shown: list[Card]) -> str:
    if not shown:
        return _("There is nothing to recommend right now.")
    titles = [_("“%(title)s”", title=card.title) for card in shown[:2]]
    return _("Next for you: %(titles)s.", titles=wording.joined(titles))


def _undo(course: Course, kind: str) -> dict[str, Any]:
    text = (
        _("“%(title)s” comes back in a month.", title=course.title)
        if kind == LATER
        else _("“%(title)s” is off your list.", title=course.title)
    )
    return {"text": text, "course": course.id, "title": course.title}


def _under_way(found: NextCourses) -> list[dict[str, Any]]:
    return [
        {"title": each.course.title, "url": each.course.url, "progress": each.progress}
        for each in found.under_way
    ]
