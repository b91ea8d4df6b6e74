"""Registers the tool in Moodle: by an invitation, or by hand with Moodle's own form beside it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest, NotAllowed
from lti_plugin.extensions import db
from lti_plugin.lti.registration import KEYS_PATH, LOGIN_PATH, NAME
from lti_plugin.services import invitations, registrations
from lti_plugin.store import access, sites
from lti_plugin.store import lti as rows
from lti_plugin.store.access import REGISTER
from lti_plugin.store.base import now

blueprint = Blueprint("connect", __name__, url_prefix="/admin")
# As Moodle's form names its fields, with what belongs into each; {tool} is our own address.
FIELDS = (
    (lazy("Tool name"), NAME),
    (lazy("Tool URL"), "{tool}/lti/launch"),
    (lazy("LTI version"), "LTI 1.3"),
    (lazy("Public key type"), lazy("Keyset URL")),
    (lazy("Public keyset"), "{tool}" + KEYS_PATH),
    (lazy("Initiate login URL"), "{tool}" + LOGIN_PATH),
    (lazy("Redirection URI(s)"), "{tool}/lti/launch"),
    (
        lazy("Tool configuration usage"),
        lazy("Show in activity chooser and as a preconfigured tool"),
    ),
    (lazy("Default launch container"), lazy("Embed, without blocks")),
    (lazy("Supports Deep Linking (Content-Item Message)"), lazy("ticked")),
    (lazy("Content selection URL"), "{tool}/lti/launch"),
    (
        lazy("IMS LTI Assignment and Grade Services"),
        lazy("Use this service for grade sync and column management"),
    ),
    (
        lazy("IMS LTI Names and Role Provisioning"),
        lazy("Use this service to retrieve members’ information as per privacy settings"),
    ),
    (lazy("Share launcher’s name with tool"), lazy("Always")),
    (lazy("Share launcher’s email with tool"), lazy("Always")),
    (lazy("Accept grades from the tool"), lazy("Delegate to teacher")),
)


@blueprint.route("/connect", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show how this site's Moodle and the tool come to know each other."""
    return make_response(_page())


@blueprint.post("/connect/invitation")
@visits.require("admin")
def invite() -> Response:
    """Make an invitation and show its address, this once."""
    settings = current_app.config["FINGERPOST"]
    with visits.writing() as session:
        address = invitations.invite(session, settings, g.visit.site_id, visits.actor())
    return make_response(_page(invitation=address))


@blueprint.post("/connect/ids")
@visits.require("admin")
def register() -> Response:
    """Take over the two ids that Moodle shows for a tool that was configured by hand."""
    client_id = request.form.get("client_id", "").strip()
    deployment_id = request.form.get("deployment_id", "").strip()
    if not client_id or not deployment_id:
        problem = _("Both ids are needed; Moodle shows them under “View configuration details”.")
        return make_response(_page(problem=problem, client_id=client_id), 400)
    with visits.writing() as session:
        site = sites.get(session, g.visit.site_id)
        row = registrations.register(
            session,
            site,
            client_id=client_id,
            deployment_id=deployment_id,
            **registrations.moodle_endpoints(site.issuer),
        )
        registrations.log(session, site, visits.actor(), "tool registered by hand", client_id)
        # What was switched off before stays so.
        on = row.enabled and rows.deployments(session, row)[deployment_id].enabled
    said = _("Saved: launches with these ids come in now.") if on else _("Launches are kept out.")
    return make_response(_page(done=said))


@blueprint.post("/connect/switch")
@visits.require("admin")
def switch() -> Response:
    """Let the launches of one registration in, or keep them out."""
    client_id, state = request.form.get("client_id", ""), request.form.get("state", "")
    if state not in {"on", "off"}:
        raise BadRequest(_("This button is not known here."))
    own = g.visit.registration
    if state == "off" and own is not None and own.client_id == client_id:
        raise NotAllowed(
            _("You cannot take this away from yourself."),
            hint=_("Ask another L&D admin to do it."),
        )
    with visits.writing() as session:
        site = sites.get(session, g.visit.site_id)
        registrations.switch(session, site, client_id, None, state == "on")
        registrations.log(session, site, visits.actor(), f"launches {state}", client_id)
    said = _("Launches come in.") if state == "on" else _("Launches are kept out.")
    return make_response(_page(done=said))


def _page(*, invitation: str = "", problem: str = "", done: str = "", client_id: str = "") -> str:
    site = sites.get(db.session, g.visit.site_id)
    tool = current_app.config["FINGERPOST"].base_url
    known = rows.registrations(db.session, site.id)
    return render_template(
        "admin/connect.html",
        site=site,
        registrations=[
            {"row": row, "deployments": sorted(rows.deployments(db.session, row))} for row in known
        ],
        own=g.visit.registration.id if g.visit.registration else None,
        open=access.open_links(db.session, site.id, REGISTER, now()),
        invitation=invitation,
        fields=[(label, str(value).replace("{tool}", tool)) for label, value in FIELDS],
        problem=problem,
        done=done,
        client_id=client_id,
    )
