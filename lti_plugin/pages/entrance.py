"""Leads a browser into a visit that has just begun, and gives it the visit's cookie."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, current_app, g, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.errors import SessionEnded
from lti_plugin.extensions import db
from lti_plugin.lti import visits as protocol
from lti_plugin.pages import landing
from lti_plugin.store import visits as rows
from lti_plugin.store.visits import Visit

MOST_COOKIES = 20


def begin_admin(session: Session, site_id: UUID) -> Response:
    """Open an admin's visit that no launch began, and lead to the admin pages."""
    visit, secret = protocol.begin_admin(session, current_app.config["FINGERPOST"], site_id)
    return lead_in(visit, secret)


def lead_in(visit: Visit, secret: str) -> Response:
    """Send a browser that keeps cookies to the page that it came for."""
    target = url_for(landing.page_of(visit.audience, visit.claims), v=protocol.short(visit.id))
    response = make_response(redirect(target, 303))
    give_cookie(response, visit.id, secret)
    return response


def show(visit_id: UUID, secret: str) -> Response:
    """Render the page at once: without cookies no further request would be known."""
    loaded = visits.take_in(rows.opened(db.session, visit_id=visit_id))
    if loaded is None or loaded[1]:
        raise SessionEnded(_("This session was closed."))
    g.visit = loaded[0]
    g.page = landing.page_of(g.visit.audience, g.visit.claims)
    view = current_app.ensure_sync(current_app.view_functions[g.page])
    response = make_response(view())
    give_cookie(response, visit_id, secret)
    return response


def give_cookie(response: Response, visit_id: UUID, secret: str) -> None:
    """Set a visit's cookie; the oldest go where many launches have left theirs."""
    held = [name for name in request.cookies if name.startswith(visits.COOKIE)]
    for name in held[: max(0, len(held) + 1 - MOST_COOKIES)]:
        response.delete_cookie(name, secure=True, httponly=True, samesite="None", partitioned=True)
    response.set_cookie(
        visits.COOKIE + protocol.short(visit_id),
        secret,
        max_age=timedelta(hours=current_app.config["FINGERPOST"].session_hours),
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
