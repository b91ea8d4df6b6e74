"""The admin's page of who is an L&D admin here, and of what LTI roles are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest, FingerpostError
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import terms
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import changes, directory, standing
from lti_plugin.store import sites

SHOWN = 10  # of the last changes; the log has them all
blueprint = Blueprint("admin_access", __name__, url_prefix="/admin/people/access")
DECISIONS = {"on": True, "off": False, "clear": None}
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says about what was just done, or why it was not."""

    text: str
    hint: str = ""
    wrong: bool = False


@blueprint.route("", methods=["GET", "POST"], endpoint="show")
@visits.require("admin")
def show() -> Response:
    """Show the page, with whom was searched for; the text is posted, so no address holds a name."""
    return _page()


@blueprint.post("/admins")
@visits.require("admin")
def decide() -> Response:
    """Make somebody an L&D admin, or not one, or leave it to their launches."""
    try:
        person_id = UUID(request.form.get("person", ""))
        admin = DECISIONS[request.form.get("decision", "")]
    except (ValueError, KeyError):
        raise BadRequest(_("This button is not known here.")) from None
    try:
        with visits.writing() as session:
            standing.decide(session, g.visit.site_id, person_id, admin, g.visit.person_id)
    except FingerpostError as error:
        return _refused(error)
    name = directory.names(db.session, g.visit.site_id, [person_id]).get(person_id, "")
    texts = {
        True: _("%(name)s is an L&D admin from now on.", name=name),
        False: _("%(name)s is no L&D admin any more.", name=name),
        None: _("%(name)s is what their launches say again.", name=name),
    }
    return _page(Said(texts[admin]))


@blueprint.post("/rules")
@visits.require("admin")
def rule() -> Response:
    """Set what LTI roles are on this site; a role without an audience is as usual."""
    rows = zip(request.form.getlist("role"), request.form.getlist("audience"), strict=False)
    rules = {role: audience for role, audience in rows if audience}
    try:
        with visits.writing() as session:
            standing.set_rules(session, g.visit.site_id, rules, g.visit.person_id)
    except FingerpostError as error:
        return _refused(error, rules)
    return _page(Said(_("The rules are saved.")))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give out who is an L&D admin by decision, and what LTI roles are here, as one table."""
    listed = directory.allow_list(db.session, g.visit.site_id)
    rules = sites.get(db.session, g.visit.site_id).roles
    lines: list[list[Cell]] = [
        ["person", each.name, "admin" if each.admin else "not admin", str(each.since)[:10]]
        for each in listed
    ]
    lines += [["LTI role", role, audience, None] for role, audience in sorted(rules.items())]
    return sheets.download("access.csv", ("kind", "who", "is", "since"), lines)


def _refused(error: FingerpostError, typed: Mapping[str, str] | None = None) -> Response:
    """Say on the page itself why nothing was changed, and keep what was typed."""
    said = Said(_(error.message), _(error.hint) if error.hint else "", wrong=True)
    response = _page(said, typed)
    response.status_code = error.status
    return response


def _page(said: Said | None = None, typed: Mapping[str, str] | None = None) -> Response:
    site_id, session = g.visit.site_id, db.session
    text = request.form.get("q", "")[:LONGEST_SEARCH].strip()
    rules = sites.get(session, site_id).roles if typed is None else typed
    listed = directory.allow_list(session, site_id)
    return make_response(
        render_template(
            "admin/standing.html" if visits.is_fetch() else "admin/access.html",
            said=said,
            listed=listed,
            admins=sum(entry.admin is True for entry in listed),
            text=text,
            hits=directory.look_up(session, site_id, text) if text else None,
            me=g.visit.person_id,
            rules=rules,
            roles=[*terms.ROLES, *(role for role in rules if role and role not in terms.ROLES)],
            changes=changes.latest(session, site_id, SHOWN),
            terms=terms,
        )
    )
