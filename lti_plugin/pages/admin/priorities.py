"""The admin's table of what counts most: objectives' weight x the importance of skills in roles."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, wording
from lti_plugin.pages.admin import auditwords
from lti_plugin.services import priorities
from lti_plugin.services.priorities import Priority
from lti_plugin.store.base import now

blueprint = Blueprint("admin_priorities", __name__, url_prefix="/admin/roles/priorities")
MOST = 50


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the skills, the weightiest first."""
    found, whole = _found(), "all" in request.values
    places.reads_at("admin_priorities.show", **({"all": "1"} if whole else {}))
    shown = found if whole else found[:MOST]
    return make_response(
        render_template(
            "admin/priorities.html",
            answer=_answer(found),
            lines=[_line(each) for each in shown],
            number=len(found),
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give all of them out as a table."""
    head = ("skill", "durable", "objectives", "weight", "importance", "priority", "people")
    rows = [
        [
            *(each.name, int(each.durable), "; ".join(one.name for one in each.objectives)),
            *(each.weight, each.importance, each.value, each.people),
        ]
        for each in _found()
    ]
    return sheets.download("priorities.csv", head, rows)


def _found() -> list[Priority]:
    return priorities.of_site(db.session, g.visit.site_id, now().date())


def _answer(found: list[Priority]) -> str:
    if not found:
        return _("No role and no objective asks for a skill yet.")
    if not any(each.objectives for each in found):
        return _("No objective needs a skill yet, so every skill counts by its importance alone.")
    names = [each.name for each in found if each.objectives and each.people][:3]
    if not names:
        return _("No role asks for what the objectives need.")
    return _("What counts most for the objectives: %(skills)s.", skills=wording.joined(names))


def _line(each: Priority) -> dict[str, Any]:
    return {
        "name": each.name,
        "durable": each.durable,
        "objectives": [one.name for one in each.objectives],
        "weight": auditwords.number(each.weight),
        "importance": None if each.importance is None else auditwords.number(each.importance),
        "value": auditwords.number(each.value),
        "people": each.people,
    }
