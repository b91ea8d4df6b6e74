"""Runs one test of the ways to a site's Moodle within a request, and keeps what it told."""

from __future__ import annotations

from flask import current_app, g
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.edge.calling import calling
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.services import diagnostics, platforms
from lti_plugin.services import sites as site_service
from lti_plugin.services.diagnostics import ROSTER, WEB_SERVICE, Finding
from lti_plugin.store import lti as rows
from lti_plugin.store import sites
from lti_plugin.store.lti import Registration


def run(kind: str, client_id: str) -> Finding:
    """Run a test of a kind; ``client_id`` is the registration whose services are asked.

    Raises
    ------
    BadRequest
        When the visit's site has no such registration and the kind needs one.
    Busy
        When too many wait for this Moodle already.
    """
    return _web_service() if kind == WEB_SERVICE else _platform(kind, client_id)


def _web_service() -> Finding:
    settings = current_app.config["FINGERPOST"]
    site = sites.get(db.session, g.visit.site_id)
    db.session.expunge(site)
    db.session.rollback()
    with platforms.waiting(site.id), site_service.outgoing(settings) as http:
        vault = current_app.extensions["vault"]
        return diagnostics.web_service(lambda: site_service.connector(site, vault, http))


def _platform(kind: str, client_id: str) -> Finding:
    """Test a registration's services; no transaction is open while Moodle is asked."""
    registration = _registration(client_id)
    registration_id = registration.id
    memberships_url = diagnostics.last_course(db.session, registration)
    with calling(registration) as caller:
        if kind == ROSTER:
            return diagnostics.members(caller, memberships_url)
        found = diagnostics.token(caller)
    with visits.writing() as session:
        diagnostics.keep_scopes(session, registration_id, found)
    return found


def _registration(client_id: str) -> Registration:
    for row in rows.registrations(db.session, g.visit.site_id):
        if row.client_id == client_id:
            return row
    raise BadRequest(_("This registration is not known here."))
