"""Which way to go: deeper in the role or to another, why, and what somebody says to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from structlog import get_logger

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import waywords, wording
from lti_plugin.services import directions, heading, neighbours, profiles
from lti_plugin.services.neighbours import Near, Surroundings
from lti_plugin.services.position import Position
from lti_plugin.store import aims, people, roles
from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from recommender.skills.direction import (
    ADVANCE,
    LEAST_ASSESSED,
    NOTHING,
    RESKILL,
    UPSKILL,
    Direction,
)

blueprint = Blueprint("way", __name__, url_prefix="/learn/way")
log = get_logger("fingerpost.way")


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the suggestion, with every way that is open."""
    return _page()


@blueprint.post("/aim")
@visits.require(*visits.EVERYBODY, person=True)
def aim() -> Response:
    """Keep the role that somebody aims at; an empty one takes the aim back."""
    title = request.form.get("role", "").strip()
    with visits.writing() as session:
        site_id = g.visit.site_id
        found = profiles.named(roles.of_site(session, site_id), [title]).get(title)
        if title and found is None:
            raise BadRequest(
                _("“%(role)s” is not among the roles here.", role=title),
                hint=_("Choose one of the list; your L&D team can add others."),
            )
        aims.aim_at(session, site_id, g.visit.person_id, found.id if found else None)
    return _page()


@blueprint.post("/answer")
@visits.require(*visits.EVERYBODY, person=True)
def answer() -> Response:
    """Keep what somebody says to the suggestion."""
    try:
        decision = UUID(request.form.get("decision", ""))
    except ValueError:
        raise BadRequest(_("This suggestion is not known here.")) from None
    word, reason = request.form.get("answer", ""), request.form.get("reason", "")
    if word == directions.DISAGREED and not reason.strip():
        raise BadRequest(
            _("Say in a few words why you disagree."), hint=_("Go back and add your reason.")
        )
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id)
        directions.answer(*place, decision, word, reason)
    return _page(answered=True)


def _page(answered: bool = False) -> Response:
    site_id = g.visit.site_id
    person = people.get(db.session, site_id, g.visit.person_id)
    going = heading.of_person(db.session, site_id, person, now().date())
    at, found = going.at, going.direction
    around = neighbours.around(db.session, site_id, at)
    return make_response(
        render_template(
            "learner/direction.html" if visits.is_fetch() else "learner/way.html",
            answer=waywords.answer(found, at),
            kind=waywords.KINDS[found.kind],
            because=[waywords.ground(each, at) for each in found.because],
            missing=[waywords.MISSING[each] for each in found.missing],
            flips=[waywords.flip(each, at) for each in found.flips],
            otherwise=waywords.KINDS.get(found.otherwise or ""),
            outlook=_outlook(at),
            arms=_arms(at, found, around),
            bridge=_bridge(at, around),
            decision=_kept(at, found),
            aim=at.aim.name if at.aim and at.aim_by != heading.NEAREST else "",
            aim_by=at.aim_by,
            own=at.role.name if at.role else at.title,
            role_known=at.role is not None,
            roles=[row.name for row in roles.of_site(db.session, site_id)],
            answered=answered,
        )
    )


def _kept(at: Position, found: Direction) -> Decision | None:
    """Write down what is suggested; it can be read all the same where that fails."""
    try:
        with visits.writing() as session:
            decision = directions.keep(session, at, found)
            session.expunge(decision)
            return decision
    except OperationalError as error:
        log.warning("suggestion not kept", reason=type(error.orig).__name__)
        return None


def _outlook(at: Position) -> dict[str, Any] | None:
    """Return what is expected of the role, by whom, and when that was signed."""
    row = at.stored.get(at.role.name) if at.role else None
    return waywords.outlook(row) if row else None


def _arms(at: Position, found: Direction, around: Surroundings) -> list[dict[str, Any]]:
    """Return every way that is open, the suggested one marked: each with its goal and distance."""
    arms = []
    if at.role is not None:
        arms.append(_arm(at.role.name, _("Deeper in your role"), found.kind in STAYS, _have(at)))
    if at.above is not None:
        arms.append(_near(at, at.above.name, _("Next level"), around, found))
    if at.aim is not None and (at.role is None or at.aim.name != at.role.name):
        proposed = at.aim_by == heading.NEAREST
        what = _("A role near yours") if proposed else _("The role you aim at")
        arms.append(_near(at, at.aim.name, what, around, found))
    named = {arm["role"] for arm in arms}
    for near in around.near(at.role.name) if at.role else ():
        if near.role not in named:
            arms.append(_of(near, _("A role near yours"), _is_suggested(near.role, found)))
    return arms


STAYS = frozenset({UPSKILL, NOTHING})


def _near(
    at: Position, role: str, what: str, around: Surroundings, found: Direction
) -> dict[str, Any]:
    near = around.to(at.role.name, role) if at.role else None
    suggested = _is_suggested(role, found)
    return _arm(role, what, suggested) if near is None else _of(near, what, suggested)


def _is_suggested(role: str, found: Direction) -> bool:
    return found.kind in {RESKILL, ADVANCE} and found.towards == role


def _of(near: Near, what: str, suggested: bool) -> dict[str, Any]:
    covers = _("your role covers %(share)s of it", share=wording.percent(100 * (1 - near.gap)))
    told = [covers, str(waywords.READINESS[near.readiness])]
    return _arm(near.role, what, suggested, *told, *([_("growing")] if near.growing else []))


def _have(at: Position) -> str:
    """Return how much of the own role somebody has, as far as enough of it is assessed."""
    if at.now is None or at.now.coverage is None or at.now.assessed_share < LEAST_ASSESSED:
        return _("not assessed yet")
    return _("you have %(share)s", share=wording.percent(100 * at.now.coverage))


def _arm(role: str, what: str, suggested: bool, *told: str) -> dict[str, Any]:
    return {"role": role, "what": what, "suggested": suggested, "told": ", ".join(told)}


def _bridge(at: Position, around: Surroundings) -> str | None:
    """Return the roles on the way to an aim that is far."""
    if at.role is None or at.aim is None or at.aim_by == heading.NEAREST:
        return None
    return " → ".join(around.between(at.role.name, at.aim.name)) or None
