"""The page that a link of somebody's portfolio leads to; whoever holds the link may read it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template
from flask_limiter.util import get_remote_address

from lti_plugin.extensions import db, limiter
from lti_plugin.pages import downloads, workwords
from lti_plugin.services import portfolio_shares

blueprint = Blueprint("shared", __name__)
TRIES = "60 per minute"
# Whoever guesses links gets no more tries by asking for their files.
guarded = limiter.shared_limit(lambda: TRIES, scope="portfolio", key_func=get_remote_address)


@blueprint.get("/portfolio/<token>")
@guarded
def show(token: str) -> Response:
    """Show the accepted pieces of work that were chosen for this link."""
    found = portfolio_shares.open_link(db.session, token)
    response = make_response(
        render_template(
            "public/portfolio.html",
            name=found.name,
            items=[workwords.told(each) for each in found.items],
            token=token,
        )
    )
    return _unlisted(response)


@blueprint.get("/portfolio/<token>/<uuid:item_id>/file")
@guarded
def file(token: str, item_id: UUID) -> Response:
    """Give the file of a piece of work that the link shows."""
    found = portfolio_shares.file_of(db.session, token, item_id)
    return _unlisted(downloads.attachment(found))


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
