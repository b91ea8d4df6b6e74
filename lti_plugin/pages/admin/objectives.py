"""The admin's page about what the organisation wants to reach: who owns it, by when, its weight."""

from __future__ import annotations

import re
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
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.admin import auditwords
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import objectives, position
from lti_plugin.services.objectives import Said
from lti_plugin.store import objectives as rows
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.objectives import Objective

blueprint = Blueprint("objectives", __name__, url_prefix="/admin/objectives")
BETWEEN = re.compile(r"[;\n]")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the objectives, the nearest due first, with a form to add one."""
    return _page()


@blueprint.post("/keep")
@visits.require("admin")
def keep() -> Response:
    """Add an objective, or change the one that the form names."""
    named = request.form.get("objective", "")
    objective_id = _id() if named else None
    try:
        said = _said()
        with visits.writing() as session:
            place = (session, g.visit.site_id)
            if objective_id is None:
                objectives.add(*place, said, visits.actor())
            else:
                objectives.change(*place, objective_id, said, visits.actor())
    except BadInput as error:
        return _refused(error, named)
    return _page(Told(_("“%(name)s” is kept.", name=" ".join(said.name.split()))))


@blueprint.post("/agree")
@visits.require("admin")
def agree() -> Response:
    """Keep who stands for an objective."""
    try:
        with visits.writing() as session:
            by = request.form.get("by", "")
            objectives.agree(session, g.visit.site_id, _id(), by, visits.actor())
    except BadInput as error:
        return _refused(error, request.form.get("objective", ""))
    return _page(Told(_("It is agreed to.")))


@blueprint.post("/remove")
@visits.require("admin")
def remove() -> Response:
    """Forget an objective; the page asks first."""
    with visits.writing() as session:
        name = objectives.remove(session, g.visit.site_id, _id(), visits.actor())
    return _page(Told(_("“%(name)s” is removed.", name=name)))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the objectives out as a table."""
    site_id = g.visit.site_id
    needed = rows.skills_needed(db.session, site_id)
    head = ("objective", "owner", "measure", "due_on", "weight", "agreed_by", "skills")
    return sheets.download(
        "objectives.csv",
        head,
        (
            [
                *(row.name, row.owner, row.measure, row.due_on.isoformat() if row.due_on else None),
                *(row.weight, row.agreed_by),
                "; ".join(each.name for each in needed.get(row.id, ())),
            ]
            for row in rows.of_site(db.session, site_id)
        ),
    )


def _id() -> UUID:
    try:
        return UUID(request.form.get("objective", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _said() -> Said:
    """Return what the form says; what is no number or no day is refused like the rest."""
    form = request.form
    try:
        weight = float(form.get("weight", "1").replace(",", "."))
    except ValueError:
        weight = 0.0  # the same answer as to a weight that is too small
    try:
        due_on = date.fromisoformat(form["due_on"]) if form.get("due_on") else None
    except ValueError:
        raise BadInput("A day is written as in 2027-03-31.") from None
    return Said(
        name=form.get("name", ""),
        owner=form.get("owner", ""),
        measure=form.get("measure", ""),
        due_on=due_on,
        weight=weight,
        skills=BETWEEN.split(form.get("skills", "")),
    )


def _refused(error: BadInput, open_: str) -> Response:
    """Say on the page itself why nothing was changed, and keep what was typed."""
    return refused(lambda told: _page(told, open_=open_, typed=request.form), error)


def _page(
    told: Told | None = None, *, open_: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    site_id, today = g.visit.site_id, now().date()
    found = rows.of_site(db.session, site_id)
    needed = rows.skills_needed(db.session, site_id)
    items = [_item(row, [each.name for each in needed.get(row.id, ())], today) for row in found]
    if typed is not None:
        for item in items:
            if item["id"] == open_:
                item["form"] = dict(typed)
    return make_response(
        render_template(
            "admin/objectives.html",
            told=told,
            answer=_answer(found, today),
            items=items,
            new=dict(typed) if typed is not None and not open_ else {},
            open=open_,
            names=[skill.name for skill in skills.of_site(db.session, site_id)],
        )
    )


def _item(row: Objective, names: list[str], today: date) -> dict[str, Any]:
    horizon = position.horizon_of(today)
    return {
        "id": str(row.id),
        "name": row.name,
        "owner": row.owner,
        "measure": row.measure,
        "due": wording.day(row.due_on) if row.due_on else _("no date"),
        "overdue": objectives.is_overdue(row, today),
        "beyond": row.due_on is not None and row.due_on > horizon,
        "weight": auditwords.number(row.weight),
        "agreed": _agreed(row),
        "skills": names,
        "form": {
            "name": row.name,
            "owner": row.owner,
            "measure": row.measure,
            "due_on": row.due_on or "",
            "weight": f"{row.weight:g}",
            "skills": "\n".join(names),
        },
    }


def _agreed(row: Objective) -> str:
    if row.agreed_at is None:
        return ""
    return _("agreed to by %(who)s on %(day)s", who=row.agreed_by, day=wording.day(row.agreed_at))


def _answer(found: Any, today: date) -> str:
    if not found:
        return _("No objective has been entered yet.")
    late = sum(objectives.is_overdue(row, today) for row in found)
    if late:
        return ngettext(
            "%(num)d objective is past its date.", "%(num)d objectives are past their date.", late
        )
    return ngettext(
        "%(num)d objective is under way.", "%(num)d objectives are under way.", len(found)
    )
