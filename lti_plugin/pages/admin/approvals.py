"""The admin's page of what waits for L&D: assignments of people without a manager, budgets."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest, NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import assigned, problems
from lti_plugin.pages.manager import budgetwords
from lti_plugin.services import assignments, budgets
from lti_plugin.store import budgets as stored
from lti_plugin.store import people
from lti_plugin.store.assignments import ASKED
from lti_plugin.store.base import now

blueprint = Blueprint("approvals", __name__, url_prefix="/admin/requests")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show what waits, the oldest first."""
    return _page()


@blueprint.post("/decide")
@visits.require("admin")
def decide() -> Response:
    """Settle an assignment of somebody whom nobody leads."""
    try:
        said = assigned.decided(admin=True)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=said)


@blueprint.post("/grant")
@visits.require("admin")
def grant() -> Response:
    """Grant or decline more budget."""
    word, note = request.form.get("word", ""), request.form.get("note", "")
    if word not in {assigned.APPROVE, assigned.DECLINE}:
        raise BadRequest(_("This button is not known here."))
    wish, approved = budgetwords.read_id("request"), word == assigned.APPROVE
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, wish, g.visit.person_id)
            budgets.settle(*place, approved=approved, answer=note)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("Granted.") if approved else _("Declined; they read your reason."))


@blueprint.post("/give")
@visits.require("admin")
def give() -> Response:
    """Give a team or a person a budget."""
    amount, period = budgetwords.read_amount(), budgetwords.read_period()
    whole_team = bool(request.form.get("whole_team"))
    try:
        with visits.writing() as session:
            person = people.find(session, g.visit.site_id, request.form.get("who", "").strip())
            place = (session, g.visit.site_id, g.visit.person_id, person.id)
            budgets.add(*place, amount, period, whole_team=whole_team, admin=True)
    except NotFound:
        unknown = BadInput(_("Nobody here has this user name or ID number."))
        return problems.on_page(_page, unknown)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("The budget is set."))


@blueprint.post("/remove")
@visits.require("admin")
def remove() -> Response:
    """Take a budget away."""
    line = budgetwords.read_id("line")
    with visits.writing() as session:
        budgets.remove(session, g.visit.site_id, line, visits.actor())
    return _page(done=_("The budget is removed."))


def _page(*, done: str = "", wrong: str = "") -> Response:
    place = (db.session, g.visit.site_id)
    rows = assignments.for_admins(*place, g.visit.person_id)
    wishes = stored.requests(*place)
    waiting = sum(row.state == ASKED for row in rows) + len(wishes)
    today = now().date()
    return make_response(
        render_template(
            "admin/approvals.html",
            answer=_answer(waiting),
            rows=assigned.told(*place, rows),
            wishes=budgetwords.wishes(db.session, wishes),
            lines=budgetwords.told(db.session, stored.of_site(*place), today),
            today=today.isoformat(),
            done=done,
            wrong=wrong,
        )
    )


def _answer(waiting: int) -> str:
    if not waiting:
        return _("Nothing waits for the L&D team.")
    return ngettext(
        "%(num)d request waits for the L&D team.",
        "%(num)d requests wait for the L&D team.",
        waiting,
    )
