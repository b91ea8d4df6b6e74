"""Pieces of work that wait for a review: of a teacher's course, or of an L&D admin's whole site."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.edge.calling import calling
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.lti.roles import ADMIN
from lti_plugin.pages import activity, downloads, problems, wording, workwords
from lti_plugin.pages.problems import of_service
from lti_plugin.services import classrooms, portfolio_files, portfolio_reviews
from lti_plugin.services.portfolio_reviews import Verdict

blueprint = Blueprint("reviews", __name__, url_prefix="/teach/portfolio")
LEVEL = "level:"


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.TEACHING, person=True)
def show() -> Response:
    """Show what waits, the oldest first."""
    return _page()


@blueprint.route("/<uuid:item_id>/file", methods=["GET", "POST"])
@visits.require(*visits.TEACHING, person=True)
def file(item_id: UUID) -> Response:
    """Give a reviewer the file of what waits for them; who that is is asked of Moodle again."""
    try:
        people = _people()
    except ServiceFailed as error:
        return _page(problem=error)
    place = (db.session, g.visit.site_id, g.visit.person_id)
    return downloads.attachment(portfolio_files.for_review(*place, item_id, people))


@blueprint.post("/review")
@visits.require(*visits.TEACHING, person=True)
def review() -> Response:
    """Keep what a reviewer says; whose work they may review is asked of Moodle again."""
    try:
        item_id, verdict = UUID(request.form.get("item", "")), _verdict()
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    try:
        people = _people()
    except ServiceFailed as error:
        return _page(problem=error)
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            portfolio_reviews.review(*place, item_id, verdict, people)
    except BadInput as error:
        wrong = problems.told(error)
        response = _page(wrong=wrong)
        response.status_code = error.status
        return response
    return _page(done=_("Your review is kept; its owner sees it with your name."))


def _verdict() -> Verdict:
    """Return what the form says; raises ValueError where that is no form of ours."""
    levels = {
        UUID(name.removeprefix(LEVEL)): float(value)
        for name, value in request.form.items()
        if name.startswith(LEVEL)
    }
    return Verdict(
        word=request.form.get("word", ""),
        levels=levels,
        note=request.form.get("note", ""),
        seen=datetime.fromisoformat(request.form.get("seen", "")),
    )


def _people() -> set[UUID] | None:
    """Return the learners of the course that this visit came from; None are all of the site.

    Raises
    ------
    ServiceFailed
        When Moodle does not list them.
    """
    if g.visit.audience == ADMIN:
        return None
    link = activity.link(db.session)
    if link is None or link.memberships_url is None:
        return set()
    address = link.memberships_url
    with calling() as caller:
        members = classrooms.read(caller, address)
    return portfolio_reviews.learners(db.session, g.visit.site_id, members)


def _page(*, done: str = "", wrong: str = "", problem: ServiceFailed | None = None) -> Response:
    """Ask Moodle for the people while no transaction is open, then put their work beside them."""
    people: set[UUID] | None = set()
    if problem is None:
        try:
            people = _people()
        except ServiceFailed as error:
            problem = error
    place = (db.session, g.visit.site_id, g.visit.person_id)
    items = portfolio_reviews.waiting(*place, people)
    return make_response(
        render_template(
            "instructor/reviews.html",
            answer=_answer(len(items), problem),
            items=[workwords.told(each) for each in items],
            most=portfolio_reviews.MOST_LISTED,
            levels=wording.LEVELS,
            prefix=LEVEL,
            title=g.visit.context_title,
            whole_site=g.visit.audience == ADMIN,
            done=done,
            wrong=wrong,
            problem=of_service(problem) if problem else None,
        )
    )


def _answer(number: int, problem: ServiceFailed | None) -> str:
    if problem is not None:
        return _("Moodle does not say right now who is in your course.")
    if not number:
        return _("No piece of work waits for a review.")
    return ngettext(
        "%(num)d piece of work waits for a review.",
        "%(num)d pieces of work wait for a review.",
        number,
    )
