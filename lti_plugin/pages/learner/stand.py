"""Where somebody stands: each skill that their roles ask for, how sure that is, and rating it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import skillwords, wording
from lti_plugin.pages.learner import standings
from lti_plugin.services import evidence, position, ratings, stand
from lti_plugin.services.stand import Stand, View
from lti_plugin.store import people
from lti_plugin.store.base import now
from recommender.skills.direction import LEAST_ASSESSED
from recommender.skills.evidence import COMPLETION, ROLE, SELF

blueprint = Blueprint("stand", __name__, url_prefix="/learn/skills")
OWN_WORDS = frozenset({COMPLETION, ROLE, SELF})


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show what is held against what is asked for."""
    return _page()


@blueprint.post("/rate")
@visits.require(*visits.EVERYBODY, person=True)
def rate() -> Response:
    """Keep how somebody rates themselves in one skill."""
    with visits.writing() as session:
        levels = {_skill_id(): _level()}
        evidence.rate_oneself(session, g.visit.site_id, g.visit.person_id, levels)
    return _page(rated=True)


def _skill_id() -> UUID:
    try:
        return UUID(request.form.get("skill", ""))
    except ValueError:
        raise BadRequest(_("This skill is not known here.")) from None


def _level() -> float:
    given = request.form.get("level", "")
    if given not in {str(level) for level in wording.LEVELS}:
        raise BadRequest(_("Choose one of the six levels."))
    return float(given)


def _page(rated: bool = False) -> Response:
    person = people.get(db.session, g.visit.site_id, g.visit.person_id)
    at = position.of_person(db.session, g.visit.site_id, person, now().date())
    view = stand.view(db.session, current_app.extensions["shelf"], at)
    return make_response(
        render_template(
            "learner/standing.html" if visits.is_fetch() else "learner/stand.html",
            answer=_answer(view),
            stands=_stands(view, _raters(view)),
            next=_next(view),
            levels=skillwords.LEVELS,
            rated=rated,
        )
    )


def _next(view: View) -> dict[str, Any] | None:
    """Return the skill whose rating would tell most."""
    if not view.questions:
        return None
    rows = [skill for each in (view.own, view.aim) if each for skill, _standing in each.rows]
    first = view.questions[0].skill
    return next({"id": skill.id, "name": skill.name} for skill in rows if skill.name == first)


def _answer(view: View) -> str:
    shown = view.own or view.aim
    if shown is None:
        return _("Your role is not known here yet, so there is nothing to compare with.")
    if shown.gap.coverage is None:
        return _("Nothing of what %(role)s asks for is assessed yet.", role=shown.role)
    if shown.gap.assessed_share < LEAST_ASSESSED:
        return _(
            "Only %(share)s of what %(role)s asks for is assessed yet.",
            share=wording.percent(100 * shown.gap.assessed_share),
            role=shown.role,
        )
    if round(100 * shown.gap.coverage) == 0:
        return _("You are at the very beginning of what %(role)s asks for.", role=shown.role)
    return _(
        "You have %(share)s of what %(role)s asks for.",
        share=wording.percent(100 * shown.gap.coverage),
        role=shown.role,
    )


def _raters(view: View) -> dict[str, str]:
    """Return who wrote what the shown skills rest on, by the rows' ids."""
    counted = [
        one.row
        for each in (view.own, view.aim)
        if each
        for _skill, standing in each.rows
        if standing.held
        for one in standing.held.counted
    ]
    ids = {row.id for row in counted if row.source not in OWN_WORDS}
    return ratings.raters(db.session, g.visit.site_id, g.visit.person_id, ids)


def _stands(view: View, raters: dict[str, str]) -> list[dict[str, Any]]:
    """Return what to show by role; a skill of both can be led to where it stands first."""
    stands = [_told(each, raters) for each in (view.own, view.aim) if each]
    seen: set[UUID] = set()
    for row in (row for each in stands for row in each["rows"]):
        row["first"] = row["id"] not in seen
        seen.add(row["id"])
    return stands


def _told(shown: Stand, raters: dict[str, str]) -> dict[str, Any]:
    return {
        "role": shown.role,
        "assessed": wording.percent(100 * shown.gap.assessed_share),
        "have": None if shown.gap.coverage is None else wording.percent(100 * shown.gap.coverage),
        "rows": [standings.row(skill, each, raters) for skill, each in shown.rows],
    }
