"""The learner's page: which courses to take next, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog import get_logger

from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import visits, wording
from lti_plugin.services import freshness, recommendations, whereabouts
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.store import skills
from lti_plugin.store.courses import Course
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME
from recommender.engine.explanation import Reason
from recommender.recommend import Recommendation

blueprint = Blueprint("learner", __name__, url_prefix="/learn")
UNDO = "undo"
log = get_logger("fingerpost.learner")


@dataclass(frozen=True)
class Card:
    """A recommendation in the reader's words."""

    id: UUID
    title: str
    summary: str
    url: str | None
    level: str | None
    minutes: int | None
    mode: str | None
    language: str | None
    skills: list[str]
    why: str
    more: list[dict[str, str]]


@blueprint.route("/", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def courses() -> Response:
    """Show the list and keep what was shown."""
    found = _found(db.session)
    answer = _page(found)
    try:
        with visits.writing() as session:
            recommendations.note_shown(session, g.visit.site_id, g.visit.person_id, found)
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
    visit = g.visit
    here = whereabouts.course_of(session, visit.site_id, visit.context_id, visit.custom)
    place = (session, shelf, visit.site_id, visit.person_id)
    return recommendations.for_person(*place, here=here.id if here else None)


def _page(found: NextCourses, undo: dict[str, Any] | None = None) -> Response:
    cards = _cards(found)
    return make_response(
        render_template(
            "learner/list.html" if visits.is_fetch() else "learner/courses.html",
            list={
                "cards": cards,
                "basis": found.basis,
                "under_way": _under_way(found),
                "put_aside": found.put_aside,
            },
            answer=_answer(cards),
            empty=_empty(found),
            undo=undo,
            freshness=freshness.of_site(db.session, g.visit.site_id),
        )
    )


def _answer(cards: list[Card]) -> str:
    if not cards:
        return _("There is nothing to recommend right now.")
    titles = [_("“%(title)s”", title=card.title) for card in cards[:2]]
    return _("Next for you: %(titles)s.", titles=wording.joined(titles))


def _empty(found: NextCourses) -> dict[str, str]:
    """Say why the list is empty and who can change that."""
    if not found.catalogue:
        return {
            "title": _("The course catalogue has not been read yet."),
            "text": _("Your L&D team can start that. Please look in again later."),
        }
    return {
        "title": _("Every course that is open to you is finished, running or put aside."),
        "text": ngettext(
            "You have finished %(num)d course. New courses appear here by themselves.",
            "You have finished %(num)d courses. New courses appear here by themselves.",
            found.finished,
        ),
    }


def _undo(course: Course, kind: str) -> dict[str, Any]:
    text = (
        _("“%(title)s” comes back in a month.", title=course.title)
        if kind == LATER
        else _("“%(title)s” is off your list.", title=course.title)
    )
    return {"text": text, "course": course.id, "title": course.title}


def _cards(found: NextCourses) -> list[Card]:
    shown = [course.id for _, course in found.items]
    taught = skills.names_by_course(db.session, g.visit.site_id, shown)
    told: list[Reason] = []
    cards = []
    for item, course in found.items:
        told.append(wording.telling(item.reasons, told))
        cards.append(_card(item, course, taught.get(course.id, []), found, told[-1]))
    return cards


def _card(
    item: Recommendation, course: Course, taught: list[str], found: NextCourses, why: Reason
) -> Card:
    return Card(
        id=course.id,
        title=course.title,
        summary=course.summary,
        url=course.url,
        level=course.level,
        minutes=course.duration_minutes,
        mode=course.mode,
        language=course.language,
        skills=taught,
        why=_sentence(why, found),
        more=[
            {"text": _sentence(each, found), "share": wording.percent(100 * each.share)}
            for each in item.reasons
            if each.share
        ],
    )


def _sentence(reason: Reason, found: NextCourses) -> str:
    """Word a reason; a course in it is named by its title."""
    values = dict(reason.values)
    if "course" in values:
        values["course"] = found.titles.get(values["course"], _("a course you finished"))
    return wording.reason(reason.key, values)


def _under_way(found: NextCourses) -> list[dict[str, Any]]:
    return [
        {"title": each.course.title, "url": each.course.url, "progress": each.progress}
        for each in found.under_way
    ]
