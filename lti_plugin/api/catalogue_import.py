"""A file of courses or skills: sent and looked at without writing, then taken over."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, g

from connectors.errors import BadFile
from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import catalogue_import as schemas
from lti_plugin.api.schemas.people_import import WhichFile
from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.extensions import db
from lti_plugin.services import catalogue_import, catalogue_requests, tokens
from lti_plugin.services.catalogue_import import COUNTED, WHATS
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store import catalogue_files
from lti_plugin.store.catalogue_files import CatalogueFile
from lti_plugin.store.sent_files import TAKEN

resource = Resource(
    "catalogue-import", "A file of courses or skills: sent, looked at, then taken over."
)
ADDRESS = "/catalogue/import/<what>"
ROOM = (MOST_MB + 10) * MEGABYTE  # JSON takes more room than the file itself
OF_FILE = ("id", "name", "state", "lines", "created_at")
SENT = (400, 403, 404, 413, 415, 422)


@resource.answers(
    "GET",
    ADDRESS,
    schemas.CatalogueImport,
    also=(403, 404),
    person=False,
    scope=tokens.READ_CATALOGUE,
)
def get_catalogue_import(what: str) -> dict[str, Any]:
    """Tell where the file of "courses" or "skills" is that was sent last; for L&D admins."""
    _check(what)
    return _told(what)


@resource.answers(
    "PUT",
    ADDRESS,
    schemas.CatalogueImport,
    body=schemas.CatalogueFileSaid,
    also=SENT,
    person=False,
    scope=tokens.WRITE_CATALOGUE,
    room=ROOM,
)
def send_catalogue_file(said: dict[str, Any], what: str) -> dict[str, Any]:
    """Send a CSV file in place of the last one, and have it looked at; nothing is written.

    A long one is looked at in the background: ask again until it is not busy any more.
    """
    _check(what)
    file = (said["name"], io.BytesIO(said["content"].encode()))
    try:
        with visits.writing() as session:
            catalogue_requests.send(session, g.visit.site_id, what, file, visits.actor())
    except BadFile as error:
        raise BadInput(error.message, hint=error.hint) from None
    return _told(what)


@resource.answers(
    "POST",
    f"{ADDRESS}/take",
    schemas.CatalogueImport,
    body=WhichFile,
    status=202,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_CATALOGUE,
)
def take_catalogue_file(said: dict[str, Any], what: str) -> dict[str, Any]:
    """Have the file taken over that was looked at; its bad rows are left out."""
    _check(what)
    with visits.writing() as session:
        catalogue_requests.take(session, g.visit.site_id, what, said["id"], visits.actor())
    return _told(what)


@resource.answers(
    "DELETE",
    ADDRESS,
    None,
    status=204,
    also=(403, 404),
    person=False,
    scope=tokens.WRITE_CATALOGUE,
)
def drop_catalogue_file(what: str) -> Response:
    """Forget the file, and stop what is being done with it."""
    _check(what)
    with visits.writing() as session:
        catalogue_requests.drop(session, g.visit.site_id, what)
    return Response(status=204)


def _check(what: str) -> None:
    reader.admins_only()
    if what not in WHATS:
        raise NotFound("There are files of courses and of skills.")


def _told(what: str) -> dict[str, Any]:
    place = (db.session, g.visit.site_id, what)
    row, job = catalogue_files.last(*place), catalogue_requests.job(*place)
    failed = job.error if job is not None and job.error else None
    return {
        "file": _file(row) if row is not None else None,
        "busy": job is not None and job.finished_at is None,
        "failed": failed if row is not None and row.state != TAKEN else None,
    }


def _file(row: CatalogueFile) -> dict[str, Any]:
    found = row.found
    return {name: getattr(row, name) for name in OF_FILE} | {
        "found": {name: found[name] for name in COUNTED} if found else None,
        "rows": [
            {"line": line, "how": how, "name": name, "changes": changes}
            for line, how, name, changes in found.get("rows", ())
        ],
        "bad": [
            {"line": line, "reason": reason, "cells": cells} for line, reason, cells in row.bad
        ],
        "notices": found.get("notices", []),
        "can_be_undone": catalogue_import.can_be_undone(row),
    }
