"""Roles as L&D admins write, sign and draft them; nobody writes over what they have not read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.roles import whole
from lti_plugin.api.schemas import roles as told
from lti_plugin.api.schemas import written_roles as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import drafts, role_editing, tokens
from lti_plugin.services.role_editing import Line, Said
from lti_plugin.services.signing import Expected

resource = Resource("written-roles", "Roles as L&D admins write and sign them.")
SENT = (400, 403, 415, 422)
CHANGED = (*SENT, 404, 409)


@resource.answers(
    "POST",
    "/roles",
    told.Role,
    body=schemas.RoleSaid,
    status=201,
    also=SENT,
    person=False,
    scope=tokens.WRITE_ROLES,
)
def add_role(said: dict[str, Any]) -> dict[str, Any]:
    """Write a new role; it is a draft. For L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        row = role_editing.add(session, g.visit.site_id, _said(said), visits.actor())
        return whole(session, row)


@resource.answers(
    "PUT",
    "/roles/<uuid:role_id>",
    told.Role,
    body=schemas.RoleChanged,
    also=CHANGED,
    person=False,
    scope=tokens.WRITE_ROLES,
)
def change_role(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Put a role as it is to be from now on; a changed profile is a draft again.

    Refused with 409 where somebody has changed the role since this version was read.
    """
    reader.admins_only()
    seen = said.pop("version")
    with visits.writing() as session:
        place = (session, g.visit.site_id, role_id)
        return whole(session, role_editing.change(*place, _said(said), seen, visits.actor()))


@resource.answers(
    "PUT",
    "/roles/<uuid:role_id>/signature",
    told.Role,
    body=schemas.Signature,
    also=CHANGED,
    person=False,
)
def sign_role(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Keep who stands for a profile, as it was read."""
    reader.admins_only()
    with visits.writing() as session:
        place = (session, g.visit.site_id, role_id)
        row = role_editing.sign(*place, said["by"], said["version"], visits.actor())
        return whole(session, row)


@resource.answers(
    "PUT",
    "/roles/<uuid:role_id>/outlook",
    told.Role,
    body=schemas.OutlookSaid,
    also=CHANGED,
    person=False,
)
def put_outlook(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Keep what is expected of a role, and who stands for it; good for half a year."""
    reader.admins_only()
    by, seen = said.pop("by"), said.pop("version")
    with visits.writing() as session:
        place = (session, g.visit.site_id, role_id)
        row = role_editing.expect(*place, Expected(**said), by, seen, visits.actor())
        return whole(session, row)


@resource.answers(
    "GET",
    "/occupations",
    schemas.Occupations,
    query=schemas.WantedOccupations,
    also=(403, 422),
    person=False,
    scope=tokens.READ_ROLES,
)
def list_occupations(wanted: dict[str, Any]) -> dict[str, Any]:
    """Find occupations of the imported taxonomies, to draft roles from. For L&D admins."""
    reader.admins_only()
    found = drafts.search(db.session, g.visit.site_id, wanted["q"])
    return {
        "items": [
            {"uri": each.uri, "name": each.name, "taxonomy": taxonomy} for each, taxonomy in found
        ]
    }


@resource.answers(
    "POST",
    "/roles/drafts",
    told.Role,
    body=schemas.DraftSaid,
    status=201,
    also=(*SENT, 404),
    person=False,
    scope=tokens.WRITE_ROLES,
)
def draft_role(said: dict[str, Any]) -> dict[str, Any]:
    """Draft a role from an occupation: imported and unreviewed until somebody signs it."""
    reader.admins_only()
    with visits.writing() as session:
        place = (session, g.visit.site_id, said["uri"], said["name"])
        return whole(session, drafts.draft(*place, visits.actor()))


def _said(said: dict[str, Any]) -> Said:
    lines = [
        Line(each["skill"], each["level"], each["importance"], each["valid_from"])
        for each in said.pop("lines")
    ]
    return Said(**said, lines=lines)
