"""Build or buy: what filling a role takes from within and by hiring, for L&D admins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import hiring as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import build_or_buy, tokens
from lti_plugin.store import roles
from recommender.skills.build_or_buy import Figures

resource = Resource("hiring", "What filling a role takes: from within, or by hiring.")


@resource.for_admins(
    "GET", "/roles/<uuid:role_id>/build-or-buy", schemas.BuildOrBuy, scope=tokens.READ_FUTURE
)
def get_build_or_buy(role_id: UUID) -> dict[str, Any]:
    """Set what a role's nearest volunteers take until they are ready against a hire.

    For L&D admins. Volunteers are who chose to aim at the role; of few nothing is told.
    """
    shelf = current_app.extensions["shelf"]
    role = roles.get(db.session, g.visit.site_id, role_id)
    return build_or_buy.told(*build_or_buy.of_role(db.session, shelf, role))


@resource.for_admins(
    "PUT",
    "/roles/<uuid:role_id>/hiring-figures",
    schemas.KeptFigures,
    body=schemas.EnteredFigures,
    scope=tokens.WRITE_FUTURE,
)
def put_hiring_figures(said: dict[str, Any], role_id: UUID) -> dict[str, Any]:
    """Keep what hiring for a role takes, as an L&D admin enters it."""
    with visits.writing() as session:
        role = roles.get(session, g.visit.site_id, role_id)
        given = Figures(said["cost_per_hire"], said["days_to_hire"], said["hour_cost"])
        row = build_or_buy.enter(session, role, given, said["source"], said["by"], visits.actor())
        return build_or_buy.kept(row)
