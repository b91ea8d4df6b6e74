"""One cohort: who of the course is in it, why, what it brings, and its dates as a calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.lti.roles import ADMIN
from lti_plugin.pages import activity, sheets
from lti_plugin.pages.instructor import cohortwords, roster
from lti_plugin.pages.instructor.roster import Roster
from lti_plugin.services import cohort_calendar, cohorts
from lti_plugin.services.cohorts import Card

blueprint = Blueprint("cohort", __name__, url_prefix="/teach/cohorts/<uuid:cohort_id>")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def show(cohort_id: UUID) -> Response:
    """Show a cohort; names stand only where Moodle shows them to the teachers of this course."""
    _card(cohort_id)  # before Moodle is asked for anything
    people = roster.read()
    found = _card(cohort_id)
    names = _names(found, people)
    return make_response(
        render_template(
            "instructor/cohort.html",
            each=cohortwords.card(found),
            after=found.after,
            sessions=cohortwords.sessions(found),
            message=cohortwords.message(found),
            may_make=g.visit.person_id is not None,
            for_site=g.visit.audience == ADMIN,
            names=names,
            others=max(0, found.size - len(names)),
            told=people.seats is not None,
            problem=people.problem,
        )
    )


@blueprint.post("/csv")
@visits.require(*visits.TEACHING)
def table(cohort_id: UUID) -> Response:
    """Give the people who may be named out as a table, and the others as their number."""
    _card(cohort_id)  # before Moodle is asked for anything
    people = roster.read()
    found = _card(cohort_id)
    names = _names(found, people)
    rows: list[list[Any]] = [[name, moodle_id, 1] for name, moodle_id in names]
    if found.size > len(names):
        rows.append([_("not in this course"), "", found.size - len(names)])
    return sheets.download("cohort.csv", ("name", "moodle_id", "people"), rows)


@blueprint.post("/ics")
@visits.require(*visits.TEACHING)
def calendar(cohort_id: UUID) -> Response:
    """Give the proposed sessions out as a calendar."""
    answer = Response(cohort_calendar.of(_card(cohort_id)), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="cohort.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _card(cohort_id: UUID) -> Card:
    here = activity.course_itself(db.session)
    if here is None:
        raise NotFound(_("This course has not been read from Moodle yet."))
    return cohorts.one(db.session, here, cohort_id)


def _names(found: Card, people: Roster) -> list[tuple[str, str]]:
    """Return the name and Moodle's id of those in it whom Moodle lists here with a name."""
    inside = set(cohorts.members(db.session, g.visit.site_id, [found.cohort.id])[found.cohort.id])
    return [
        (seat.name, seat.moodle_id)
        for seat in people.seats or ()
        if seat.person_id in inside and seat.name
    ]
