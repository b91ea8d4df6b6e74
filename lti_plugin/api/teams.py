"""A manager's people as they may be seen, and a plan for all of them within one budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app, g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import teams as schemas
from lti_plugin.extensions import db
from lti_plugin.services import directory, members, team_plans, teams
from lti_plugin.services.team_plans import Board, Wanted
from lti_plugin.store.base import now
from recommender.skills.pathway.holders import HolderCount
from recommender.skills.pathway.plans import Plan

resource = Resource("teams", "What a manager sees of their people, and plans for all of them.")
OPTIMAL = "optimal"


@resource.answers("GET", "/plans/team", schemas.Team, also=(403,))
def list_team() -> dict[str, Any]:
    """List the people whom whoever asks leads, as a manager may see them."""
    team = teams.led(db.session, g.visit.site_id, g.visit.person_id)
    seen = members.of_team(db.session, g.visit.site_id, team, now().date())
    return {
        "items": [
            {
                "person": {"id": each.id, "name": each.name},
                "role": each.role,
                "direction": each.kind,
                "coverage": each.coverage,
                "assessed_share": each.assessed,
                "path_hours": each.hours,
            }
            for each in seen
        ]
    }


@resource.answers(
    "POST",
    "/plans/team",
    schemas.TeamPlan,
    body=schemas.TeamWish,
    also=(400, 403, 415, 422),
)
def plan_for_team(said: dict[str, Any]) -> dict[str, Any]:
    """Plan for everybody whom whoever asks leads; nothing is kept, and it takes seconds at most."""
    team = teams.led(db.session, g.visit.site_id, g.visit.person_id)
    critical = [(each["skill_id"], each["level"], each["holders"]) for each in said["critical"]]
    wanted = Wanted(said["hours"], said["money"], critical)
    shelf = current_app.extensions["shelf"]
    place = (g.visit.site_id, g.visit.person_id, team, wanted, now().date())
    found = team_plans.plan(db.session, shelf, *place)
    names = directory.names(db.session, g.visit.site_id, [each.id for each in team])
    return _told(found, names)


def _told(found: Board, names: Mapping[UUID, str]) -> dict[str, Any]:
    plan = found.plan
    return {
        "hours": plan.hours,
        "cost": plan.cost,
        "capped": found.capped,
        "proven": plan.label == OPTIMAL,
        "coverage_before": min(1.0, plan.coverage_before),
        "coverage_after": min(1.0, plan.coverage_after),
        "paths": [_path(UUID(who), each, found, names) for who, each in plan.plans.items()],
        "critical": [_holders(each, found) for each in plan.critical],
        "few_holders": plan.few_holders,
        "aside": [{"id": each, "name": names.get(each, "")} for each in found.aside],
    }


def _path(who: UUID, each: Plan, found: Board, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "person": {"id": who, "name": names.get(who, "")},
        "direction": found.kinds[who],
        "hours": each.hours,
        "cost": each.cost,
        "coverage_before": min(1.0, each.coverage_before),
        "coverage_after": min(1.0, each.coverage_after),
        "steps": _steps(each, found),
    }


def _steps(each: Plan, found: Board) -> Sequence[dict[str, Any]]:
    return [
        {"id": step.option_id, "name": found.courses[step.option_id].title, "hours": step.hours}
        for step in each.steps
        if step.option_id in found.courses
    ]


def _holders(each: HolderCount, found: Board) -> dict[str, Any]:
    short = [one for one in found.plan.shortages if one.critical == each.critical]
    assumed = found.assumed.get(each.critical.skill, frozenset())
    return {
        "skill": each.critical.skill,
        "level": each.critical.level,
        "holders": each.critical.holders,
        "before": len(each.before),
        "assumed": len(assumed & set(each.before)),
        "after": len(each.after),
        "reason": short[0].reason if short else None,
    }
