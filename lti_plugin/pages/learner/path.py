"""The page of a placed path: what the way to a role would be, and how far one is on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti.roles import LEARNER
from lti_plugin.pages import activity
from lti_plugin.pages.learner import cards
from lti_plugin.services import freshness, paths, placements
from lti_plugin.services.steps import DONE, DROPPED, OPEN, RUNNING, State
from lti_plugin.store import paths as rows

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
    person_id, role = _whose()
    if rows.of_person(db.session, g.visit.site_id, person_id, role) is None:
        return _preview(person_id, role)
    try:
        with visits.writing() as session:
            path = rows.of_person(session, g.visit.site_id, person_id, role)
            if path is not None:
                paths.look_after(session, path, activity.link(db.session))
    except OperationalError as error:
        # The path can be read all the same: a full disk must not take it away.
        log.warning("path not looked after", reason=type(error.orig).__name__)
    return _started(person_id, role)


@blueprint.post("/start")
@visits.require(*visits.EVERYBODY, person=True)
def start() -> Response:
    """Start the path, once; answer with it."""
    person_id, role = _whose()
    place = (current_app.extensions["shelf"], g.visit.site_id, person_id, role)
    with visits.writing() as session:
        path = paths.start(session, *place, here=_here(), link=activity.link(session))
    return _preview(person_id, role) if path is None else _started(person_id, role)


def _whose() -> tuple[UUID, str]:
    """Return who visits, and the role of the activity that they came by."""
    placed = placements.of_custom(g.visit.claims.get("custom", {}))
    if placed is None or placed.role is None:
        raise BadRequest(
            _("This activity leads to no role."),
            hint=_("Who teaches the course can add a path to a role to it."),
        )
    return g.visit.person_id, placed.role


def _here() -> UUID | None:
    course = activity.course(db.session)
    return course.id if course else None


def _preview(person_id: UUID, role: str) -> Response:
    shelf = current_app.extensions["shelf"]
    found = paths.preview(db.session, shelf, g.visit.site_id, person_id, role, _here())
    shown = cards.of(db.session, g.visit.site_id, found.courses)
    return _page(
        role,
        answer=_invitation(len(shown), role),
        cards=shown,
        empty=cards.empty(found.courses),
        basis=found.courses.basis,
        role_known=found.role_known,
    )


def _started(person_id: UUID, role: str) -> Response:
    path = rows.of_person(db.session, g.visit.site_id, person_id, role)
    if path is None:  # erased at this very moment
        return _preview(person_id, role)
    state = paths.state(db.session, path)
    return _page(role, answer=_answer(state, role), path=path, state=state, next=_next(state))


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
            **content,
        )
    )


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
