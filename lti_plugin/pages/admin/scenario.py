"""The admin's page about one scenario: whom it would affect, and the hours of their gap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import changewords, places, sheets, waywords, wording
from lti_plugin.pages.admin import role_forms
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import scenarios
from lti_plugin.services.scenarios import Figures, Outcome, Said
from lti_plugin.store import roles
from lti_plugin.store import scenarios as rows
from lti_plugin.store.base import now
from recommender.skills.pipeline import LEAST_TOLD

blueprint = Blueprint(
    "admin_scenario", __name__, url_prefix="/admin/roles/scenarios/<uuid:scenario_id>"
)


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(scenario_id: UUID) -> Response:
    """Show what a scenario comes to as of today."""
    return page(scenario_id)


@blueprint.post("/change")
@visits.require("admin")
def change(scenario_id: UUID) -> Response:
    """Put other inputs into a scenario."""
    try:
        said = written()
        with visits.writing() as session:
            place = (session, g.visit.site_id, scenario_id, said, now().date())
            scenarios.change(*place, visits.actor())
    except BadInput as error:
        return refused(lambda told: page(scenario_id, told), error)
    return page(scenario_id, Told(_("The scenario is changed.")))


@blueprint.post("/csv")
@visits.require("admin")
def export(scenario_id: UUID) -> Response:
    """Give the skills that a scenario asks for out as a table."""
    found = _outcome(scenario_id)
    lines: list[list[Cell]] = [
        [found.row.name, each.skill, each.level, each.below, each.unassessed, each.course]
        for each in (found.figures.lacks if found.figures else ())
    ]
    head = ("scenario", "skill", "level", "fall_short", "not_assessed", "course")
    return sheets.download("scenario.csv", head, lines)


def written() -> Said:
    """Return the scenario that a form holds."""
    on = role_forms.day(request.form.get("on", ""))
    if on is None:
        raise BadInput(_("Give the day by which it is to be."))
    form = request.form
    role_id, becomes_id = read_id("role"), read_id("becomes")
    return Said(form.get("name", ""), role_id, becomes_id, on, form.get("note", ""))


def read_id(name: str) -> UUID:
    """Return an id that a form holds."""
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def what(role: str, becomes: str, on: date) -> str:
    """Return what a scenario supposes."""
    if role == becomes:
        return _(
            "If %(role)s asks for its later profile by %(day)s", role=role, day=wording.day(on)
        )
    return _(
        "If %(role)s becomes %(other)s by %(day)s", role=role, other=becomes, day=wording.day(on)
    )


def _outcome(scenario_id: UUID) -> Outcome:
    row = rows.get(db.session, g.visit.site_id, scenario_id)
    return scenarios.outcome(db.session, row, now().date())


def page(scenario_id: UUID, told: Told | None = None) -> Response:
    """Return the page of a scenario."""
    g.page = "admin_scenario.show"
    places.reads_at("admin_scenario.show", scenario_id=scenario_id)
    found = _outcome(scenario_id)
    row, figures = found.row, found.figures
    return make_response(
        render_template(
            "admin/scenario.html",
            told=told,
            answer=_answer(found),
            row=row,
            what=what(found.role.name, found.becomes.name, row.on),
            changes=changewords.changed(found.changing),
            people=found.people,
            figures=_figures(found, figures) if figures else None,
            lacks=[_lack(each) for each in figures.lacks] if figures else [],
            least=LEAST_TOLD,
            roles={each.id: each.name for each in roles.titles(db.session, g.visit.site_id)},
        )
    )


def _answer(found: Outcome) -> str:
    affected = ngettext(
        "%(num)d person would be affected", "%(num)d people would be affected", found.people
    )
    if not found.people:
        return _("Scenario: nobody has the role, so nobody would be affected.")
    if found.figures is None:
        return _("Scenario: %(people)s.", people=affected)
    if found.figures.hours is None:
        return _(
            "Scenario: %(people)s. Enough is assessed of %(assessed)d of them, too few to tell "
            "what they lack: ask for assessments first.",
            people=affected,
            assessed=found.figures.assessed,
        )
    return _(
        "Scenario: %(people)s, with about %(hours)s of learning between them and the role.",
        people=affected,
        hours=wording.duration(round(60 * found.figures.hours)),
    )


def _figures(found: Outcome, figures: Figures) -> list[tuple[str, str]]:
    """Return the figures with what they are called."""
    told = [(_("Enough is assessed of"), str(figures.assessed))]
    if figures.hours is not None:
        told += _gap(found, figures, figures.hours)
    told.append((_("Suggested today"), _kinds(figures.before)))
    if figures.after is not None:
        told.append((_("Suggested then"), _kinds(figures.after)))
    return told


def _gap(found: Outcome, figures: Figures, hours: float) -> list[tuple[str, str]]:
    """Return what lies between those affected and the role, where enough are assessed to tell."""
    each = hours / figures.short if figures.short else 0.0
    told = [
        (_("Have it already"), str(figures.ready)),
        (_("Gap of all together"), wording.duration(round(60 * hours))),
        (_("Fall short of something"), str(figures.short)),
        (_("Gap of each of these"), wording.duration(round(60 * each))),
        (_("Lack what no course here teaches"), str(figures.beyond)),
    ]
    if found.weeks >= 1 and each:
        weekly = wording.duration(round(60 * each / found.weeks))
        told.append((_("A week, until then"), weekly))
    return told


def _kinds(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{waywords.KINDS[kind]}: {counts[kind]}" for kind in sorted(counts))


def _lack(each: scenarios.Lack) -> dict[str, Any]:
    return {
        "skill": each.skill,
        "level": wording.level(each.level),
        "below": each.below,
        "unassessed": each.unassessed,
        "course": each.course or (_("no course here") if each.below else "–"),
    }
