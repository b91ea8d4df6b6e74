"""Which removed roles a learner's page speaks of, whoever's visit it is."""

from __future__ import annotations

from flask import g

from lti_plugin.extensions import db
from lti_plugin.services import role_removal
from lti_plugin.services.role_removal import Missed
from lti_plugin.store import people


def removed(*, placed: bool = False) -> Missed:
    """Return them; a path that was ``placed`` in a course leads where it says all the same."""
    if placed:
        return Missed(None, None)
    return role_removal.missed(
        db.session, people.get(db.session, g.visit.site_id, g.visit.person_id)
    )
