"""The admin's page of budgets: hours and money of teams and people, what is used and left."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest, NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import places, problems, sheets
from lti_plugin.pages.manager import budgetwords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import budgets, directory
from lti_plugin.services.spending import PLANNED, RECORDED, UNDER_WAY
from lti_plugin.store import budgets as rows
from lti_plugin.store import people
from lti_plugin.store.base import now

blueprint = Blueprint("admin_budgets", __name__, url_prefix="/admin/roles/budgets")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show every budget, the newest first."""
    return _page()


@blueprint.post("/give")
@visits.require("admin")
def give() -> Response:
    """Give a team or a person a budget."""
    whole_team = bool(request.form.get("whole_team"))
    try:
        amount, period = budgetwords.read_amount(), budgetwords.read_period()
        with visits.writing() as session:
            person = people.find(session, g.visit.site_id, request.form.get("who", "").strip())
            place = (session, g.visit.site_id, g.visit.person_id, person.id)
            budgets.add(*place, amount, period, whole_team=whole_team, admin=True)
    except NotFound:
        unknown = BadInput(_("Nobody here has this user name or ID number."))
        return problems.on_page(_page, unknown)
    except (BadInput, BadRequest) as error:
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


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the budgets out as a table."""
    head = ("whose", "whole_team", "people", "from", "until")
    more = ("hours", "hours_recorded", "hours_planned", "money", "money_recorded", "money_planned")
    return sheets.download("budgets.csv", (*head, *more), _rows())


def _rows() -> Iterator[list[Cell]]:
    site_id, today = g.visit.site_id, now().date()
    lines = rows.of_site(db.session, site_id)
    names = directory.names(db.session, site_id, {line.person_id for line in lines})
    for line in lines:
        each = budgets.account(db.session, line, today)
        done, ahead = each.used(RECORDED), each.used(UNDER_WAY, PLANNED)
        yield [
            *(names.get(line.person_id, ""), int(line.whole_team), len(each.people)),
            *(line.starts_on.isoformat(), line.ends_on.isoformat()),
            *(line.hours, done.hours, ahead.hours, line.money, done.money, ahead.money),
        ]


def _page(*, done: str = "", wrong: str = "") -> Response:
    today = now().date()
    places.reads_at("admin_budgets.show")
    found = rows.of_site(db.session, g.visit.site_id)
    return make_response(
        render_template(
            "admin/budgets.html",
            answer=_answer(len(found), sum(row.starts_on <= today <= row.ends_on for row in found)),
            lines=budgetwords.told(db.session, found, today),
            today=today.isoformat(),
            done=done,
            wrong=wrong,
        )
    )


def _answer(every: int, today: int) -> str:
    if not every:
        return _("No budget is set, so no plan is limited.")
    return ngettext("%(num)d budget holds today.", "%(num)d budgets hold today.", today)
