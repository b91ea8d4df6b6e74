"""What the organisation wants to reach, and the skills that it needs for it."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import objectives as schemas
from lti_plugin.extensions import db
from lti_plugin.store import objectives

resource = Resource("objectives", "What the organisation wants to reach.")


@resource.answers("GET", "/objectives", schemas.Objectives, person=False)
def list_objectives() -> dict[str, Any]:
    """List the site's objectives with the skills that each needs."""
    site_id = g.visit.site_id
    needed = objectives.skills_needed(db.session, site_id)
    names = ("id", "name", "owner", "measure", "due_on", "weight")
    return {
        "items": [
            {name: getattr(row, name) for name in names}
            | {"agreed": row.agreed_at is not None, "skills": needed.get(row.id, [])}
            for row in objectives.of_site(db.session, site_id)
        ]
    }
