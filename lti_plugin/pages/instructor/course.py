"""The instructor's page: cohorts for this course and of its finishers, and the class in counts."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import activity, problems, sheets
from lti_plugin.pages.admin import requestwords
from lti_plugin.pages.instructor import cohortwords
from lti_plugin.services import classes, cohorts, course_feedback, freshness, inbox, placing
from lti_plugin.services.cohort_making import FEWEST
from lti_plugin.services.cohorts import LARGEST
from lti_plugin.store import sites

blueprint = Blueprint("instructor", __name__, url_prefix="/teach")
SHOWN = 6


@blueprint.route("/", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def course() -> Response:
    """Show the cohorts and the class of the course from which this visit came."""
    return _page()


@blueprint.post("/limits")
@visits.require(*visits.TEACHING, person=True)
def limit() -> Response:
    """Keep how small and large this course's cohorts are to be, and make them anew."""
    try:
        with visits.writing() as session:
            here = activity.course_itself(session)
            if here is None:
                raise NotFound(_("This course has not been read from Moodle yet."))
            cohorts.limit(session, here, _limits(), visits.actor())
    except BadInput as error:
        response = _page(wrong=problems.told(error))
        response.status_code = error.status
        return response
    return _page(done=_("The cohorts are made anew."))


@blueprint.post("/feedback")
@visits.require(*visits.TEACHING, person=True)
def feedback() -> Response:
    """Tell the L&D team what is wrong with what is known of this course."""
    try:
        with visits.writing() as session:
            here = activity.course_itself(session)
            if here is None:
                raise NotFound(_("This course has not been read from Moodle yet."))
            said = {name: request.form.get(name, "") for name in ("defect", "skill", "text")}
            course_feedback.give(session, here, g.visit.person_id, **said)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("The L&D team has it; its answer is under “My data”."))


@blueprint.post("/cohorts.csv")
@visits.require(*visits.TEACHING)
def export() -> Response:
    """Give all cohorts out as a table, in counts."""
    here = activity.course_itself(db.session)
    if here is None:
        raise NotFound(_("This course has not been read from Moodle yet."))
    found = cohorts.of_course(db.session, here)
    head = ("course", "finished_before", "month", "people", "skill", "mean_level", "asked_for")
    more = ("coverage_before", "coverage_gain", "departments", "first_session", "sessions", "free")
    rows = [
        [
            each.course.title,
            each.after.title if each.after else "",
            f"{each.cohort.month:%Y-%m}",
            each.size,
            each.skill,
            each.cohort.level,
            each.cohort.required,
            each.cohort.coverage,
            each.cohort.gain,
            each.cohort.departments,
            each.cohort.sessions[0][0] if each.cohort.sessions else "",
            len(each.cohort.sessions),
            each.cohort.free,
        ]
        for each in (*found.here, *found.following)
    ]
    return sheets.download("cohorts.csv", (*head, *more), rows)


def _limits() -> tuple[int, int, bool]:
    try:
        least, most = int(request.form.get("least", "")), int(request.form.get("most", ""))
    except ValueError:
        raise BadInput(_("Give both sizes as whole numbers.")) from None
    return least, most, "spread" in request.form


def _page(done: str = "", wrong: str = "") -> Response:
    visit = g.visit
    here = activity.course_itself(db.session)
    found = classes.of_course(db.session, here) if here else None
    made = cohorts.of_course(db.session, here) if here else None
    whole = "all" in request.form
    return make_response(
        render_template(
            "instructor/course.html",
            found=found,
            cohorts=made,
            answer=cohortwords.answer(found, made) if found and made else "",
            here=_cards(made.here if made else (), whole),
            following=_cards(made.following if made else (), whole),
            whole=whole,
            limits=_typed(made, wrong),
            sizes=(FEWEST, LARGEST),
            months=[
                (cohortwords.month(each), cohortwords.people(number))
                for each, number in (made.ready.items() if made else ())
            ],
            waiting=made.waiting if made else 0,
            may_limit=visit.person_id is not None,
            defects=requestwords.DEFECTS,
            said=request.form if wrong else {},
            longest=inbox.LONGEST,
            done=done,
            wrong=wrong,
            title=found.course.title if found else visit.context_title,
            placing=placing.form_of(
                sites.get(db.session, visit.site_id).issuer,
                str(visit.claims.get("deployment_id", "")),
                visit.context_id,
            ),
            freshness=freshness.of_site(db.session, visit.site_id),
        )
    )


def _cards(found: object, whole: bool) -> list[dict[str, object]]:
    cards = [cohortwords.card(each) for each in found]  # type: ignore[attr-defined]
    return cards if whole else cards[:SHOWN]


def _typed(made: cohorts.Cohorts | None, wrong: str) -> dict[str, object]:
    """Return what the form holds: what was typed, where that was refused."""
    if wrong or made is None:
        return {name: request.form.get(name, "") for name in ("least", "most", "spread")}
    limits = made.limits
    return {"least": limits.least, "most": limits.most, "spread": limits.spread}
