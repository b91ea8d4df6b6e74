"""Dynamic registration: the page that Moodle opens in a frame when an invitation is pasted."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from lti_plugin.edge import headers, visits
from lti_plugin.errors import BadRequest, FingerpostError
from lti_plugin.extensions import limiter
from lti_plugin.lti import addresses, parameters
from lti_plugin.pages import problems
from lti_plugin.services import enlisting, platforms

blueprint = Blueprint("registration", __name__, url_prefix="/lti")
TRIES = "30 per minute"
LARGEST = 256 * 1024
LIMITS = {
    "invitation": 255,
    "openid_configuration": addresses.LONGEST,
    "registration_token": 8_000,
}


@blueprint.get("/register")
@limiter.limit(lambda: TRIES, key_func=get_remote_address)
def register() -> Response:
    """Register with the Moodle that holds an invitation, and say what is left to do there.

    Moodle opens this address itself, in a frame and without any cookie of ours. Without Moodle's
    part of the address it is somebody's browser, and nothing is used up.
    """
    if request.method == "HEAD":
        return make_response("")
    given = parameters.read(request.args.to_dict(flat=False), LIMITS)
    if "invitation" not in given:
        raise _missing()
    platform = addresses.origin(given.get("openid_configuration", ""))
    if platform is None or "registration_token" not in given:
        return make_response(render_template("lti/invited.html"))
    headers.allow("frame-ancestors", platform)
    settings = current_app.config["FINGERPOST"]
    with platforms.outgoing(settings, largest=LARGEST) as http:
        enlisted = enlisting.enlist(
            settings,
            visits.writing,
            http,
            invitation=given["invitation"],
            configuration_url=given["openid_configuration"],
            registration_token=given["registration_token"],
        )
    return make_response(
        render_template("lti/registered.html", enlisted=enlisted, platform=platform)
    )


@blueprint.errorhandler(FingerpostError)
def _refused(error: FingerpostError) -> Response:
    """Answer with the page for errors; it holds nothing, so whoever asked may frame it."""
    asked = request.args.get("openid_configuration", "")
    headers.allow("frame-ancestors", addresses.origin(asked) or "'none'")
    return problems.answer(error)


def _missing() -> FingerpostError:
    error = BadRequest(
        _("Registering needs an invitation."),
        hint=_("Whoever runs Fingerpost makes one: an L&D admin on the page “Connect”."),
    )
    error.code = "lti-invitation"
    return error
