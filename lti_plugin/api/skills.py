"""A site's skills, and where somebody stands in those that their roles ask for."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api import reader, told
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import gaps as gap_schemas
from lti_plugin.api.schemas import skills as schemas
from lti_plugin.api.schemas.common import AboutSomebody, Search
from lti_plugin.extensions import db
from lti_plugin.services import finding, tokens
from lti_plugin.store import skills
from lti_plugin.store.skills import Skill

resource = Resource("skills", "The site's skills, and where somebody stands in them.")


@resource.answers(
    "GET",
    "/skills",
    schemas.Skills,
    query=Search,
    also=(422,),
    person=False,
    scope=tokens.READ_ROLES,
)
def list_skills(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the site's skills, or find some by any of their names."""
    found = finding.find(
        db.session, Skill, g.visit.site_id, wanted["q"], wanted["limit"], wanted["offset"]
    )
    return {"items": found.items, "total": found.total}


@resource.answers(
    "GET",
    "/skills/standing",
    gap_schemas.Standing,
    query=AboutSomebody,
    also=(400, 403, 404, 422),
    person=False,
    scope=tokens.READ_LEVELS,
)
def get_standing(about: dict[str, Any]) -> dict[str, Any]:
    """Tell where somebody stands against their role, today and at the horizon, and their aim.

    What is not assessed is neither a gap nor a zero; the assessed share is told beside every
    figure.
    """
    at = reader.standing(db.session, about["person_id"])
    ids = skills.ids(db.session, g.visit.site_id, told.names(at.now, at.later, at.towards))
    role = told.role_ref(at, at.role)
    return {
        "title": at.title,
        "today": told.gap(at.now, role, at.today, ids),
        "horizon": told.gap(at.later, role, at.horizon, ids),
        "aim": told.gap(at.towards, told.role_ref(at, at.aim), at.today, ids),
    }
