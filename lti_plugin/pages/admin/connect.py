"""Connects a site: registers the tool by an invitation or by hand, and leads through the rest."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest, NotAllowed
from lti_plugin.pages.admin import connect_jobs, connect_steps
from lti_plugin.pages.admin.connect_page import Said, page
from lti_plugin.services import invitations, registrations
from lti_plugin.services.connecting import REGISTER
from lti_plugin.store import lti as rows
from lti_plugin.store import sites

blueprint = Blueprint("connect", __name__, url_prefix="/admin")
for _rule, _view in {**connect_steps.VIEWS, **connect_jobs.VIEWS}.items():
    blueprint.add_url_rule(f"/connect/{_rule}", view_func=_view, methods=["POST"])


@blueprint.route("/connect", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show how far this site's Moodle and the tool know each other."""
    return page()


@blueprint.post("/connect/invitation")
@visits.require("admin")
def invite() -> Response:
    """Make an invitation and show its address, this once."""
    settings = current_app.config["FINGERPOST"]
    with visits.writing() as session:
        address = invitations.invite(session, settings, g.visit.site_id, visits.actor())
    return page(Said(REGISTER, ""), invitation=address)


@blueprint.post("/connect/ids")
@visits.require("admin")
def register() -> Response:
    """Take over the two ids that Moodle shows for a tool that was configured by hand."""
    client_id = request.form.get("client_id", "").strip()
    deployment_id = request.form.get("deployment_id", "").strip()
    if not client_id or not deployment_id:
        problem = _("Both ids are needed; Moodle shows them under “View configuration details”.")
        response = page(Said(REGISTER, problem, wrong=True), client_id=client_id)
        response.status_code = 400
        return response
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
    return page(Said(REGISTER, said))


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
    return page(Said(REGISTER, said))
