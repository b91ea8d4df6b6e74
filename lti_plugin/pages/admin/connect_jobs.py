"""The step that reads from Moodle: start, progress, cancel, the history of jobs and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from flask import Response, g, request
from flask_babel import format_decimal
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import noticewords
from lti_plugin.pages.admin.connect_page import STATE, Said, fetched, page, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import work
from lti_plugin.services.connecting import SYNC
from lti_plugin.store import jobs

HEAD = ("job", "kind", "status", "asked", "started", "finished", "seconds", "written")
COUNTS = ("rejected", "unmatched")
ALL = 1_000


@visits.require("admin")
def read() -> Response:
    """Start an update: on from where the last one was broken off, or from the beginning."""
    form = request.form
    full, confirm = form.get("full") == "1", form.get("confirm_gone") == "1"
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, jobs.SYNC, visits.actor())
            work.start(*place, full=full, confirm_gone=confirm)
    except BadInput as error:
        return refused(SYNC, error)
    return page(Said(SYNC, ""), template=fetched())


@visits.require("admin")
def stop() -> Response:
    """Cancel a job."""
    with visits.writing() as session:
        job = work.cancel(session, g.visit.site_id, _job(), visits.actor())
        ended = job.status == jobs.CANCELLED
    text = _("It is cancelled; what was read until then is kept.") if ended else ""
    return page(Said(SYNC, text), template=fetched())


@visits.require("admin")
def state() -> Response:
    """Give the part of the page that changes while a job runs."""
    return page(Said(SYNC, ""), template=STATE)


@visits.require("admin")
def export() -> Response:
    """Give the history of jobs out as a file."""
    found = work.history(db.session, g.visit.site_id, ALL)
    head = (*HEAD, *COUNTS, "error")
    return sheets.download("jobs.csv", head, (_row(each) for each in found))


@visits.require("admin")
def unmatched() -> Response:
    """Give out what a job left out or wants to be known, row by row."""
    found = work.of_site(db.session, g.visit.site_id, _job())
    return sheets.download("rows.csv", ("job", "code", "place", "reason"), _notices(found))


def _row(each: work.Work) -> list[Cell]:
    job = each.job
    times = (job.created_at, job.started_at, job.finished_at)
    return [
        str(job.id),
        job.kind,
        job.status,
        *(when.isoformat(timespec="seconds") if when else None for when in times),
        None if each.seconds is None else round(each.seconds),
        job.counts.get("written"),
        *(job.counts.get(name) for name in COUNTS),
        job.error,
    ]


def _notices(each: work.Work) -> Iterator[list[Cell]]:
    for told in work.told(each.job):
        yield [str(each.job.id), told.code, *noticewords.parts(told)]
    more = each.job.counts.get("more_notices", 0)
    if more:
        said = _("and %(number)s more, which were not kept", number=format_decimal(more))
        yield [str(each.job.id), "more", "", said]


def _job() -> UUID:
    try:
        return UUID(request.form.get("job", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


VIEWS: Mapping[str, Callable[..., Response]] = {
    "read": read,
    "stop": stop,
    "state": state,
    "jobs-csv": export,
    "rows-csv": unmatched,
}
