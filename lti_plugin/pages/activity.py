"""Where the present visit came from: the activity that launched it, and its course."""

from __future__ import annotations

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.services import whereabouts
from lti_plugin.store import resource_links
from lti_plugin.store.courses import Course
from lti_plugin.store.resource_links import ResourceLink


def link(session: Session) -> ResourceLink | None:
    """Return the activity; None for a visit that came by none."""
    visit = g.visit
    if visit.registration is None or visit.resource_link_id is None:
        return None
    return resource_links.find(
        session,
        visit.site_id,
        visit.registration.id,
        str(visit.claims.get("deployment_id")),
        visit.resource_link_id,
    )


def course(session: Session) -> Course | None:
    """Return the course, or the nearest one that it was copied from; None where none is known."""
    visit = g.visit
    return whereabouts.course_of(session, visit.site_id, visit.context_id, visit.custom)


def course_itself(session: Session) -> Course | None:
    """Return the course and never one that it was copied from, for what is told of its people.

    Whose copy it is may be what a teacher wrote into an activity; they have no right to see how
    many are in the course named there.
    """
    visit = g.visit
    return whereabouts.course_of(session, visit.site_id, visit.context_id, {})
