"""The admin's page of the audit log: who changed what, and when, filtered and page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import peoplewords, terms
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import changes
from lti_plugin.services.changes import Page, Wanted
from lti_plugin.store import audit

blueprint = Blueprint("admin_log", __name__, url_prefix="/admin/people/log")
FILTERS = ("who", "action", "since", "until")
LONGEST = 100


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the log, the newest first; filters may stand in the address."""
    wanted = _wanted()
    found = changes.page(db.session, g.visit.site_id, wanted, peoplewords.page_number())
    g.kept = {name: request.values[name] for name in FILTERS if request.values.get(name)}
    if found.number > 1:
        g.kept["page"] = found.number
    return make_response(
        render_template(
            "admin/log.html",
            answer=_answer(wanted, found),
            found=found,
            wanted=wanted,
            actions=_actions(),
            terms=terms,
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give all that fits the same filters out as a table."""
    return sheets.download("log.csv", ("at", "actor", "action", "person", "text"), _rows())


def _rows() -> Iterator[list[Cell]]:
    for each in changes.every(db.session, g.visit.site_id, _wanted()):
        at = each.at.isoformat(timespec="seconds")
        yield [at, terms.actor(each), each.action, each.person, terms.sentence(each)]


def _wanted() -> Wanted:
    given = request.values
    try:
        since, until = (
            date.fromisoformat(given[name]) if given.get(name) else None
            for name in ("since", "until")
        )
    except ValueError:
        raise BadRequest(_("This filter is not known here.")) from None
    return Wanted(
        who=given.get("who", "").replace("\x00", "")[:LONGEST].strip(),
        action=given.get("action", "").replace("\x00", "")[:LONGEST],
        since=since,
        until=until,
        zone=ZoneInfo(g.visit.timezone),
    )


def _actions() -> list[tuple[str, str]]:
    """Return what has ever been done here, each with its words, by these."""
    found = audit.actions(db.session, g.visit.site_id)
    return sorted(((each, terms.name(each)) for each in found), key=lambda pair: pair[1])


def _answer(wanted: Wanted, found: Page) -> str:
    if not found.total:
        if wanted == Wanted(zone=wanted.zone):
            return _("Nothing has been changed yet.")
        return _("Nothing of this kind was changed.")
    return ngettext(
        "%(num)d change, the newest first.", "%(num)d changes, the newest first.", found.total
    )
