"""The admin's pages that take a file of courses or skills in: sent, looked at, then taken over."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.edge.bodies import roomy
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import problems, sheets
from lti_plugin.pages.admin import filewords, noticewords
from lti_plugin.pages.admin.sentfiles import file_id, tried
from lti_plugin.services import catalogue_import, catalogue_requests
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store import catalogue_files
from lti_plugin.store.sent_files import CHECKED, TAKEN

blueprint = Blueprint(
    "catalogue_import",
    __name__,
    url_prefix="/admin/catalogue/import/<any(courses, skills):what>",
)
MOST_SHOWN = 20


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(what: str) -> Response:
    """Show where the file that was sent last is, and the form to send one."""
    return _page(what)


@blueprint.post("/state")
@visits.require("admin")
def state(what: str) -> Response:
    """Give the part of the page that changes while a job runs."""
    return _page(what, template="admin/catalogue_import_state.html")


@blueprint.post("/sample")
@visits.require("admin")
def sample(what: str) -> Response:
    """Give a file out that shows every column, with two rows to write over."""
    head = tuple(filewords.COLUMNS[what])
    return sheets.download(f"{what}-sample.csv", head, filewords.SAMPLES[what])


@blueprint.post("/send")
@roomy(lambda: (MOST_MB + 10) * MEGABYTE)  # the page itself refuses what is a little beyond
@visits.require("admin")
def send(what: str) -> Response:
    """Keep a file and look at it."""
    sent = [each for each in request.files.getlist("file") if each.filename]
    if len(sent) != 1:
        return problems.on_page(partial(_page, what), BadInput(_("Choose a file first.")))
    file = (sent[0].filename or "", sent[0].stream)
    return tried(
        partial(_page, what),
        lambda session: catalogue_requests.send(
            session, g.visit.site_id, what, file, visits.actor()
        ),
    )


@blueprint.post("/take")
@visits.require("admin")
def take(what: str) -> Response:
    """Ask for the file to be taken over."""
    return tried(
        partial(_page, what),
        lambda session: catalogue_requests.take(
            session, g.visit.site_id, what, file_id(), visits.actor()
        ),
    )


@blueprint.post("/drop")
@visits.require("admin")
def drop(what: str) -> Response:
    """Forget the file, and stop what is being done with it."""
    return tried(
        partial(_page, what),
        lambda session: catalogue_requests.drop(session, g.visit.site_id, what),
    )


@blueprint.post("/rows")
@visits.require("admin")
def rows(what: str) -> Response:
    """Give the first rows that are new or change something out as a table."""
    row = catalogue_files.get(db.session, g.visit.site_id, what, file_id())
    told = (
        (line, how, name, "; ".join(fields))
        for line, how, name, fields in row.found.get("rows", ())
    )
    return sheets.download(f"{what}-changes.csv", ("line", "what", "name", "fields"), told)


@blueprint.post("/bad")
@visits.require("admin")
def bad(what: str) -> Response:
    """Give the rows that cannot be used out as a table that can be corrected and sent again."""
    row = catalogue_files.get(db.session, g.visit.site_id, what, file_id())
    return sheets.bad_rows(row.found.get("heads", []), row.bad)


def _page(what: str, *, wrong: str = "", template: str = "admin/catalogue_import.html") -> Response:
    place = (db.session, g.visit.site_id, what)
    row = catalogue_files.last(*place)
    job = catalogue_requests.job(*place)
    busy = job is not None and job.finished_at is None
    found = row.found if row else {}
    return make_response(
        render_template(
            template,
            what=what,
            pages=filewords.PAGES,
            answer=filewords.answer(what, row, busy),
            wrong=wrong,
            row=row,
            job=job,
            busy=busy,
            found=found,
            rows=filewords.rows(what, row)[:MOST_SHOWN] if row else [],
            touched=sum(found.get(name, 0) for name in ("new", "changed")),
            notices=noticewords.of_file(found),
            bad=noticewords.of_rows(row.bad[:MOST_SHOWN]) if row else [],
            columns=filewords.COLUMNS[what],
            needed=filewords.NEEDED[what],
            checked=row is not None and row.state == CHECKED,
            taken=row is not None and row.state == TAKEN,
            undoable=row is not None and catalogue_import.can_be_undone(row),
            most=MOST_MB,
        )
    )
