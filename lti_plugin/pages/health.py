"""Whether the process lives, whether it can serve, and its counters."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from lti_plugin import counters
from lti_plugin.extensions import db, limiter
from lti_plugin.store import revisions

blueprint = Blueprint("health", __name__)
limiter.exempt(blueprint)
LOOPBACK = {"127.0.0.1", "::1"}


@blueprint.get("/healthz")
def alive() -> Response:
    """Answer as long as the process does."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """Answer 200 when the database is there at the right revision, 503 otherwise."""
    revisions.check(db.engine)
    return jsonify(status="ready")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the counters to whoever has the token, or to this machine when none is set."""
    token = current_app.config["FINGERPOST"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = (
        hmac.compare_digest(given.encode(), token.encode())
        if token
        else request.remote_addr in LOOPBACK
    )
    if not allowed:
        abort(403)
    return Response(counters.written(current_app), content_type=CONTENT_TYPE_LATEST)
