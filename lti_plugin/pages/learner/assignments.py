"""Assignments at work: what somebody asked for, what came of it, and the form to ask for one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import assigned, problems, wording
from lti_plugin.services import assignments, directory, position, teams
from lti_plugin.services.assignments import Wish
from lti_plugin.store import assignments as rows
from lti_plugin.store import people, skills
from lti_plugin.store.assignments import APPROVED, ASKED, DECLINED, DONE
from lti_plugin.store.base import now

blueprint = Blueprint("assignments", __name__, url_prefix="/learn/assignments")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the requests and the form, which a button on a skill has filled in."""
    return _page()


@blueprint.post("/ask")
@visits.require(*visits.EVERYBODY, person=True)
def ask() -> Response:
    """Ask for an assignment of one's own making."""
    wish = Wish(
        title=request.form.get("title", ""),
        text=request.form.get("text", ""),
        skills={_id("skill"): _number("level")},
        hours=_number("hours"),
        mode=request.form.get("mode", ""),
    )
    try:
        with visits.writing() as session:
            assignments.ask(session, g.visit.site_id, g.visit.person_id, wish)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_said())


@blueprint.post("/item")
@visits.require(*visits.EVERYBODY, person=True)
def item() -> Response:
    """Ask for an item of the catalogue that is done at work."""
    text = request.form.get("text", "")
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            assignments.ask_for_item(*place, _id("course"), text)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_said())


@blueprint.post("/withdraw")
@visits.require(*visits.EVERYBODY, person=True)
def withdraw() -> Response:
    """Take a request back."""
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id)
        assignments.withdraw(*place, _id("assignment"))
    return _page(done=_("Your request is taken back."))


def _id(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _number(name: str) -> float:
    try:
        return float(request.form.get(name, "").replace(",", "."))
    except ValueError:
        raise BadRequest(_("Give the level and the hours as numbers.")) from None


def _said() -> str:
    return _("Your request is on its way; the answer will stand here.")


def _page(*, done: str = "", wrong: str = "") -> Response:
    place = (db.session, g.visit.site_id)
    own = [g.visit.person_id]
    mine = list(reversed(rows.of_people(*place, own, ASKED, APPROVED, DECLINED, DONE)))
    leader = teams.manager_of(*place, g.visit.person_id)
    names = directory.names(*place, [leader]) if leader else {}
    return make_response(
        render_template(
            "learner/assignments.html",
            answer=_answer(sum(row.state == ASKED for row in mine)),
            mine=assigned.told(*place, mine),
            leader=names.get(leader, "") if leader else "",
            choices=_choices(),
            levels={number: word for number, word in wording.LEVELS.items() if number},
            modes=assigned.MODES,
            typed={} if done else request.form,
            done=done,
            wrong=wrong,
        )
    )


def _answer(waiting: int) -> str:
    if not waiting:
        return _("What would you like to learn at work?")
    return ngettext(
        "%(num)d request of yours waits for an answer.",
        "%(num)d requests of yours wait for an answer.",
        waiting,
    )


def _choices() -> list[dict[str, Any]]:
    """Return the skills that somebody's roles ask for, with the levels that these ask for."""
    person = people.get(db.session, g.visit.site_id, g.visit.person_id)
    at = position.of_person(db.session, g.visit.site_id, person, now().date())
    asked: dict[str, float] = {}
    for role in (at.role, at.aim):
        for skill, line in role.profile(at.today).items() if role else ():
            asked[skill] = max(asked.get(skill, 0.0), line.level)
    ids = skills.ids(db.session, g.visit.site_id, asked)
    return [
        {"id": ids[name], "name": name, "level": max(1, min(5, round(level)))}
        for name, level in sorted(asked.items())
        if name in ids
    ]
