"""The admin's first page: how the site is connected, what is there, what runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.edge import senders, visits
from lti_plugin.errors import BadRequest, NotAllowed
from lti_plugin.extensions import db
from lti_plugin.pages import entrance, sheets
from lti_plugin.pages.admin import modelwords, noticewords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import activity, admission, next_steps, overview
from lti_plugin.services.activity import Month
from lti_plugin.store import jobs
from lti_plugin.store.base import now

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
KINDS = ("sync", "train")
WHOLE = "admin/overview.html"
# What is missing: what to do about it, and the page where it is done.
STEPS: Mapping[str, tuple[Any, str]] = {
    next_steps.READ: (
        lazy("Connect the site and read from Moodle, or import a folder of files."),
        "connect.show",
    ),
    next_steps.ROLES: (
        lazy("Nobody’s record names a role that is known here: people need one to be compared."),
        "roles.show",
    ),
    next_steps.SKILLS: (
        lazy("No course is linked to a skill yet, so no course can close a gap."),
        "catalogue.show",
    ),
    next_steps.OBJECTIVES: (
        lazy("Enter what the organisation wants to reach: gaps are then weighed by it."),
        "objectives.show",
    ),
    next_steps.ASSESS: (
        lazy("Nobody’s skills are rated yet: managers rate on “My team”, learners themselves."),
        "audit.show",
    ),
    next_steps.TRAIN: (
        lazy("Train once there is history, so that others’ steps count as well."),
        "model.show",
    ),
}


@blueprint.route("/", methods=["GET", "POST"], endpoint="overview")
@visits.require("admin")
def show() -> Response:
    """Show the state of the site."""
    return make_response(_page())


def _page(template: str = WHOLE) -> str:
    site_id = g.visit.site_id
    found = overview.of_site(db.session, site_id)
    shown = {
        "site": found,
        "note": "" if found.model is None else modelwords.note(found.model),
        "notices": {job.id: noticewords.of_job(job) for job in found.jobs},
    }
    if template != WHOLE:
        return render_template(template, **shown)
    months = activity.of_site(db.session, site_id, now())
    return render_template(
        template,
        **shown,
        steps=[STEPS[each] for each in next_steps.of_site(db.session, site_id)],
        months=_months(months),
        finished=sum(each.finished for each in months),
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the finished courses of each of the last twelve months out as a table."""
    found = activity.of_site(db.session, g.visit.site_id, now())
    lines: list[list[Cell]] = [[f"{each.first:%Y-%m}", each.finished] for each in found]
    return sheets.download("finished-courses.csv", ("month", "finished_courses"), lines)


def _months(found: Sequence[Month]) -> list[dict[str, Any]]:
    """Return the columns of the chart, which are the rows of the table as well."""
    most = max(each.finished for each in found)
    return [
        {
            "name": format_date(each.first, "MMM"),
            "month": format_date(each.first, "MMMM y"),
            "text": format_decimal(each.finished),
            "part": each.finished / most if most else 0.0,
        }
        for each in found
    ]


@blueprint.post("/jobs")
@visits.require("admin")
def start() -> Response:
    """Start a synchronisation or a training, unless one is waiting or running."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise BadRequest(_("This button is not known here."))
    with visits.writing() as session:
        jobs.enqueue(session, g.visit.site_id, kind)
    return make_response(_page("admin/state.html" if visits.is_fetch() else "admin/overview.html"))


@blueprint.post("/state")
@visits.require("admin")
def state() -> Response:
    """Give the part of the page that changes while a job runs."""
    return make_response(_page("admin/state.html"))


@blueprint.get("/enter")
def enter() -> str:
    """Receive the holder of a one-time link; its secret stays behind the # until it is posted."""
    return render_template("admin/enter.html")


@blueprint.post("/enter")
def admit() -> Response:
    """Use a one-time link up and open the admin pages; another site may not do it for anybody."""
    if senders.elsewhere():
        raise NotAllowed(_("Open the link itself; another page cannot use it for you."))
    with visits.writing() as session:
        site_id = admission.admit(session, request.form.get("secret", "").strip())
        return entrance.begin_admin(session, site_id)
