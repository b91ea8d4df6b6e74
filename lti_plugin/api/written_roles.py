"""Roles as L&D admins write, sign and draft them; nobody writes over what they have not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, g

from lti_plugin.api.resource import Resource
from lti_plugin.api.roles import whole
from lti_plugin.api.schemas import roles as told
from lti_plugin.api.schemas import written_roles as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import drafts, role_editing, role_removal, tokens
from lti_plugin.services.role_editing import Line, Said
from lti_plugin.services.role_removal import Takes
from lti_plugin.services.signing import Expected
from lti_plugin.store import roles
from lti_plugin.store.roles import Role

resource = Resource("written-roles", "Roles as L&D admins write and sign them.")


@resource.for_admins(
    "POST", "/roles", told.Role, body=schemas.RoleSaid, status=201, scope=tokens.WRITE_ROLES
)
def add_role(said: dict[str, Any]) -> dict[str, Any]:
    """Write a new role; it is a draft. For L&D admins."""
    return _written(role_editing.add, _said(said))


@resource.for_admins(
    "PUT",
    "/roles/<uuid:role_id>",
    told.Role,
    body=schemas.RoleChanged,
    also=(409,),
    scope=tokens.WRITE_ROLES,
)
def change_role(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Put a role as it is to be from now on; a changed profile is a draft again.

    Refused with 409 where somebody has changed the role since this version was read.
    """
    seen = said.pop("version")
    return _written(role_editing.change, role_id, _said(said), seen)


@resource.for_admins(
    "PUT",
    "/roles/<uuid:role_id>/signature",
    told.Role,
    body=schemas.Signature,
    also=(409,),
)
def sign_role(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Keep who stands for a profile, as it was read."""
    return _written(role_editing.sign, role_id, said["by"], said["version"])


@resource.for_admins(
    "PUT",
    "/roles/<uuid:role_id>/outlook",
    told.Role,
    body=schemas.OutlookSaid,
    also=(409,),
)
def put_outlook(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Keep what is expected of a role, and who stands for it; good for half a year."""
    by, seen = said.pop("by"), said.pop("version")
    return _written(role_editing.expect, role_id, Expected(**said), by, seen)


@resource.for_admins("GET", "/roles/<uuid:role_id>/removal", schemas.Takes, scope=tokens.READ_ROLES)
def get_removal(role_id: UUID) -> Takes:
    """Tell what would go with a role if it was removed, and come back with it."""
    return role_removal.takes(db.session, roles.get(db.session, g.visit.site_id, role_id))


@resource.for_admins(
    "DELETE",
    "/roles/<uuid:role_id>",
    None,
    query=schemas.SeenVersion,
    status=204,
    also=(409,),
    scope=tokens.WRITE_ROLES,
)
def remove_role(seen: dict[str, Any], role_id: UUID) -> Response:
    """Take a role away, as it was read; nothing of it is deleted, and it can be brought back."""
    with visits.writing() as session:
        place = (session, g.visit.site_id, role_id)
        role_removal.remove(*place, seen["version"], visits.actor())
    return Response(status=204)


@resource.for_admins("GET", "/roles/removed", schemas.RemovedRoles, scope=tokens.READ_ROLES)
def list_removed_roles() -> dict[str, Any]:
    """List the roles that were removed and can be brought back, the last one first."""
    return {"items": roles.removed(db.session, g.visit.site_id)}


@resource.for_admins("PUT", "/roles/<uuid:role_id>/restored", told.Role, scope=tokens.WRITE_ROLES)
def restore_role(role_id: UUID) -> dict[str, Any]:
    """Bring a removed role back as it was; one that is there stays as it is."""
    return _written(role_removal.restore, role_id)


@resource.for_admins(
    "GET",
    "/occupations",
    schemas.Occupations,
    query=schemas.WantedOccupations,
    scope=tokens.READ_ROLES,
)
def list_occupations(wanted: dict[str, Any]) -> dict[str, Any]:
    """Find occupations of the imported taxonomies, to draft roles from. For L&D admins."""
    found = drafts.search(db.session, g.visit.site_id, wanted["q"])
    return {
        "items": [
            {"uri": each.uri, "name": each.name, "taxonomy": taxonomy} for each, taxonomy in found
        ]
    }


@resource.for_admins(
    "POST",
    "/roles/drafts",
    told.Role,
    body=schemas.DraftSaid,
    status=201,
    also=(404,),
    scope=tokens.WRITE_ROLES,
)
def draft_role(said: dict[str, Any]) -> dict[str, Any]:
    """Draft a role from an occupation: imported and unreviewed until somebody signs it."""
    return _written(drafts.draft, said["uri"], said["name"])


def _written(act: Callable[..., Role], *given: Any) -> dict[str, Any]:
    """Let a service write a role for whoever asks; return all that is known of it then."""
    with visits.writing() as session:
        return whole(session, act(session, g.visit.site_id, *given, visits.actor()))


def _said(said: dict[str, Any]) -> Said:
    lines = [
        Line(each["skill"], each["level"], each["importance"], each["valid_from"])
        for each in said.pop("lines")
    ]
    return Said(**said, lines=lines)
