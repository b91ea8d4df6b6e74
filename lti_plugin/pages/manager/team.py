"""The page "My team": what waits for a manager, how their people stand, and rating them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import assigned, problems, skillwords, waywords, wording
from lti_plugin.services import members, ratings, teams
from lti_plugin.services.members import Member
from lti_plugin.store import assignments
from lti_plugin.store.assignments import APPROVED, ASKED
from lti_plugin.store.base import now

blueprint = Blueprint("team", __name__, url_prefix="/learn/team")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show what waits, and the team."""
    return _page()


@blueprint.post("/decide")
@visits.require(*visits.EVERYBODY, person=True)
def decide() -> Response:
    """Approve or decline what somebody asks for, or confirm that it is done."""
    try:
        said = assigned.decided(admin=False)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=said)


@blueprint.post("/rate")
@visits.require(*visits.EVERYBODY, person=True)
def rate() -> Response:
    """Keep how a manager rates one of their people in one skill."""
    try:
        person_id = UUID(request.form.get("person", ""))
        skill_id = UUID(request.form.get("skill", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    given = request.form.get("level", "")
    if given not in {str(level) for level in skillwords.SEEN}:
        raise BadRequest(_("Choose one of the six levels."))
    note = request.form.get("note", "")
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            ratings.rate(*place, person_id, skill_id, float(given), note)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("Your rating is kept; the person sees it with your name and your note."))


def _page(*, done: str = "", wrong: str = "") -> Response:
    site_id, team = g.visit.site_id, teams.led(db.session, g.visit.site_id, g.visit.person_id)
    seen = members.of_team(db.session, site_id, team, now().date())
    ids = [each.id for each in team]
    open_ones = assigned.told(
        db.session, site_id, assignments.of_people(db.session, site_id, ids, ASKED, APPROVED)
    )
    waiting = [each for each in open_ones if each["state"] == ASKED]
    return make_response(
        render_template(
            "manager/team.html",
            answer=_answer(len(team), len(waiting)),
            waiting=waiting,
            running=[each for each in open_ones if each["state"] == APPROVED],
            team=[_told(each) for each in seen],
            levels=skillwords.SEEN,
            done=done,
            wrong=wrong,
        )
    )


def _answer(people: int, waiting: int) -> str:
    if waiting:
        return ngettext(
            "%(num)d request of your team waits for you.",
            "%(num)d requests of your team wait for you.",
            waiting,
        )
    return ngettext(
        "You lead %(num)d person, and nothing waits for you.",
        "You lead %(num)d people, and nothing waits for you.",
        people,
    )


def _told(each: Member) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name or _("Somebody"),
        "role": each.role or "",
        "label": waywords.KINDS[each.kind],
        "have": None if each.coverage is None else wording.percent(100 * each.coverage),
        "assessed": wording.percent(100 * each.assessed),
        "hours": None if each.hours is None else wording.duration(round(60 * each.hours)),
        "asked": each.asked,
    }
