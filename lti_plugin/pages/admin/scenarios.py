"""The admin's scenarios: kept by name, worked out on a copy, and seen on no learner's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, wording
from lti_plugin.pages.admin import rolewords, scenario
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import scenarios
from lti_plugin.store import roles
from lti_plugin.store import scenarios as rows
from lti_plugin.store.base import now

blueprint = Blueprint("admin_scenarios", __name__, url_prefix="/admin/roles/scenarios")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the scenarios that are kept, with a form to make one."""
    return _page()


@blueprint.post("/keep")
@visits.require("admin")
def keep() -> Response:
    """Keep a scenario, and show what it comes to."""
    try:
        said = scenario.written()
        with visits.writing() as session:
            place = (session, g.visit.site_id, said, now().date(), visits.actor())
            made = scenarios.add(*place).id
    except BadInput as error:
        return refused(lambda told: _page(told, request.form), error)
    return scenario.page(made, Told(_("The scenario is kept. It changes nothing for anybody.")))


@blueprint.post("/remove")
@visits.require("admin")
def remove() -> Response:
    """Forget a scenario; the page asks first."""
    with visits.writing() as session:
        place = (session, g.visit.site_id, scenario.read_id("scenario"))
        name = scenarios.remove(*place, visits.actor())
    return _page(Told(_("“%(name)s” is removed.", name=name)))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the inputs of every scenario out as a table."""
    names = rolewords.named(db.session, g.visit.site_id)
    head = ("scenario", "role", "becomes", "by", "note", "kept")
    lines = [
        [
            *(row.name, names[row.role_id], names[row.becomes_id], row.on.isoformat()),
            *(row.note, row.created_at.date().isoformat()),
        ]
        for row in rows.of_site(db.session, g.visit.site_id)
    ]
    return sheets.download("scenarios.csv", head, lines)


def _page(told: Told | None = None, typed: Mapping[str, str] | None = None) -> Response:
    site_id = g.visit.site_id
    places.reads_at("admin_scenarios.show")
    names = rolewords.named(db.session, site_id)
    found = rows.of_site(db.session, site_id)
    return make_response(
        render_template(
            "admin/scenarios.html",
            told=told,
            answer=_answer(len(found)),
            items=[_item(row, names) for row in found],
            roles={each.id: each.name for each in roles.titles(db.session, site_id)},
            form=typed or {},
        )
    )


def _item(row: rows.Scenario, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "what": scenario.what(names[row.role_id], names[row.becomes_id], row.on),
        "note": row.note,
        "kept": wording.day(row.created_at),
    }


def _answer(number: int) -> str:
    if not number:
        return _("No scenario is kept yet.")
    return ngettext("%(num)d scenario is kept.", "%(num)d scenarios are kept.", number)
