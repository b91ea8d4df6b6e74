"""Who is an L&D admin here, whatever their launches say, and what LTI roles are on the site."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import access as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import directory, standing, tokens
from lti_plugin.store import sites

resource = Resource("access", "Who is an L&D admin here, and what LTI roles are.")


@resource.for_admins("GET", "/people/admins", schemas.AllowList, scope=tokens.READ_PEOPLE)
def list_admins() -> dict[str, Any]:
    """List who was decided to be an L&D admin, or not to be one; for L&D admins."""
    return _admins()


@resource.for_admins(
    "PUT", "/people/<uuid:person_id>/admin", schemas.AllowList, body=schemas.AdminSaid
)
def decide_admin(said: dict[str, Any], person_id: UUID) -> dict[str, Any]:
    """Make somebody an L&D admin, or not one, or leave it to their launches.

    It holds at once. Nobody takes it away from themselves, so a site is never left without.
    """
    with visits.writing() as session:
        standing.decide(session, g.visit.site_id, person_id, said["admin"], g.visit.person_id)
    return _admins()


@resource.for_admins("GET", "/people/lti-roles", schemas.LtiRoles, scope=tokens.READ_PEOPLE)
def get_lti_roles() -> dict[str, Any]:
    """Tell which LTI roles are something else here than usual; for L&D admins."""
    return _rules()


@resource.for_admins("PUT", "/people/lti-roles", schemas.LtiRoles, body=schemas.LtiRolesSaid)
def put_lti_roles(said: dict[str, Any]) -> dict[str, Any]:
    """Replace what LTI roles are here; what anybody has open as something else ends at once."""
    rules = {each["role"]: each["audience"] for each in said["items"]}
    with visits.writing() as session:
        standing.set_rules(session, g.visit.site_id, rules, g.visit.person_id)
    return _rules()


def _admins() -> dict[str, Any]:
    return {"items": directory.allow_list(db.session, g.visit.site_id)}


def _rules() -> dict[str, Any]:
    rules = sites.get(db.session, g.visit.site_id).roles
    return {
        "items": [{"role": role, "audience": audience} for role, audience in sorted(rules.items())]
    }
