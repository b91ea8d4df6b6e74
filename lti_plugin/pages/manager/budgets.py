"""The page of budgets: one's own, one's team's, what is used and left, and asking for more."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import problems
from lti_plugin.pages.manager import budgetwords
from lti_plugin.services import budgets, directory, teams
from lti_plugin.store import budgets as rows
from lti_plugin.store.base import now

blueprint = Blueprint("budgets", __name__, url_prefix="/learn/budgets")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the lines that whoever visits has, for themselves or their team, and their people's."""
    return _page()


@blueprint.post("/ask")
@visits.require(*visits.EVERYBODY, person=True)
def ask() -> Response:
    """Ask the L&D team for more."""
    line, more = budgetwords.read_id("line"), budgetwords.read_amount()
    text = request.form.get("text", "")
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            budgets.ask(*place, line, more, text)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("Your request is on its way; the answer will stand here."))


@blueprint.post("/limit")
@visits.require(*visits.EVERYBODY, person=True)
def limit() -> Response:
    """Limit one of one's people further."""
    person, amount = budgetwords.read_id("person"), budgetwords.read_amount()
    period = budgetwords.read_period()
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            budgets.add(*place, person, amount, period)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("The budget is set."))


def _page(*, done: str = "", wrong: str = "") -> Response:
    site_id, me, today = g.visit.site_id, g.visit.person_id, now().date()
    team = [each.id for each in teams.reports(db.session, site_id, me)]
    lines = rows.of_people(db.session, site_id, [me, *team])
    shown = [row for row in lines if row.person_id == me or not row.whole_team]
    names = directory.names(db.session, site_id, team)
    return make_response(
        render_template(
            "manager/budgets.html",
            answer=_answer(len(shown)),
            lines=budgetwords.told(db.session, shown, today),
            wishes=budgetwords.wishes(db.session, rows.requests(db.session, site_id, me)),
            team=[(each, names.get(each, "") or _("Somebody")) for each in team],
            today=today.isoformat(),
            done=done,
            wrong=wrong,
        )
    )


def _answer(number: int) -> str:
    if not number:
        return _("No budget is set here, so nothing is limited.")
    return ngettext(
        "%(num)d budget limits what is planned here.",
        "%(num)d budgets limit what is planned here.",
        number,
    )
