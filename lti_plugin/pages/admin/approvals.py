"""The admin's page of what waits for L&D: assignments of whom nobody leads, wishes for budget."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import assigned, problems
from lti_plugin.pages.manager import budgetwords
from lti_plugin.services import assignments, budgets
from lti_plugin.store import budgets as stored
from lti_plugin.store.assignments import ASKED

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


def _page(*, done: str = "", wrong: str = "") -> Response:
    place = (db.session, g.visit.site_id)
    rows = assignments.for_admins(*place, g.visit.person_id)
    wishes = stored.requests(*place)
    waiting = sum(row.state == ASKED for row in rows) + len(wishes)
    return make_response(
        render_template(
            "admin/approvals.html",
            answer=_answer(waiting),
            rows=assigned.told(*place, rows),
            wishes=budgetwords.wishes(db.session, wishes),
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
