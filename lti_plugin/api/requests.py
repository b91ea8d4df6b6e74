"""The inbox of the L&D team: what people ask for, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app, g
from flask_babel import gettext as _

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import requests as schemas
from lti_plugin.edge import visits
from lti_plugin.errors import NotAllowed
from lti_plugin.extensions import db
from lti_plugin.services import decisions, holdings, inbox, inbox_list, tokens
from lti_plugin.services.decisions import DELETING
from lti_plugin.services.inbox import Matter
from lti_plugin.store import requests as rows
from lti_plugin.store.requests import Request

resource = Resource("requests", "What people ask of the L&D team, and what becomes of it.")


@resource.answers(
    "GET",
    "/requests",
    schemas.InboxRequests,
    query=schemas.WantedRequests,
    also=(403, 422),
    person=False,
    scope=tokens.READ_REQUESTS,
)
def list_requests(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the requests of the inbox that fit, fifty a page; for L&D admins."""
    reader.admins_only()
    place = (db.session, g.visit.site_id)
    found = inbox_list.page(*place, wanted["kind"], wanted["state"], wanted["page"])
    return {
        "items": [_told(row, found.names) for row in found.requests],
        "page": found.number,
        "pages": found.pages,
        "total": found.total,
    }


@resource.answers(
    "POST",
    "/requests",
    schemas.InboxRequest,
    body=schemas.OwnWish,
    status=201,
    also=(400, 415, 422),
)
def ask(said: dict[str, Any]) -> dict[str, Any]:
    """Ask the L&D team for what is held about yourself, or for its erasure."""
    with visits.writing() as session:
        place = (session, g.visit.site_id)
        row = inbox.file(*place, g.visit.person_id, Matter(said["kind"], said["text"]))
        return _told(row, inbox_list.names(*place, [row]))


@resource.answers(
    "POST",
    "/requests/<uuid:request_id>/decision",
    None,
    body=schemas.InboxDecision,
    status=204,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_REQUESTS,
)
def decide(said: dict[str, Any], request_id: UUID) -> Response:
    """Accept a request, which may carry it out, or refuse it with a reason; for L&D admins."""
    reader.admins_only()
    vault = current_app.extensions["vault"]
    with visits.writing() as session:
        if g.visit.program and said["accepted"]:
            _spare(rows.get(session, g.visit.site_id, request_id))
        place = (session, vault, g.visit.site_id, request_id, visits.actor())
        decisions.decide(*place, accepted=said["accepted"], answer=said["answer"])
    return Response(status=204)


def _spare(row: Request) -> None:
    """Leave what cannot be undone to a person."""
    if row.kind in DELETING:
        raise NotAllowed(_("Only a person accepts what deletes something."), hint="")


def _told(row: Request, names: Any) -> dict[str, Any]:
    own = holdings.as_id(row.settled_by)
    same = ("id", "kind", "person_id", "about", "about_id", "details", "text", "created_at")
    told = {name: getattr(row, name) for name in (*same, "state", "answer", "settled_at")}
    by = names.get(own, "") if own else row.settled_by
    return told | {"person": names.get(row.person_id, ""), "by": by}
