"""The admin's page that takes a file of people in: sent, looked at, then taken over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from connectors.errors import BadFile
from connectors.files.staff import COLUMNS, FIRST, HIRED, ID, LAST
from lti_plugin.edge import visits
from lti_plugin.edge.bodies import roomy
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import problems, sheets
from lti_plugin.pages.admin import noticewords
from lti_plugin.pages.admin.sentfiles import file_id, tried
from lti_plugin.services import staff_import, staff_requests
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store import people_files
from lti_plugin.store.people_files import CHECKED, SENT, TAKEN, PeopleFile

blueprint = Blueprint("people_import", __name__, url_prefix="/admin/people/import")
MOST_SHOWN = 20
NAMES = {
    ID: lazy("Id: ID number or user name in Moodle"),
    "name": lazy("Name"),
    FIRST: lazy("First name"),
    LAST: lazy("Last name"),
    "username": lazy("User name"),
    "email": lazy("E-mail address"),
    "role": lazy("Role"),
    "department": lazy("Department"),
    "manager_id": lazy("Manager’s id"),
    HIRED: lazy("Hired on"),
    "language": lazy("Language"),
}


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show where the file that was sent last is, and the form to send one."""
    return _page()


@blueprint.post("/state")
@visits.require("admin")
def state() -> Response:
    """Give the part of the page that changes while a job runs."""
    return _page(template="admin/import_state.html")


@blueprint.post("/send")
@roomy(lambda: (MOST_MB + 10) * MEGABYTE)  # the page itself refuses what is a little beyond
@visits.require("admin")
def send() -> Response:
    """Keep a file and look at it."""
    sent = [each for each in request.files.getlist("file") if each.filename]
    if len(sent) != 1:
        return problems.on_page(_page, BadInput(_("Choose a file first.")))
    return tried(
        _page,
        lambda session: staff_requests.send(
            session,
            _key(),
            g.visit.site_id,
            (sent[0].filename or "", sent[0].stream),
            visits.actor(),
        ),
    )


@blueprint.post("/columns")
@visits.require("admin")
def columns() -> Response:
    """Say which column is which, and look at the file again."""
    chosen = {name: request.form.get(name, "") for name in COLUMNS}
    return tried(
        _page,
        lambda session: staff_requests.map_columns(
            session, _key(), g.visit.site_id, file_id(), chosen
        ),
    )


@blueprint.post("/take")
@visits.require("admin")
def take() -> Response:
    """Ask for the file to be taken over."""
    return tried(
        _page,
        lambda session: staff_requests.take(session, g.visit.site_id, file_id(), visits.actor()),
    )


@blueprint.post("/drop")
@visits.require("admin")
def drop() -> Response:
    """Forget the file, and stop what is being done with it."""
    return tried(_page, lambda session: staff_requests.drop(session, g.visit.site_id))


@blueprint.post("/bad")
@visits.require("admin")
def bad() -> Response:
    """Give the rows that cannot be used out as a table that can be corrected and sent again."""
    row = people_files.get(db.session, g.visit.site_id, file_id())
    return sheets.bad_rows(row.found.get("heads", []), row.bad)


def _key() -> bytes:
    return staff_requests.key(current_app.extensions["vault"])


def _page(*, wrong: str = "", template: str = "admin/people_import.html") -> Response:
    place = (db.session, g.visit.site_id)
    row = next(iter(people_files.of_site(*place)), None)
    job = staff_requests.job(*place)
    busy = job is not None and job.finished_at is None
    return make_response(
        render_template(
            template,
            answer=_answer(row, busy),
            wrong=wrong,
            row=row,
            job=job,
            busy=busy,
            found=_found(row),
            notices=noticewords.of_file(_found(row)),
            bad=noticewords.of_rows(row.bad[:MOST_SHOWN]) if row else [],
            heads=_heads(row),
            names=NAMES,
            checked=row is not None and row.state == CHECKED,
            taken=row is not None and row.state == TAKEN,
            most=MOST_MB,
        )
    )


def _found(row: PeopleFile | None) -> dict[str, Any]:
    return row.found if row else {}


def _heads(row: PeopleFile | None) -> list[str]:
    """Return the heads of a file that can still be read."""
    if row is None or row.state == TAKEN:
        return []
    try:
        return staff_import.heads(row)
    except BadFile:
        return []


def _answer(row: PeopleFile | None, busy: bool) -> str:
    if row is None:
        return _("Send a file of your people from the HR system.")
    if busy:
        return _("“%(file)s” is being worked on.", file=row.name)
    found: dict[str, Any] = row.found
    if row.state == TAKEN:
        return _("“%(file)s” was taken over.", file=row.name)
    if row.state == SENT:
        return _("Say which column of “%(file)s” is which.", file=row.name)
    change = found.get("new", 0) + found.get("changed", 0)
    if not change:
        return _("“%(file)s” would change nothing.", file=row.name)
    return ngettext(
        "“%(file)s” would change %(num)d person. Nothing is written yet.",
        "“%(file)s” would change %(num)d people. Nothing is written yet.",
        change,
        file=row.name,
    )
