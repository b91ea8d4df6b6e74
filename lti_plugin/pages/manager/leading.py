"""Whether whoever visits leads anybody: nobody else is shown the way to a manager's pages."""

from __future__ import annotations

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.services import teams


def leads(session: Session) -> bool:
    """Say whether anybody's record names the visitor as their manager; asked once a request."""
    if "leads" not in g:
        place = (session, g.visit.site_id, g.visit.person_id)
        g.leads = g.visit.person_id is not None and bool(teams.reports(*place))
    found: bool = g.leads
    return found
