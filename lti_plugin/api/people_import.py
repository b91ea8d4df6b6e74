"""A file of people from an HR system: sent and looked at without writing, then taken over."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, g
from sqlalchemy.orm import Session

from connectors.errors import BadFile
from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import people_import as schemas
from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.services import staff_import, staff_requests, tokens
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.services.staff_import import COUNTED
from lti_plugin.store import people_files
from lti_plugin.store.people_files import TAKEN, PeopleFile

resource = Resource("people-import", "A file of people: sent, looked at, then taken over.")
ADDRESS = "/people/import"
ROOM = (MOST_MB + 10) * MEGABYTE  # JSON takes more room than the file itself
OF_FILE = ("id", "name", "state", "lines", "columns", "created_at")
SENT = (400, 403, 404, 413, 415, 422)


@resource.answers(
    "GET", ADDRESS, schemas.PeopleImport, also=(403,), person=False, scope=tokens.READ_PEOPLE
)
def get_people_import() -> dict[str, Any]:
    """Tell where the file is that was sent last, and what it would change; for L&D admins."""
    reader.admins_only()
    return _told(db.session)


@resource.answers(
    "PUT",
    ADDRESS,
    schemas.PeopleImport,
    body=schemas.PeopleFileSaid,
    also=SENT,
    person=False,
    scope=tokens.WRITE_PEOPLE,
    room=ROOM,
)
def send_people_file(said: dict[str, Any]) -> dict[str, Any]:
    """Send a CSV file in place of the last one, and have it looked at; nobody is written.

    A long one is looked at in the background: ask again until it is not busy any more.
    """
    reader.admins_only()
    secret = staff_requests.key(current_app.extensions["vault"])
    file = (said["name"], io.BytesIO(said["content"].encode()))
    place = (g.visit.site_id, file, visits.actor(), said["columns"])
    try:
        with visits.writing() as session:
            staff_requests.send(session, secret, *place)
    except BadFile as error:
        raise BadInput(error.message, hint=error.hint) from None
    return _told(db.session)


@resource.answers(
    "POST",
    f"{ADDRESS}/take",
    schemas.PeopleImport,
    body=schemas.WhichFile,
    status=202,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_PEOPLE,
)
def take_people_file(said: dict[str, Any]) -> dict[str, Any]:
    """Have the file taken over that was looked at; its bad rows are left out."""
    reader.admins_only()
    with visits.writing() as session:
        staff_requests.take(session, g.visit.site_id, said["id"], visits.actor())
    return _told(db.session)


@resource.answers(
    "DELETE", ADDRESS, None, status=204, also=(403,), person=False, scope=tokens.WRITE_PEOPLE
)
def drop_people_file() -> Response:
    """Forget the file, and stop what is being done with it."""
    reader.admins_only()
    with visits.writing() as session:
        staff_requests.drop(session, g.visit.site_id)
    return Response(status=204)


def _told(session: Session) -> dict[str, Any]:
    place = (session, g.visit.site_id)
    row, job = next(iter(people_files.of_site(*place)), None), staff_requests.job(*place)
    failed = job.error if job is not None and job.error else None
    return {
        "file": _file(row) if row is not None else None,
        "busy": job is not None and job.finished_at is None,
        "failed": failed if row is not None and row.state != TAKEN else None,
    }


def _file(row: PeopleFile) -> dict[str, Any]:
    found = row.found
    return {name: getattr(row, name) for name in OF_FILE} | {
        "heads": [] if row.state == TAKEN else staff_import.heads(row),
        "found": {name: found[name] for name in COUNTED} if found else None,
        "bad": [
            {"line": line, "reason": reason, "cells": cells} for line, reason, cells in row.bad
        ],
        "notices": found.get("notices", []),
        "unknown_managers": found.get("managers", []),
    }
