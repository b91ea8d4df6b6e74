"""The admin's page build or buy: what a role's volunteers take until they are ready, and a hire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.manager import amounts
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import build_or_buy
from lti_plugin.services.texts import fitted
from lti_plugin.store import roles
from lti_plugin.store.role_figures import RoleFigures
from recommender.skills.build_or_buy import (
    COST_PER_HIRE,
    DAYS_TO_HIRE,
    HOUR_COST,
    LEAST_PEOPLE,
    READY,
    VOLUNTEERS,
    Answer,
    Figures,
)

blueprint = Blueprint("admin_hiring", __name__, url_prefix="/admin/roles/<uuid:role_id>/hiring")
MISSING: Mapping[str, Any] = {
    COST_PER_HIRE: lazy("what a hire costs"),
    DAYS_TO_HIRE: lazy("how many days a hire takes"),
    HOUR_COST: lazy("what an hour of learning costs"),
    VOLUNTEERS: lazy("five people who aim at the role"),
    READY: lazy("five of them whom courses here make ready"),
}
LABELS: Mapping[str, Any] = {
    COST_PER_HIRE: lazy("Cost of a hire"),
    DAYS_TO_HIRE: lazy("Days until the first day at work"),
    HOUR_COST: lazy("Cost of an hour of learning"),
}
FIELDS = (COST_PER_HIRE, DAYS_TO_HIRE, HOUR_COST)
BUILT, APART = ("people", "hours", "days", "cost"), ("cheaper_by", "sooner_by_days")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(role_id: UUID) -> Response:
    """Show both sides, and what sets them apart once both are known."""
    return _page(role_id)


@blueprint.post("/keep")
@visits.require("admin")
def keep(role_id: UUID) -> Response:
    """Keep what a hire for the role takes."""
    form = request.form
    try:
        given = Figures(*(amounts.optional(form.get(name, ""), _name(name)) for name in FIELDS))
        said = fitted(form.get("source", ""), build_or_buy.LONGEST_SOURCE)
        by = fitted(form.get("by", ""), build_or_buy.LONGEST_NAME)
        with visits.writing() as session:
            row = roles.get(session, g.visit.site_id, role_id)
            build_or_buy.enter(session, row, given, said, by, visits.actor())
    except (BadInput, BadRequest) as error:
        return refused(lambda told: _page(role_id, told, form), error)
    return _page(role_id, Told(_("The figures are kept.")))


@blueprint.post("/csv")
@visits.require("admin")
def export(role_id: UUID) -> Response:
    """Give both sides out as a table, with every figure that was entered and its source."""
    row, found, kept = _found(role_id)
    built, hired, apart = found.building, found.figures, found.comparison
    lines: list[list[Cell]] = [
        ["volunteers", found.volunteers],
        *([f"{name} until ready", getattr(built, name, None)] for name in BUILT),
        *([name.replace("_", " "), getattr(hired, name)] for name in FIELDS),
        ["source", kept.source if kept else None],
        *([name.replace("_", " "), getattr(apart, name, None)] for name in APART),
    ]
    rows = [[row.name, *line] for line in lines]
    return sheets.download("build-or-buy.csv", ("role", "figure", "value"), rows)


def _name(field: str) -> str:
    return str(MISSING[field])


def _found(role_id: UUID) -> tuple[roles.Role, Answer, RoleFigures | None]:
    row = roles.get(db.session, g.visit.site_id, role_id)
    shelf = current_app.extensions["shelf"]
    return row, *build_or_buy.of_role(db.session, shelf, row)


def _page(
    role_id: UUID, told: Told | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    row, found, kept = _found(role_id)
    entered = {name: getattr(found.figures, name) for name in FIELDS}
    form = {name: "" if value is None else f"{value:g}" for name, value in entered.items()}
    form["source"] = kept.source if kept else ""
    return make_response(
        render_template(
            "admin/hiring.html",
            told=told,
            answer=_answer(row.name, found),
            row=row,
            building=_building(found),
            hiring=[
                (str(LABELS[name]), "–" if value is None else amounts.money(value))
                for name, value in entered.items()
            ],
            kept=kept,
            missing=[str(MISSING[name]) for name in found.missing],
            form=dict(typed) if typed is not None else form,
            least=LEAST_PEOPLE,
        )
    )


def _answer(role: str, found: Answer) -> str:
    apart = found.comparison
    if apart is None:
        return _("%(role)s: there is not enough data to compare building with hiring.", role=role)
    cost, days = amounts.money(abs(apart.cheaper_by)), round(abs(apart.sooner_by_days))
    took = ngettext("%(num)d day", "%(num)d days", days)
    dearer, later = apart.cheaper_by < 0, apart.sooner_by_days < 0
    texts = {
        (False, False): _("%(role)s: building is cheaper by %(cost)s and sooner by %(days)s."),
        (False, True): _("%(role)s: building is cheaper by %(cost)s and later by %(days)s."),
        (True, False): _("%(role)s: building is dearer by %(cost)s and sooner by %(days)s."),
        (True, True): _("%(role)s: building is dearer by %(cost)s and later by %(days)s."),
    }
    return texts[dearer, later] % {"role": role, "cost": cost, "days": took}


def _building(found: Answer) -> list[tuple[str, str]]:
    built = found.building
    if built is None:
        return []
    return [
        (_("Volunteers"), str(found.volunteers)),
        (_("The nearest"), str(built.people)),
        (_("Hours until ready"), wording.duration(round(60 * built.hours))),
        (_("Days until ready"), str(round(built.days))),
        (_("Cost until ready"), "–" if built.cost is None else amounts.money(built.cost)),
    ]
