"""What Moodle's backpack pages ask for: tokens against an app code, collections, assertions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request
from flask_limiter.util import get_remote_address

from lti_plugin.errors import NotFound
from lti_plugin.extensions import db, limiter
from lti_plugin.pages import problems
from lti_plugin.services import backpack
from lti_plugin.services.backpack import Refused

blueprint = Blueprint("backpack", __name__)
# Moodle asks for all of its people from one address.
TRIES = "120 per minute"
guarded = limiter.shared_limit(lambda: TRIES, scope="backpack", key_func=get_remote_address)


@blueprint.post("/o/token")
@guarded
def token() -> Response:
    """Give tokens against an e-mail address and an app code, or against a refresh token."""
    form = request.form
    try:
        if form.get("grant_type") == "refresh_token":
            found = backpack.again(db.session, _key(), form.get("refresh_token", ""))
        else:
            found = backpack.enter(
                db.session, _key(), form.get("username", ""), form.get("password", "")
            )
    except Refused as refused:
        response = jsonify(error="invalid_grant", error_description=problems.worded(str(refused)))
        response.status_code = 401
        return response
    return jsonify(
        access_token=found.access,
        refresh_token=found.refresh,
        token_type="Bearer",  # noqa: S106  # the name of a kind of token
        expires_in=found.seconds,
        scope="r:backpack",
    )


@blueprint.get("/backpack/v2/backpack/collections")
@guarded
def collections() -> Response:
    """Give the collections of the token's owner: there is one."""
    return _answer(lambda whose: backpack.collections(db.session, _base_url(), *whose))


@blueprint.get("/backpack/v2/backpack/collections/<collection_id>")
@guarded
def collection(collection_id: str) -> Response:
    """Give one of them."""

    def found(whose: tuple[UUID, UUID]) -> list[Any]:
        listed = backpack.collections(db.session, _base_url(), *whose)
        chosen = [each for each in listed if each["entityId"] == collection_id]
        if not chosen:
            raise NotFound("There is no such collection here.")
        return chosen

    return _answer(found)


@blueprint.get("/backpack/v2/backpack/assertions/<uuid:badge_id>")
@guarded
def assertion(badge_id: UUID) -> Response:
    """Give a public badge of the token's owner."""
    return _answer(lambda whose: [backpack.assertion(db.session, _base_url(), *whose, badge_id)])


def _answer(found: Callable[[tuple[UUID, UUID]], list[Any]]) -> Response:
    """Return a result in the frame that Moodle expects around it."""
    kind, _space, access = request.headers.get("Authorization", "").partition(" ")
    try:
        whose = backpack.owner(db.session, _key(), access if kind == "Bearer" else "")
        response = jsonify(status={"success": True, "description": "ok"}, result=found(whose))
    except Refused as refused:
        response = jsonify(
            status={"success": False, "description": problems.worded(str(refused))}, result=[]
        )
        response.status_code = 401
        response.headers["WWW-Authenticate"] = "Bearer"
    except NotFound as missing:
        response = jsonify(status={"success": False, "description": missing.message}, result=[])
        response.status_code = 404
    return response


def _key() -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return key


def _base_url() -> str:
    return str(current_app.config["FINGERPOST"].base_url)
