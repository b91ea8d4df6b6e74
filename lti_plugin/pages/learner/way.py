"""Which way to go: deeper in the role or to another, why, and what somebody says to it."""

from __future__ import annotations

from collections.abc import Sequence
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
from lti_plugin.services import (
    directions,
    heading,
    neighbours,
    position,
    profiles,
    role_removal,
)
from lti_plugin.services.neighbours import Near, Surroundings
from lti_plugin.services.position import Position
from lti_plugin.store import aims, people, roles
from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from recommender.skills.direction import (
    LEAST_ASSESSED,
    NOTHING,
    UNKNOWN,
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
        person = people.get(session, site_id, g.visit.person_id)
        known = profiles.of_site(session, site_id)
        found = known.meant(title)
        if title and found is None:
            raise BadRequest(
                _("“%(role)s” is not among the roles here.", role=title),
                hint=_("Choose one of the list; your L&D team can add others."),
            )
        if found is not None and found is known.meant(person.role):
            raise BadRequest(
                _("“%(role)s” is the role that you have.", role=found.name),
                hint=_("Choose another one, or leave the field empty to aim at none."),
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
    missed = role_removal.missed(db.session, person)  # what is written below forgets the row
    around = neighbours.around(db.session, site_id, at)
    return make_response(
        render_template(
            "learner/direction.html" if visits.is_fetch() else "learner/way.html",
            answer=waywords.answer(found, at),
            kind=waywords.KINDS[found.kind],
            because=[waywords.ground(each, at) for each in found.because],
            missing=[waywords.MISSING[each] for each in found.missing],
            unassessed="assessed_share" in found.missing,
            flips=[waywords.flip(each, at) for each in found.flips],
            otherwise=waywords.KINDS.get(found.otherwise or ""),
            outlook=_outlook(at),
            arms=_arms(at, found, around),
            bridge=_bridge(at, around),
            decision=_kept(at, found),
            aim=at.aim.name if at.aim and at.aim_by != heading.NEAREST else "",
            of_record=at.aim_by == position.RECORD,
            own=at.role.name if at.role else at.title,
            role_known=at.role is not None,
            roles=around.roles,
            answered=answered,
            missed=missed,
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
    if at.role is None:
        return None
    row = roles.get(db.session, at.person.site_id, at.ids[at.role.name])
    return waywords.outlook(row, at.role, at.today)


def _arms(at: Position, found: Direction, around: Surroundings) -> list[dict[str, Any]]:
    """Return every way that is open, the suggested one marked: each with its goal and distance."""
    arms = []
    if at.role is not None:
        arms.append(_arm(at.role.name, _("Deeper in your role"), _have(at)))
    if at.above is not None:
        arms.append(_towards(at, at.above.name, _("Next level"), around))
    if at.aim is not None and at.aim is not at.above:
        proposed = at.aim_by == heading.NEAREST
        what = _("A role near yours") if proposed else _("The role you aim at")
        arms.append(_towards(at, at.aim.name, what, around))
    near = around.near(at.role.name) if at.role else []
    named = {arm["role"] for arm in arms}
    arms += [_of(each, _("A role near yours")) for each in near if each.role not in named]
    suggested = _suggested(at, found, near)
    return [{**arm, "suggested": arm["role"] == suggested} for arm in arms]


def _suggested(at: Position, found: Direction, near: Sequence[Near]) -> str | None:
    """Return the role that the suggestion leads to; the nearest where it only leads away."""
    if found.kind == UNKNOWN:
        return None
    if found.kind in STAYS:
        return at.role.name if at.role else None
    return found.towards or next((each.role for each in near), None)


STAYS = frozenset({UPSKILL, NOTHING})


def _towards(at: Position, role: str, what: str, around: Surroundings) -> dict[str, Any]:
    near = around.to(at.role.name, role) if at.role else None
    return _arm(role, what) if near is None else _of(near, what)


def _of(near: Near, what: str) -> dict[str, Any]:
    covers = _("your role covers %(share)s of it", share=wording.percent(100 * (1 - near.gap)))
    told = [covers, str(waywords.READINESS[near.readiness])]
    return _arm(near.role, what, *told, *([_("growing")] if near.growing else []))


def _have(at: Position) -> str:
    """Return how much of the own role somebody has, as far as enough of it is assessed."""
    if at.now is None or at.now.coverage is None or at.now.assessed_share < LEAST_ASSESSED:
        return _("not assessed yet")
    return _("you have %(share)s", share=wording.percent(100 * at.now.coverage))


def _arm(role: str, what: str, *told: str) -> dict[str, Any]:
    return {"role": role, "what": what, "told": ", ".join(told)}


def _bridge(at: Position, around: Surroundings) -> str | None:
    """Return the roles on the way to an aim that is far."""
    if at.role is None or at.aim is None or at.aim_by == heading.NEAREST:
        return None
    return " → ".join(around.between(at.role.name, at.aim.name)) or None
