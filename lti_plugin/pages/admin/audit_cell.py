"""The admin's page about one cell of the audit: its counts by role, and who is assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, skillwords, wording
from lti_plugin.pages.admin import audit, auditwords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import audit_cell
from lti_plugin.services.audit_cell import Behind, Holder
from lti_plugin.store.base import now
from recommender.skills.evidence import ASSUMED, LIKELY, LIKELY_BELOW, SURE, SURE_BELOW

blueprint = Blueprint("audit_cell", __name__, url_prefix="/admin/audit/cell")
MOST = 200


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show who stands behind a cell: counts, and the names of the assessed."""
    found = _found()
    return make_response(
        render_template(
            "admin/audit_cell.html",
            answer=_answer(found),
            found=found,
            group=auditwords.group(found.group),
            roles=[_role(each) for each in found.roles],
            holders=[_holder(each) for each in found.holders[:MOST]],
            all=len(found.holders),
            cell=request.values.get("cell", ""),
            filters=audit.filters(),
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give those who are assessed out as a table."""
    head = ("name", "role", "required", "level", "sd", "meets")
    return sheets.download("audit-cell.csv", head, _rows(_found()))


def _rows(found: Behind) -> Iterator[list[Cell]]:
    for each in found.holders:
        level, sd = round(each.level, 2), round(each.sd, 2)
        yield [each.name, each.role, each.required, level, sd, "yes" if each.meets else "no"]


def _found() -> Behind:
    """Return what is behind the cell that is named as its skill's id, a stroke and its group."""
    skill, _stroke, group = request.values.get("cell", "").partition("/")
    try:
        skill_id = UUID(skill)
        at = date.fromisoformat(request.values["at"]) if request.values.get("at") else None
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    today = now().date()
    return audit_cell.of_site(db.session, g.visit.site_id, skill_id, group, today, at)


def _answer(found: Behind) -> str:
    meets = sum(each.meets for each in found.holders)
    named = {"skill": found.skill.name, "group": auditwords.group(found.group)}
    if not found.holders:
        return _("%(skill)s, %(group)s: nobody has been assessed yet.", **named)
    if found.too_few:
        return ngettext(
            "%(skill)s, %(group)s: %(num)d of %(people)d is assessed, too few to tell of all.",
            "%(skill)s, %(group)s: %(num)d of %(people)d are assessed, too few to tell of all.",
            len(found.holders),
            people=found.people,
            **named,
        )
    return ngettext(
        "%(skill)s, %(group)s: %(meets)s of %(num)d who is assessed has what is asked.",
        "%(skill)s, %(group)s: %(meets)s of %(num)d who are assessed have what is asked.",
        len(found.holders),
        meets=meets,
        **named,
    )


def _role(each: audit_cell.OfRole) -> dict[str, Any]:
    return {
        "name": each.role,
        "required": wording.level(each.required),
        "people": each.people,
        "meets": each.meets,
        "below": each.below,
        "unassessed": each.unassessed,
    }


def _holder(each: Holder) -> dict[str, Any]:
    return {
        "name": each.name or _("somebody without a name"),
        "role": each.role,
        "required": wording.level(each.required),
        "level": wording.level(each.level),
        "sure": str(skillwords.SURE[_sureness(each.sd)]),
        "meets": each.meets,
    }


def _sureness(sd: float) -> str:
    if sd <= SURE_BELOW:
        return SURE
    return LIKELY if sd <= LIKELY_BELOW else ASSUMED
