"""The page that a link of somebody's portfolio leads to; whoever holds the link may read it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template
from flask_limiter.util import get_remote_address

from lti_plugin.extensions import db, limiter
from lti_plugin.pages import workwords
from lti_plugin.services import portfolio_shares

blueprint = Blueprint("shared", __name__)
TRIES = "60 per minute"


@blueprint.get("/portfolio/<token>")
@limiter.limit(lambda: TRIES, key_func=get_remote_address)
def show(token: str) -> Response:
    """Show the accepted pieces of work that were chosen for this link."""
    found = portfolio_shares.open_link(db.session, token)
    response = make_response(
        render_template(
            "public/portfolio.html",
            name=found.name,
            items=[workwords.told(each) for each in found.items],
        )
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
