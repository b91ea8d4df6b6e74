"""How launches and services of the present site are doing, as far as it is known."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import diagnostics as schemas
from lti_plugin.edge import probes
from lti_plugin.extensions import db
from lti_plugin.lti.endpoints import SCOPES
from lti_plugin.services import tokens
from lti_plugin.services.diagnostics import Finding
from lti_plugin.store import lti, sites
from lti_plugin.store.lti import Registration

resource = Resource("diagnostics", "How launches and services are doing; for L&D admins.")
OF_REGISTRATION = ("client_id", "enabled", "last_launch_at", "last_error", "last_error_at")


@resource.for_admins(
    "GET", "/sites/present/diagnostics", schemas.SiteDiagnostics, scope=tokens.READ_SITE
)
def get_diagnostics() -> dict[str, Any]:
    """Tell of the last launch, the last that was refused, and what Moodle granted.

    Nothing is asked of Moodle.
    """
    site = sites.get(db.session, g.visit.site_id)
    return {
        "registrations": [_told(row) for row in lti.registrations(db.session, site.id)],
        "has_token": site.token is not None,
        "synced_at": site.synced_at,
    }


@resource.for_admins(
    "POST",
    "/sites/present/diagnostics/test",
    schemas.ProbeFound,
    body=schemas.ProbeSaid,
    also=(503,),
    scope=tokens.WRITE_SITE,
)
def probe_site(said: dict[str, str]) -> Finding:
    """Test one of the ways to Moodle now: a token, the roster of a course, the web services."""
    return probes.run(said["kind"], said["client_id"])


def _told(row: Registration) -> dict[str, Any]:
    known = row.scopes is not None
    held = set(row.scopes or ())
    return {name: getattr(row, name) for name in OF_REGISTRATION} | {
        "granted": [each for each in SCOPES if each in held] if known else None,
        "missing": [each for each in SCOPES if each not in held] if known else None,
    }
