"""Tokens for other programs; only a person's own visit makes and revokes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import requests as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import tokens
from lti_plugin.store import tokens as rows

resource = Resource("tokens", "Tokens with which other programs ask this API.")
TOLD = ("id", "name", "scopes", "shown", "created_at", "expires_at", "used_at", "revoked_at")


@resource.answers("GET", "/tokens", schemas.ApiTokens, also=(403,), person=False)
def list_tokens() -> dict[str, Any]:
    """List the site's tokens, without their secrets; for L&D admins."""
    reader.admins_only()
    return {"items": rows.of_site(db.session, g.visit.site_id)}


@resource.answers(
    "POST",
    "/tokens",
    schemas.MadeApiToken,
    body=schemas.NewApiToken,
    status=201,
    also=(400, 403, 415, 422),
    person=False,
)
def make_token(said: dict[str, Any]) -> dict[str, Any]:
    """Make a token; its secret is told this once. For L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        place = (session, g.visit.site_id)
        given = (said["name"], said["scopes"], said["days"])
        row, secret = tokens.make(*place, *given, visits.actor())
        return {name: getattr(row, name) for name in TOLD} | {"token": secret}


@resource.answers(
    "DELETE", "/tokens/<uuid:token_id>", None, status=204, also=(403, 404), person=False
)
def revoke_token(token_id: UUID) -> Response:
    """Make a token worthless at once; for L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        tokens.revoke(session, g.visit.site_id, token_id, visits.actor())
    return Response(status=204)
