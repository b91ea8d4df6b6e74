"""The calendar that a person's own programme reads, by an address that only they know."""

from __future__ import annotations

from flask import Blueprint, Response, current_app
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from lti_plugin.errors import NotFound
from lti_plugin.extensions import db, limiter
from lti_plugin.services import calendars

blueprint = Blueprint("calendar", __name__)
READS = "60 per minute"


@blueprint.get("/calendar/<token>.ics")
@limiter.limit(READS, key_func=get_remote_address)
def read(token: str) -> Response:
    """Answer with the calendar; who guesses learns nothing."""
    found = calendars.read(db.session, current_app.extensions["shelf"], token)
    if found is None:
        raise NotFound(_("There is no such calendar."))
    response = Response(found, mimetype="text/calendar")
    response.cache_control.private = True
    response.cache_control.no_store = True
    response.headers["X-Robots-Tag"] = "noindex"
    return response
