"""A site's roles: what each asks for, what is expected of it, and one's own gap to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.api import reader, told
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import roles as schemas
from lti_plugin.api.schemas.common import AboutSomebody, Search
from lti_plugin.api.schemas.gaps import Gap
from lti_plugin.api.told import Ids
from lti_plugin.extensions import db
from lti_plugin.services import (
    finding,
    position,
    profiles,
    role_editing,
    role_versions,
    tokens,
)
from lti_plugin.services.role_editing import Line
from lti_plugin.store import roles, skills
from lti_plugin.store.base import now
from lti_plugin.store.roles import Role as Row
from recommender.skills.gaps import gap
from recommender.skills.indices import disagree
from recommender.skills.roles import Requirement, Role, changes

resource = Resource("roles", "The site's roles, what they ask for, and one's gap to them.")


@resource.answers(
    "GET", "/roles", schemas.Roles, query=Search, also=(422,), person=False, scope=tokens.READ_ROLES
)
def list_roles(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the site's roles, or find some by any of their names."""
    found = finding.find(
        db.session, Row, g.visit.site_id, wanted["q"], wanted["limit"], wanted["offset"]
    )
    return {"items": [_brief(row) for row in found.items], "total": found.total}


@resource.answers(
    "GET", "/roles/<uuid:role_id>", schemas.Role, also=(404,), person=False, scope=tokens.READ_ROLES
)
def get_role(role_id: UUID) -> dict[str, Any]:
    """Tell what a role asks for today and at the horizon, and what is expected of it."""
    return whole(db.session, roles.get(db.session, g.visit.site_id, role_id))


def whole(session: Session, row: Row) -> dict[str, Any]:
    """Return all that is known of a role."""
    site_id, today = row.site_id, now().date()
    role = profiles.read(session, site_id, [row])[row.id]
    horizon_on = position.horizon_of(today)
    present, later = role.profile(today), role.profile(horizon_on)
    ids = skills.ids(session, site_id, present.keys() | later.keys())
    return {
        **_brief(row),
        **{name: getattr(row, name) for name in ("description", "origin", "uri")},
        "reviewed_at": row.reviewed_at,
        "reviewed_by": row.reviewed_by,
        "outlook": _outlook(row, role),
        "triggers": role.triggers,
        "today": _lines(present, ids),
        "horizon_on": horizon_on,
        "horizon": _lines(later, ids),
        "changes": told.changes(changes(present, later), ids),
        "unconfirmed": row.unconfirmed,
        "leader_weight": row.leader_weight,
        "lines": [_line(each) for each in role_editing.as_written(session, row).lines],
        "version": role_versions.version(session, row),
    }


@resource.answers(
    "GET",
    "/roles/<uuid:role_id>/gap",
    Gap,
    query=AboutSomebody,
    also=(400, 403, 404, 422),
    person=False,
    scope=tokens.READ_LEVELS,
)
def get_role_gap(about: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Tell where somebody stands against what this role asks for today."""
    site_id = g.visit.site_id
    row = roles.get(db.session, site_id, role_id)
    at = reader.standing(db.session, about["person_id"])
    role = profiles.read(db.session, site_id, [row])[role_id]
    found = gap(role.profile(at.today), at.held)
    ids = skills.ids(db.session, site_id, told.names(found))
    plain: dict[str, Any] = told.gap(found, {"id": row.id, "name": row.name}, at.today, ids)
    return plain


def _brief(row: Row) -> dict[str, Any]:
    names = ("id", "name", "family", "step", "leader", "alternatives")
    return {name: getattr(row, name) for name in names} | {"draft": row.reviewed_at is None}


def _outlook(row: Row, role: Role) -> dict[str, Any]:
    return {
        "kind": row.outlook,
        "ends_on": row.ends_on,
        "planned_share": row.planned_share,
        "planned_by": row.planned_by,
        "source": row.outlook_source,
        "signed_on": row.outlook_signed_on,
        "signed_by": row.outlook_signed_by,
        "indices": role.indices,
        "indices_disagree": disagree(role.indices),
    }


def _lines(profile: Mapping[str, Requirement], ids: Ids) -> list[dict[str, Any]]:
    return [
        {"skill": told.ref(name, ids), "level": line.level, "importance": line.importance}
        for name, line in sorted(profile.items(), key=lambda each: (-each[1].mass, each[0]))
    ]


def _line(each: Line) -> dict[str, Any]:
    names = ("skill", "level", "importance")
    return {name: getattr(each, name) for name in names} | {"valid_from": each.since}
