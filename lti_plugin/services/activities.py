"""Keeps, at each launch, what an activity is and which services its course offers."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_plugin.lti.message import Launch
from lti_plugin.services import placements
from lti_plugin.store import jobs, paths, resource_links
from lti_plugin.store.base import now
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.people import assign
from lti_plugin.store.resource_links import ResourceLink

SEEN_AFTER = timedelta(hours=1)


def note(session: Session, site_id: UUID, registration_id: UUID, launch: Launch) -> None:
    """Write down what a launch tells of its activity; nothing is written where nothing is new."""
    if launch.resource_link_id is None:
        return
    place = (site_id, registration_id, launch.deployment_id, launch.resource_link_id)
    found = resource_links.find(session, *place) or _made(session, *place)
    if found is None:
        return
    placed = placements.of_custom(launch.custom)
    told = {
        "context_id": launch.context_id,
        "title": launch.resource_link_title,
        "view": placed.view if placed else None,
        "role": placed.role if placed else None,
        "item": placed.item if placed else None,
        "memberships_url": launch.memberships_url,
        "line_items_url": launch.line_items_url,
        "line_item_url": launch.line_item_url,
    }
    at = now()
    if launch.line_item_url not in {None, found.line_item_url}:
        _send_again(session, found)
    if assign(found, told) or at - found.seen_at > SEEN_AFTER:
        found.seen_at = at


def _send_again(session: Session, link: ResourceLink) -> None:
    """Let an activity's new grade column be filled: what the one before it held is not in it."""
    if paths.forget_sent(session, link.site_id, link.id):
        jobs.enqueue(session, link.site_id, GRADES, afresh=True)


def _made(
    session: Session, site_id: UUID, registration_id: UUID, deployment_id: str, link_id: str
) -> ResourceLink | None:
    """Make the row; None where a launch at the same moment has just made it, and noted all this."""
    link = ResourceLink(
        site_id=site_id,
        registration_id=registration_id,
        deployment_id=deployment_id,
        resource_link_id=link_id,
    )
    with suppress(IntegrityError), session.begin_nested():
        session.add(link)
        session.flush()
        return link
    return None
