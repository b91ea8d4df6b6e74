"""What the organisation wants to reach, and the skills that it needs for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import objectives as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import objectives, tokens
from lti_plugin.services.objectives import Said
from lti_plugin.store import objectives as rows
from lti_plugin.store.base import now
from lti_plugin.store.objectives import Objective
from lti_plugin.store.skills import Skill

resource = Resource("objectives", "What the organisation wants to reach.")


@resource.answers(
    "GET",
    "/objectives",
    schemas.Objectives,
    query=schemas.WantedObjectives,
    also=(422,),
    person=False,
    scope=tokens.READ_ROLES,
)
def list_objectives(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the site's objectives with the skills that each needs."""
    site_id, today, due_by = g.visit.site_id, now().date(), wanted["due_by"]
    needed = rows.skills_needed(db.session, site_id)
    return {
        "items": [
            _told(row, needed.get(row.id, []))
            for row in rows.of_site(db.session, site_id)
            if (due_by is None or (row.due_on is not None and row.due_on <= due_by))
            and (objectives.is_overdue(row, today) or not wanted["overdue"])
        ]
    }


@resource.answers(
    "POST",
    "/objectives",
    schemas.Objective,
    body=schemas.ObjectiveSaid,
    status=201,
    also=(400, 403, 415, 422),
    person=False,
    scope=tokens.WRITE_OBJECTIVES,
)
def add_objective(said: dict[str, Any]) -> dict[str, Any]:
    """Enter an objective; for L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        row = objectives.add(session, g.visit.site_id, Said(**said), visits.actor())
        return _told(row, rows.skills_needed(session, row.site_id).get(row.id, []))


@resource.answers(
    "PUT",
    "/objectives/<uuid:objective_id>",
    schemas.Objective,
    body=schemas.ObjectiveSaid,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_OBJECTIVES,
)
def change_objective(said: dict[str, Any], objective_id: UUID) -> dict[str, Any]:
    """Put an objective as it is to be from now on; nobody has agreed to it then."""
    reader.admins_only()
    place = (g.visit.site_id, objective_id)
    with visits.writing() as session:
        row = objectives.change(session, *place, Said(**said), visits.actor())
        return _told(row, rows.skills_needed(session, row.site_id).get(row.id, []))


@resource.answers(
    "DELETE",
    "/objectives/<uuid:objective_id>",
    None,
    status=204,
    also=(403, 404),
    person=False,
    scope=tokens.WRITE_OBJECTIVES,
)
def remove_objective(objective_id: UUID) -> Response:
    """Forget an objective; for L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        objectives.remove(session, g.visit.site_id, objective_id, visits.actor())
    return Response(status=204)


def _told(row: Objective, skills: list[Skill]) -> dict[str, Any]:
    names = ("id", "name", "owner", "measure", "due_on", "weight")
    return {name: getattr(row, name) for name in names} | {
        "overdue": objectives.is_overdue(row, now().date()),
        "agreed": row.agreed_at is not None,
        "skills": [{"id": each.id, "name": each.name} for each in skills],
    }
