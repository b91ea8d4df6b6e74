"""The team board: everybody's path within one budget, and who will hold the critical skills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import problems, waywords, wording
from lti_plugin.pages.manager import amounts
from lti_plugin.services import budgets, directory, team_plans, teams
from lti_plugin.services.team_plans import Board, Wanted
from lti_plugin.store import skills
from lti_plugin.store.base import now
from recommender.skills.pathway.holders import HolderCount, Shortage
from recommender.skills.pathway.plans import Plan

blueprint = Blueprint("board", __name__, url_prefix="/learn/team/plan")
USUAL_HOURS, ROWS = 20.0, 3
OPTIMAL = "optimal"
WHY = {
    "too_few_people": lazy("the team has fewer people than that"),
    "no_course": lazy("too few of them can reach it with what is offered to them"),
    "own_limits": lazy("too few of them have the hours or the money of their own for it"),
    "budget": lazy("the budget ends before"),
    "not_proven": lazy("there was no time to search further"),
}


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the form; its numbers are filled in from what is left of the team's budget."""
    team = teams.led(db.session, g.visit.site_id, g.visit.person_id)
    today = now().date()
    left = budgets.of_team(db.session, g.visit.site_id, g.visit.person_id, today)
    usual = USUAL_HOURS * len(team)
    typed = {
        "hours": str(math.floor(usual if left.hours is None else min(usual, left.hours))),
        "money": "" if left.money is None else str(math.floor(left.money)),
    }
    answer = ngettext(
        "What should %(num)d person learn next, and in how many hours?",
        "What should your %(num)d people learn next, and in how many hours?",
        len(team),
    )
    return _page(answer, typed)


@blueprint.post("/solve")
@visits.require(*visits.EVERYBODY, person=True)
def solve() -> Response:
    """Plan for the whole team, which takes some seconds at most."""
    team = teams.led(db.session, g.visit.site_id, g.visit.person_id)
    wanted = _wanted()
    place = (g.visit.site_id, g.visit.person_id, team, wanted, now().date())
    try:
        found = team_plans.plan(db.session, current_app.extensions["shelf"], *place)
    except BadInput as error:
        wrong = problems.told(error)
        response = _page(_("No plan could be made."), request.form, wrong=wrong)
        response.status_code = error.status
        return response
    names = directory.names(db.session, g.visit.site_id, [each.id for each in team])
    return _page(_answer(found), request.form, board=_told(found, names))


def _wanted() -> Wanted:
    return Wanted(
        hours=amounts.number(request.form.get("hours", ""), _("the hours")),
        money=amounts.optional(request.form.get("money", ""), _("the money")),
        critical=[
            (_skill(skill), amounts.number(level, _("the level")), _people(holders))
            for skill, level, holders in _rows()
            if skill
        ],
    )


def _people(text: str) -> int:
    return int(amounts.number(text, _("the number of people")))


def _rows() -> list[tuple[str, str, str]]:
    form = request.form
    columns = (form.getlist("skill"), form.getlist("level"), form.getlist("holders"))
    return list(zip(*columns, strict=False))


def _skill(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest(_("This skill is not known here.")) from None


def _page(answer: str, typed: Mapping[str, str], **content: Any) -> Response:
    site_id = g.visit.site_id
    rows = [{"skill": s, "level": level, "holders": n} for s, level, n in _rows()]
    rows += [{"skill": "", "level": "3", "holders": "2"}] * max(1, ROWS - len(rows))
    return make_response(
        render_template(
            "manager/board.html",
            answer=answer,
            typed=typed,
            rows=rows,
            skills=[(each.id, each.name) for each in skills.of_site(db.session, site_id)],
            levels={number: word for number, word in wording.LEVELS.items() if number},
            most=team_plans.MOST_CRITICAL,
            **content,
        )
    )


def _answer(found: Board) -> str:
    plan = found.plan
    values = {
        "hours": wording.duration(round(60 * plan.hours)),
        "before": wording.percent(100 * plan.coverage_before),
        "after": wording.percent(100 * plan.coverage_after),
    }
    if plan.shortages:
        short = [each.critical.skill for each in plan.shortages]
        return _(
            "%(hours)s bring your team from %(before)s to %(after)s; too few would hold "
            "%(skills)s.",
            skills=wording.joined(short),
            **values,
        )
    if not plan.hours:
        return _("Nothing here brings your team further within this budget.")
    if plan.critical:
        return _(
            "%(hours)s bring your team from %(before)s to %(after)s, and enough hold each critical "
            "skill.",
            **values,
        )
    return _("%(hours)s bring your team from %(before)s to %(after)s.", **values)


def _told(found: Board, names: Mapping[UUID, str]) -> dict[str, Any]:
    plan = found.plan
    return {
        "hours": wording.duration(round(60 * plan.hours)),
        "money": amounts.money(plan.cost),
        "within": amounts.both(found.within),
        "capped": found.capped,
        "before": wording.percent(100 * plan.coverage_before),
        "after": wording.percent(100 * plan.coverage_after),
        "proven": plan.label == OPTIMAL,
        "people": [
            _person(names.get(UUID(who), ""), found.kinds[UUID(who)], each, found)
            for who, each in plan.plans.items()
        ],
        "aside": [names.get(each, "") or _("Somebody") for each in found.aside],
        "critical": [_holders(each, plan.shortages, names, found) for each in plan.critical],
        "few": list(plan.few_holders),
    }


def _person(name: str, kind: str, plan: Plan, found: Board) -> dict[str, Any]:
    return {
        "name": name or _("Somebody"),
        "label": str(waywords.KINDS[kind]),
        "hours": wording.duration(round(60 * plan.hours)),
        "money": amounts.money(plan.cost) if plan.cost else "",
        "before": wording.percent(100 * plan.coverage_before),
        "after": wording.percent(100 * plan.coverage_after),
        "steps": [
            found.courses[step.option_id].title
            for step in plan.steps
            if step.option_id in found.courses
        ],
        "guessed": any(step.option_id in found.guessed for step in plan.steps),
    }


def _holders(
    each: HolderCount, short: Sequence[Shortage], names: Mapping[UUID, str], found: Board
) -> dict[str, Any]:
    missing = next((one for one in short if one.critical == each.critical), None)
    assumed = found.assumed.get(each.critical.skill, frozenset()) & set(each.before)
    return {
        "skill": each.critical.skill,
        "level": wording.level(each.critical.level),
        "wanted": each.critical.holders,
        "before": len(each.before),
        "after": len(each.after),
        "assumed": len(assumed),
        "who": [names.get(UUID(who), "") for who in each.after],
        "why": str(WHY[missing.reason]) if missing else "",
    }
