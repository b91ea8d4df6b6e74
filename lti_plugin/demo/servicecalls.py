"""What calls of the services have in common: the token, the media types and the errors."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.tools import Tool


class ServiceError(Exception):
    """A call that is answered with an error in the shape of Moodle's services."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def holder(moodle: LookAlike, *scopes: str) -> Tool:
    """Return the tool whose token, good for one of ``scopes``, came with the present request.

    Raises
    ------
    ServiceError
        When there is no such token.
    """
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    tool = moodle.tools.find(str(moodle.tokens.holder(bearer, *scopes)))
    if tool is None:
        raise ServiceError(401, "Unauthorised")
    return tool


def check_accepted(media_type: str) -> None:
    """Let only requests go on that take this very media type, or anything."""
    accepted = request.headers.get("Accept", "*/*")
    if media_type not in accepted.split(",") and "*/*" not in accepted:
        raise ServiceError(400, "No handler found for this media type")


def body_of(media_type: str) -> dict[str, Any]:
    """Return the JSON object that came with the present request, as this very media type."""
    if request.mimetype != media_type:
        raise ServiceError(400, "No handler found for this media type")
    said = request.get_json(force=True, silent=True)
    if not isinstance(said, dict):
        raise ServiceError(400, "The body is no JSON object")
    return said


def number(name: str) -> int:
    """Return a whole number of the present request's address; 0 where there is none."""
    text = request.args.get(name, "0")
    return int(text) if text.isdecimal() else 0


def answer(content: Any, media_type: str, status: int = 200) -> Response:
    """Return ``content`` as JSON of a media type."""
    response = jsonify(content)
    response.status_code = status
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return response


def refuse(error: ServiceError) -> tuple[Response, int]:
    """Return the answer to a call that failed."""
    return jsonify({"status": error.status, "reason": error.reason, "request": {}}), error.status
