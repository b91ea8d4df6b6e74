"""The catalogue as an L&D admin keeps it."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import catalogue as schemas
from lti_plugin.extensions import db
from lti_plugin.services import tokens, upkeep
from lti_plugin.store.base import now

resource = Resource("catalogue", "What the catalogue holds, and what to look at in it.")


@resource.answers(
    "GET",
    "/catalogue",
    schemas.Catalogue,
    query=schemas.WantedCourses,
    also=(403, 422),
    person=False,
    scope=tokens.READ_CATALOGUE,
)
def list_catalogue(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the courses that may be recommended, or those to look at; for L&D admins."""
    reader.admins_only()
    site_id = g.visit.site_id
    untied = {each.course.id: each for each in upkeep.untied(db.session, site_id)}
    stale = {each.course.id: each for each in upkeep.stale(db.session, site_id, now())}
    names = ("id", "title", "url", "reviewed_at", "modified_at", "skills_changed_at")
    return {
        "items": [
            {name: getattr(row, name) for name in names}
            | {
                "untied": untied[row.id].why if row.id in untied else None,
                "stale": stale[row.id].why if row.id in stale else (),
                "weak": row.id in stale and stale[row.id].weak,
            }
            for row in upkeep.shown(db.session, site_id)
            if (row.id in untied or not wanted["untied"])
            and (row.id in stale or not wanted["stale"])
        ]
    }
