"""The log of changes: who did what, and when."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import people as schemas
from lti_plugin.extensions import db
from lti_plugin.services import changes, tokens
from lti_plugin.services.changes import Wanted

resource = Resource("log", "Who changed what on the site, and when.")


@resource.answers(
    "GET",
    "/log",
    schemas.ChangeLog,
    query=schemas.WantedChanges,
    also=(403, 422),
    person=False,
    scope=tokens.READ_LOG,
)
def list_changes(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the entries of the log that fit, fifty a page, the newest first; for L&D admins."""
    reader.admins_only()
    number, zone = wanted.pop("page"), ZoneInfo(g.visit.timezone)
    found = changes.page(db.session, g.visit.site_id, Wanted(zone=zone, **wanted), number)
    return {
        "items": found.changes,
        "page": found.number,
        "pages": found.pages,
        "total": found.total,
    }
