"""The page of a path: what the way to a role would be, and how far one is on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog import get_logger

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti.roles import LEARNER
from lti_plugin.pages import activity
from lti_plugin.pages.learner import cards, missing, planning
from lti_plugin.services import calendars, freshness, paths, placements, plans
from lti_plugin.services.plans import Planned
from lti_plugin.services.steps import DONE, DROPPED, OPEN, RUNNING, State
from lti_plugin.store import assignments
from lti_plugin.store import paths as rows
from lti_plugin.store.assignments import ASKED
from lti_plugin.store.paths import Path

blueprint = Blueprint("path", __name__, url_prefix="/learn/path")
STATES = {
    DONE: lazy("Done"),
    RUNNING: lazy("Under way"),
    OPEN: lazy("Not begun"),
    DROPPED: lazy("No longer offered"),
}
log = get_logger("fingerpost.path")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the path, or what it would be; a path that is opened elsewhere counts there as well."""
    planned = _planned(db.session)
    role = _role(planned)
    if role is None:
        return _page("", answer=_("It is not known yet which role your path leads to."))
    path = rows.of_person(db.session, g.visit.site_id, g.visit.person_id, role)
    if path is None:
        return _preview(role, planned)
    reached = paths.state(db.session, path)
    if paths.is_due(db.session, path, reached, activity.link(db.session)):
        _look_after(role)
        return _started(role, planned)
    return _told(role, planned, path, reached)


def _look_after(role: str) -> None:
    try:
        with visits.writing() as session:
            path = rows.of_person(session, g.visit.site_id, g.visit.person_id, role)
            if path is not None:
                paths.look_after(session, path, activity.link(session))
    except OperationalError as error:
        # The path can be read all the same: a full disk must not take it away.
        log.warning("path not looked after", reason=type(error.orig).__name__)


@blueprint.post("/start")
@visits.require(*visits.EVERYBODY, person=True)
def start() -> Response:
    """Start the path, once; answer with it."""
    planned = _planned(db.session)
    role = _known(_role(planned))
    place = (current_app.extensions["shelf"], g.visit.site_id, g.visit.person_id, role)
    steps = None if planned is None else [step.option_id for step in planned.plan.steps]
    with visits.writing() as session:
        link = activity.link(session)
        path = paths.start(session, *place, here=_here(session), link=link, planned=steps)
    return _preview(role, planned) if path is None else _started(role, planned)


@blueprint.post("/anew")
@visits.require(*visits.EVERYBODY, person=True)
def anew() -> Response:
    """Give a path that was started the courses that are planned now."""
    planned = _planned(db.session)
    role = _known(_role(planned))
    with visits.writing() as session:
        path = rows.of_person(session, g.visit.site_id, g.visit.person_id, role)
        if path is not None and planned is not None and path.finished_at is None:
            paths.plan_anew(session, path, [step.option_id for step in planned.plan.steps])
    return _started(role, planned)


@blueprint.post("/time")
@visits.require(*visits.EVERYBODY, person=True)
def keep_time() -> Response:
    """Keep when somebody learns and for how long; answer with the path as it is then."""
    slots, hours = planning.read_time(request.form)
    with visits.writing() as session:
        plans.keep_time(session, g.visit.site_id, g.visit.person_id, slots, hours)
    return _shown_again()


@blueprint.post("/calendar")
@visits.require(*visits.EVERYBODY, person=True)
def calendar() -> Response:
    """Make an address for a calendar programme, shown this once, or take it away."""
    with visits.writing() as session:
        if request.form.get("close"):
            calendars.close(session, g.visit.site_id, g.visit.person_id)
            secret = None
        else:
            secret = calendars.new_address(session, g.visit.site_id, g.visit.person_id)
    return _shown_again(secret)


def _shown_again(calendar: str | None = None) -> Response:
    """Answer with the page after something about it has changed."""
    if calendar is not None:
        base = current_app.config["FINGERPOST"].base_url
        g.calendar = base + url_for("calendar.read", token=calendar)
    planned = _planned(db.session)
    role = _known(_role(planned))
    started = rows.of_person(db.session, g.visit.site_id, g.visit.person_id, role)
    return _preview(role, planned) if started is None else _started(role, planned)


def _placed_role() -> str | None:
    """Return the role of the activity that this visit came by; None where no path was placed."""
    placed = placements.of_custom(g.visit.claims.get("custom", {}))
    return placed.role if placed else None


def _role(planned: Planned | None) -> str | None:
    return _placed_role() or (planned.role if planned else None)


def _known(role: str | None) -> str:
    if role is None:
        raise BadRequest(
            _("It is not known yet which role your path leads to."),
            hint=_("Choose the role that you aim at under “Which way”."),
        )
    return role


def _planned(session: Session) -> Planned | None:
    """Return the path as it would be planned now; None to a role that nothing is known of."""
    return plans.for_person(
        session,
        current_app.extensions["shelf"],
        g.visit.site_id,
        g.visit.person_id,
        g.visit.timezone,
        towards=_placed_role(),
        here=_here(session),
    )


def _here(session: Session) -> UUID | None:
    course = activity.course(session)
    return course.id if course else None


def _preview(role: str, planned: Planned | None) -> Response:
    """Show what the path would be: as planned, or as recommended to a role that is not known."""
    if planned is not None:
        told = planning.told(planned)
        number = len(planned.plan.steps)
        answer = _invitation(number, role) if number or planned.plan.unmet else _nothing(planned)
        return _page(role, answer=answer, planned=told)
    shelf, person_id = current_app.extensions["shelf"], g.visit.person_id
    here = _here(db.session)
    found = paths.preview(db.session, shelf, g.visit.site_id, person_id, role, here)
    shown = cards.of(db.session, g.visit.site_id, found.courses)
    return _page(
        role,
        answer=_invitation(len(shown), role),
        cards=shown,
        empty=cards.empty(found.courses),
        basis=found.courses.basis,
        alone=found.courses.alone,
        role_known=found.role_known,
    )


def _started(role: str, planned: Planned | None) -> Response:
    path = rows.of_person(db.session, g.visit.site_id, g.visit.person_id, role)
    if path is None:  # erased at this very moment
        return _preview(role, planned)
    return _told(role, planned, path, paths.state(db.session, path))


def _told(role: str, planned: Planned | None, path: Path, state: State) -> Response:
    return _page(
        role,
        answer=_answer(state, role),
        path=path,
        state=state,
        next=_next(state),
        planned=_dates(planned, state) if planned and not state.finished else None,
    )


def _dates(planned: Planned, state: State) -> dict[str, Any]:
    return planning.told(plans.started(planned, state, g.visit.timezone))


def _page(role: str, **content: Any) -> Response:
    link = activity.link(db.session)
    return make_response(
        render_template(
            "learner/steps.html" if visits.is_fetch() else "learner/path.html",
            role=role,
            graded=link is not None and link.line_item_url is not None,
            words=STATES,
            learner=g.visit.audience == LEARNER,
            freshness=freshness.of_site(db.session, g.visit.site_id),
            calendar=g.get("calendar"),
            is_outside=planning.is_outside,
            asked=_asked(),
            missed=missing.removed(placed=_placed_role() is not None),
            **content,
        )
    )


def _asked() -> set[UUID | None]:
    """Return the items of the catalogue that somebody has asked to do at work."""
    place = (db.session, g.visit.site_id, [g.visit.person_id])
    return {each.course_id for each in assignments.of_people(*place, ASKED)}


def _nothing(planned: Planned) -> str:
    """Say why there is no step where nothing is known to be missing."""
    if planned.assumed:
        return _(
            "More has to be known of you before there is a path to %(role)s.", role=planned.role
        )
    return _("You have what %(role)s asks for. Nothing is left to learn for it.", role=planned.role)


def _invitation(number: int, role: str) -> str:
    if not number:
        return _("There is no course for the way to %(role)s right now.", role=role)
    return ngettext(
        "%(num)d course brings you closer to %(role)s.",
        "%(num)d courses bring you closer to %(role)s.",
        number,
        role=role,
    )


def _answer(state: State, role: str) -> str:
    if state.finished:
        return ngettext(
            "All done: %(num)d course on the way to %(role)s.",
            "All done: %(num)d courses on the way to %(role)s.",
            state.total,
            role=role,
        )
    if not state.total:
        return _("No course on the way to %(role)s is offered any more.", role=role)
    if not state.done:
        return ngettext(
            "%(num)d course lies ahead of you on the way to %(role)s.",
            "%(num)d courses lie ahead of you on the way to %(role)s.",
            state.total,
            role=role,
        )
    return ngettext(
        "%(num)d of %(total)d courses on the way to %(role)s is done.",
        "%(num)d of %(total)d courses on the way to %(role)s are done.",
        state.done,
        total=state.total,
        role=role,
    )


def _next(state: State) -> UUID | None:
    """Return the course to go on with: what is under way comes before what is not begun."""
    for wanted in (RUNNING, OPEN):
        for step in state.steps:
            if step.state == wanted:
                return step.course.id
    return None
