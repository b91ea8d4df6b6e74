"""The state of the present site at a glance: what is there, how new it is, what to do next."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import overview as schemas
from lti_plugin.extensions import db
from lti_plugin.services import activity, next_steps, overview, tokens
from lti_plugin.store.base import now

resource = Resource("overview", "The state of the site at a glance; for L&D admins.")
COUNTED = ("courses", "people", "enrolments", "completions", "busy")
OF_TIME = ("synced_at", "trained_at", "late")


@resource.for_admins("GET", "/sites/present/overview", schemas.SiteOverview, scope=tokens.READ_SITE)
def get_overview() -> dict[str, Any]:
    """Tell what is there, what is missing, and how much was finished in each of twelve months."""
    site_id = g.visit.site_id
    found = overview.of_site(db.session, site_id)
    return {
        **{name: getattr(found, name) for name in COUNTED},
        **{name: getattr(found.freshness, name) for name in OF_TIME},
        "model": None if found.model is None else found.model.id,
        "next_steps": next_steps.of_site(db.session, site_id),
        "months": activity.of_site(db.session, site_id, now()),
    }
