"""Making a cohort real in Moodle: what would change, the click, and what became of each person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from connectors.errors import ConnectorError
from lti_plugin.edge import grouping, visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.lti.roles import ADMIN
from lti_plugin.pages import problems
from lti_plugin.pages.instructor import cohortwords, madewords
from lti_plugin.services import inbox, joining, making
from lti_plugin.store import courses, jobs, made
from lti_plugin.store.jobs import GROUPS
from lti_plugin.store.made import ASKED

blueprint = Blueprint("making", __name__, url_prefix="/teach")


@blueprint.post("/cohorts/<uuid:cohort_id>/make")
@visits.require(*visits.TEACHING, person=True)
def look(cohort_id: UUID) -> Response:
    """Show for each person what would change in Moodle; nothing is changed yet."""
    try:
        found = grouping.look(cohort_id)
    except ConnectorError as error:
        return _refused(cohort_id, error)
    if found.row is None:
        return _hand_on(found)
    return _page(found.row.id)


@blueprint.post("/cohorts/<uuid:cohort_id>/request")
@visits.require(*visits.TEACHING, person=True)
def hand_on(cohort_id: UUID) -> Response:
    """Ask an L&D admin to make it."""
    text = request.form.get("text", "")
    found = grouping.wished(cohort_id)
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, g.visit.person_id)
            making.hand_on(*place, found.wish, text)
    except BadInput as error:
        return _hand_on(found, wrong=problems.told(error), status=error.status)
    return _hand_on(found, done=_("The L&D team has your request; its answer is under “My data”."))


@blueprint.route("/groups/<uuid:group_id>", methods=["GET", "POST"])
@visits.require(*visits.TEACHING, person=True)
def show(group_id: UUID) -> Response:
    """Show what is to change, or what became of each person."""
    return _page(group_id)


@blueprint.post("/groups/<uuid:group_id>/state")
@visits.require(*visits.TEACHING, person=True)
def state(group_id: UUID) -> Response:
    """Give the part of the page that changes while Moodle is written to."""
    return _page(group_id, template="instructor/made_state.html")


@blueprint.post("/groups/<uuid:group_id>/make")
@visits.require(*visits.TEACHING, person=True)
def make(group_id: UUID) -> Response:
    """Have it made in Moodle; a second click makes nothing twice."""
    grouping.mine(group_id)
    with visits.writing() as session:
        making.ask(session, g.visit.site_id, group_id, visits.actor())
    return _page(group_id)


def _page(group_id: UUID, template: str = "instructor/made.html") -> Response:
    row = grouping.mine(group_id)
    people = made.members(db.session, row.site_id, row.id)
    job = jobs.last_of(db.session, row.site_id, GROUPS)
    open_job = job is not None and job.status in jobs.OPEN
    course = courses.get(db.session, row.site_id, row.course_id)
    return make_response(
        render_template(
            template,
            row=row,
            course=course,
            busy=row.state == ASKED and open_job,
            stopped=row.state == ASKED and not open_job,
            job=job,
            answer=madewords.answer(row, people, course.title),
            trouble=madewords.trouble(row.problem, row.said),
            people=madewords.people(row, people, everybody=g.visit.audience == ADMIN),
            again=madewords.again(row, people),
        )
    )


def _hand_on(
    found: grouping.Looked,
    *,
    done: str = "",
    wrong: str = "",
    status: int = 200,
    broken: bool = False,
) -> Response:
    response = make_response(
        render_template(
            "instructor/hand_on.html",
            each=cohortwords.card(found.card),
            why=madewords.HAND_ON[found.why] if found.why else "",
            most=inbox.LONGEST,
            done=done,
            wrong=wrong,
            broken=broken,
            may_ask=g.visit.audience != ADMIN,
        )
    )
    response.status_code = status
    return response


def _refused(cohort_id: UUID, error: ConnectorError) -> Response:
    """Say that Moodle did not even tell who is in the course; an L&D admin can look into it."""
    found = grouping.wished(cohort_id)
    refused = joining.refusal(error)
    said = madewords.trouble(refused.problem, refused.said)
    return _hand_on(found, wrong=said, broken=True)
