"""Where a wallet app fetches the badge that its holder hands over to it, once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from lti_plugin.edge import visits
from lti_plugin.pages.public import answers
from lti_plugin.pages.public.badges import guarded
from lti_plugin.services import wallet_offers

blueprint = Blueprint("handover", __name__, url_prefix=f"/{wallet_offers.ROOM}")


@blueprint.get("/<token>")
@guarded
def fetch(token: str) -> Response:
    """Give the signed badge to an app that reads the address from a code."""
    if request.method == "HEAD":  # whoever only looks whether it is there must not use it up
        abort(405)
    return answers.document(_taken(token), answers.CREDENTIAL)


@blueprint.post("/<token>")
@guarded
def exchange(token: str) -> Response:
    """Answer an exchange of the VC API with the badge; nothing is asked of its holder for it."""
    return answers.document(wallet_offers.presented(_taken(token)))


def _taken(token: str) -> dict[str, Any]:
    with visits.writing() as session:
        return wallet_offers.take(session, token)
