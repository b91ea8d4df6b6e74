"""The organisation's skills audit, for L&D admins."""

from __future__ import annotations

from typing import Any

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import audit as schemas
from lti_plugin.extensions import db
from lti_plugin.services import audit, audit_cell, reach, tokens
from lti_plugin.services.audit import Audit, Wanted
from lti_plugin.services.audit_cell import Behind
from lti_plugin.services.reach import Reach
from lti_plugin.store.base import now

resource = Resource("audit", "What roles ask for, what is there, and which gaps threaten.")


@resource.answers(
    "GET",
    "/audit",
    schemas.Audit,
    query=schemas.WantedAudit,
    also=(400, 403, 404, 422),
    person=False,
    scope=tokens.READ_AUDIT,
)
def get_audit(wanted: dict[str, Any]) -> Audit:
    """Count who meets what roles ask for, by skill and department; for L&D admins.

    Who is not assessed is counted by themselves and stands in no share, and no share is told where
    too few are assessed. Departments of fewer than ten people are shown as one. What people say of
    themselves counts only for those who agreed.
    """
    reader.admins_only()
    return audit.of_site(db.session, g.visit.site_id, Wanted(**wanted), now().date())


@resource.answers(
    "GET",
    "/audit/cell",
    schemas.AuditBehind,
    query=schemas.WantedCell,
    also=(400, 403, 404, 422),
    person=False,
    scope=tokens.READ_LEVELS,
)
def get_audit_cell(wanted: dict[str, Any]) -> Behind:
    """Tell who stands behind a cell, by role, and who is assessed; for L&D admins.

    What people say of themselves counts only for those who agreed.
    """
    reader.admins_only()
    place = wanted["skill_id"], wanted["department"]
    today = now().date()
    return audit_cell.of_site(db.session, g.visit.site_id, *place, today, wanted["at"])


@resource.answers(
    "GET",
    "/audit/reach",
    schemas.Reach,
    query=schemas.WantedReach,
    also=(403, 422),
    person=False,
    scope=tokens.READ_AUDIT,
)
def get_audit_reach(wanted: dict[str, Any]) -> Reach:
    """Count by group who has a path, was shown courses and finished any; for L&D admins.

    Groups of fewer than ten people are shown as one.
    """
    reader.admins_only()
    return reach.of_site(db.session, g.visit.site_id, wanted["by"], now())
