"""How launches and services are doing: the last ones, the rights, and tests to run now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.edge import probes, visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti import endpoints
from lti_plugin.pages import problems
from lti_plugin.services.diagnostics import KINDS, ROSTER, TOKEN, WEB_SERVICE, Finding
from lti_plugin.store import lti as rows
from lti_plugin.store import sites
from lti_plugin.store.lti import Registration

blueprint = Blueprint("diagnostics", __name__, url_prefix="/admin")
SCOPES: Mapping[str, Any] = {
    endpoints.MEMBERS_SCOPE: lazy("read who is in a course"),
    endpoints.LINE_ITEM_SCOPE: lazy("make grade columns"),
    endpoints.LINE_ITEM_READ_SCOPE: lazy("read grade columns"),
    endpoints.RESULT_SCOPE: lazy("read grades"),
    endpoints.SCORE_SCOPE: lazy("send grades"),
}


@blueprint.route("/diagnostics", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show what is known of this site's launches and services."""
    return make_response(_page())


@blueprint.post("/diagnostics/test")
@visits.require("admin")
def test() -> Response:
    """Run one test now and show what it found."""
    kind, client_id = request.form.get("kind", ""), request.form.get("client_id", "")
    if kind not in KINDS:
        raise BadRequest(_("This button is not known here."))
    return make_response(_page(probes.run(kind, client_id), client_id))


def _page(found: Finding | None = None, client_id: str = "") -> str:
    site = sites.get(db.session, g.visit.site_id)
    return render_template(
        "admin/diagnostics.html",
        site=site,
        registrations=[_told(row) for row in rows.registrations(db.session, site.id)],
        found=_worded(found) if found else None,
        about=client_id,
    )


def _told(row: Registration) -> dict[str, Any]:
    granted = None if row.scopes is None else set(row.scopes)
    return {
        "row": row,
        "granted": [SCOPES[each] for each in SCOPES if granted and each in granted],
        "missing": [SCOPES[each] for each in SCOPES if granted is not None and each not in granted],
        "tested": granted is not None,
    }


def _worded(found: Finding) -> dict[str, Any]:
    """Put a finding into the reader's words."""
    names = {TOKEN: _("Token"), ROSTER: _("Roster"), WEB_SERVICE: _("Web services")}
    good = {
        TOKEN: _("Moodle gives a token with every right that is used."),
        ROSTER: _(
            "Moodle lists the people of the course opened last: %(count)s.", count=found.count
        ),
        WEB_SERVICE: _("Everything that an update needs is there."),
    }
    return {
        "kind": found.kind,
        "name": names[found.kind],
        "ok": found.ok,
        "message": good[found.kind] if found.ok else problems.worded(found.message),
        "hint": problems.worded(found.hint),
        "code": found.code,
    }
