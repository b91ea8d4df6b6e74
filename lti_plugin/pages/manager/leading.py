"""The people whom whoever visits leads; nobody else comes to a manager's pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.errors import NotAllowed
from lti_plugin.services import teams
from lti_plugin.store.people import Person


def leads(session: Session) -> bool:
    """Say whether anybody's record names the visitor as their manager; asked once a request."""
    if "leads" not in g:
        place = (session, g.visit.site_id, g.visit.person_id)
        g.leads = g.visit.person_id is not None and bool(teams.reports(*place))
    found: bool = g.leads
    return found


def team(session: Session) -> Sequence[Person]:
    """Return the visitor's people.

    Raises
    ------
    NotAllowed
        When they lead nobody.
    """
    found = teams.reports(session, g.visit.site_id, g.visit.person_id)
    if not found:
        raise NotAllowed(
            _("Nobody is on record as led by you."),
            hint=_("Your L&D team can say whose manager you are."),
        )
    return found
