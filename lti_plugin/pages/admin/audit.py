"""The admin's page about skills: what roles ask for, what is there, and which gaps threaten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.admin import auditwords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import audit
from lti_plugin.services.audit import HOLDS_BACK, Audit, Wanted
from lti_plugin.services.headcounts import Cell as Headcount
from lti_plugin.store import objectives
from lti_plugin.store.base import now
from recommender.skills.audit import LEAST
from recommender.skills.shares import ENOUGH, FEWEST

blueprint = Blueprint("audit", __name__, url_prefix="/admin/audit")
MOST = 25
FILTERS = ("department", "objective", "at", "durable", "digital")
MOST_CRITICAL = 10


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the audit; filters may stand in the address, so that a view can be kept."""
    found, whole = _audit(), "all" in request.values
    aims = objectives.of_site(db.session, g.visit.site_id)
    return make_response(
        render_template(
            "admin/audit.html",
            answer=auditwords.answer(found),
            found=found,
            assessed=auditwords.assessed(found),
            groups=[(each.key, auditwords.group(each)) for each in found.groups],
            every_group=[(each.key, auditwords.group(each)) for each in found.every_group],
            aims=aims,
            critical=[auditwords.gap(line) for line in found.critical[: _most(whole, True)]],
            unclear=[auditwords.unclear(line) for line in found.too_few[: _most(whole, True)]],
            rows=[auditwords.row(line) for line in found.lines[: _most(whole, False)]],
            shown=_most(whole, False) or len(found.lines),
            priorities=[auditwords.priority(each, found) for each in aims if _wanted(each.id)],
            holds_back=wording.percent(100 * HOLDS_BACK),
            least=LEAST,
            few=FEWEST,
            enough=ENOUGH,
            legend=auditwords.legend(),
            filters=filters(),
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the whole grid out as a table, with the same filters."""
    found = _audit()
    head = ("skill", "group", "required", "assessed", "needed", "meets", "below", "not_assessed")
    more = ("meets_share", "mean_sd", "state", "objectives", "weight", "importance")
    gap = ("shortage_share", "sure_shortage_share", "criticality")
    return sheets.download("skills-audit.csv", (*head, *more, *gap), _rows(found))


def filters() -> dict[str, str]:
    """Return the filters as they were given, for the forms that lead on and back."""
    return {name: request.values[name] for name in FILTERS if request.values.get(name)}


def _rows(found: Audit) -> Iterator[list[Cell]]:
    for line in found.lines:
        names = "; ".join(each.name for each in line.objectives)
        parts = list(zip(found.groups, line.cells, strict=True)) if len(found.groups) > 1 else []
        everybody = _("Everybody") if len(found.groups) > 1 else auditwords.group(found.groups[0])
        for name, each in [(everybody, line.total), *((auditwords.group(n), c) for n, c in parts)]:
            own: list[Cell] = [each.required, each.assessed, each.needed, each.meets, each.below]
            own += [each.unassessed, each.share, each.sd, _state(each)]
            critical: list[Cell] = [None] * 6
            if each is line.total:
                critical = [names, line.weight, line.importance, line.shortage]
                critical += [line.sure_shortage, line.criticality]
            yield [line.name, name, *own, *critical]


def _state(each: Headcount) -> str:
    """Return why figures of a cell are left empty; nothing where they are not."""
    if each.share is not None or not each.required:
        return ""
    return "too few assessed" if each.assessed else "not assessed"


def _most(whole: bool, critical: bool) -> int | None:
    """Return how many rows of a table are shown; None are all of them."""
    return None if whole else MOST_CRITICAL if critical else MOST


def _audit() -> Audit:
    given = request.values
    try:
        wanted = Wanted(
            department=given.get("department", ""),
            objective=UUID(given["objective"]) if given.get("objective") else None,
            at=date.fromisoformat(given["at"]) if given.get("at") else None,
            durable=bool(given.get("durable")),
            digital=bool(given.get("digital")),
        )
    except ValueError:
        raise BadRequest(_("This filter is not known here.")) from None
    return audit.of_site(db.session, g.visit.site_id, wanted, now().date())


def _wanted(objective_id: UUID) -> bool:
    only = request.values.get("objective")
    return not only or str(objective_id) == only
