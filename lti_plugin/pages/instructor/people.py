"""The people of the course, as Moodle lists them, and their progress on the path placed here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.edge.calling import calling
from lti_plugin.edge.tables import OfRequest
from lti_plugin.errors import BadInput, BadRequest, FingerpostError, NotAllowed
from lti_plugin.extensions import db
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.pages import activity, awardwords, badge_column, problems
from lti_plugin.pages.problems import of_service
from lti_plugin.services import awarding, class_awards, classrooms
from lti_plugin.services.placements import PATH
from lti_plugin.store import achievements, resource_links
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course

blueprint = Blueprint("people", __name__, url_prefix="/teach")


@blueprint.route("/people", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def of_course() -> Response:
    """Show who is in the course of this launch."""
    return make_response(_page())


@blueprint.post("/people/column")
@visits.require(*visits.TEACHING)
def add_column() -> Response:
    """Give the path that was placed here its column in the gradebook."""
    link = activity.link(db.session)
    if link is None or link.view != PATH or link.line_items_url is None:
        raise BadRequest(_("This activity has no path, or Moodle lets it keep no grades."))
    label = _("Path progress: %(role)s", role=link.role)
    db.session.expunge(link)
    with visits.writing() as session:
        mine = resource_links.begin_column(session, link.id, now())
    if not mine:
        return make_response(_page(done=_("Somebody is adding it at this moment.")))
    address = None
    try:
        with calling() as caller:
            address = classrooms.add_column(caller, link, label)
    except ServiceFailed as error:
        return make_response(_page(problem=error))
    finally:
        with visits.writing() as session:
            resource_links.end_column(session, link.id, address)
    return make_response(_page(done=_("The gradebook has a column for this path now.")))


@blueprint.post("/people/badge-column")
@visits.require(*visits.TEACHING)
def switch_column() -> Response:
    """Give a badge of this course its column in the gradebook, or send nothing more there."""
    here, chosen = activity.course_itself(db.session), _achievement_id()
    row = achievements.get(db.session, g.visit.site_id, chosen) if here else None
    if here is None or row is None or row.course_id != here.id:
        return _wrong(NotAllowed(_("This badge is not one of your course.")))
    try:
        done = badge_column.switch(chosen, activity.link(db.session))
    except BadInput as error:
        return _wrong(error)
    return make_response(_page(done=done.done, problem=done.problem))


@blueprint.post("/people/award")
@visits.require(*visits.TEACHING, person=True)
def award() -> Response:
    """Award a badge of this course to those who were ticked; who is in it is asked of Moodle."""
    achievement_id = _achievement_id()
    chosen, reason = request.form.getlist("member"), request.form.get("reason", "")
    link = activity.link(db.session)
    if link is None or link.memberships_url is None:
        raise BadRequest(_("Moodle told no list of members for this activity."))
    address = link.memberships_url
    try:
        with calling() as caller:
            members = classrooms.read(caller, address)
    except ServiceFailed as error:
        return make_response(_page(problem=error))
    course, by = activity.course_itself(db.session), g.visit.person_id
    if not chosen:
        return _wrong(BadInput(_("Choose who gets it.")))
    try:
        order = class_awards.order(db.session, course, achievement_id, members, chosen, by, reason)
        base_url = current_app.config["FINGERPOST"].base_url
        vault = current_app.extensions["vault"]
        done = awarding.award(OfRequest(), vault, base_url, g.visit.site_id, order)
    except (BadInput, NotAllowed) as error:
        return _wrong(error)
    return make_response(_page(done=awardwords.awarded(done)))


def _achievement_id() -> UUID:
    try:
        return UUID(request.form.get("achievement", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _wrong(error: FingerpostError) -> Response:
    """Say on the page itself why nothing was awarded; the reason stays, the ticks are set anew."""
    db.session.rollback()
    response = make_response(_page(wrong=problems.told(error)))
    response.status_code = error.status
    return response


def _page(problem: ServiceFailed | None = None, done: str = "", wrong: str = "") -> str:
    """Ask Moodle for the people while no transaction is open, then put ours beside them."""
    link = activity.link(db.session)
    room = None
    if link is not None:
        db.session.expunge(link)
        if link.memberships_url is not None and problem is None:
            try:
                with calling() as caller:
                    members = classrooms.read(caller, link.memberships_url)
                room = classrooms.arrange(db.session, g.visit.site_id, members, link)
            except ServiceFailed as error:
                problem = error
    here = activity.course_itself(db.session)
    return render_template(
        "instructor/people.html",
        wrong=wrong,
        badges=_badges(here),
        columns=_columns(here),
        ticked=request.form.getlist("member") if wrong else [],
        reason=request.form.get("reason", "") if wrong else "",
        link=link,
        room=room,
        most=classrooms.MOST_SHOWN,
        title=g.visit.context_title,
        on_path=link is not None and link.view == PATH,
        problem=of_service(problem) if problem else None,
        done=done,
    )


def _columns(here: Course | None) -> list[tuple[UUID, str, Any]]:
    """Return what is awarded for this course, each with how its grade column stands."""
    if here is None:
        return []
    found = achievements.active_of_course(db.session, here.site_id, here.id)
    return [(each.id, each.name, badge_column.shown(db.session, each)) for each in found]


def _badges(here: Course | None) -> list[tuple[UUID, str]]:
    """Return what may be awarded for this course by whoever visits; nobody cannot award."""
    if here is None or g.visit.person_id is None:
        return []
    found = achievements.active_of_course(db.session, here.site_id, here.id)
    return [(each.id, each.name) for each in found]
