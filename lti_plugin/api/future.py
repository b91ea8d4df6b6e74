"""What may come, for L&D admins: triggers, priorities, the talent pipeline and scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, g
from sqlalchemy.orm import Session

from lti_plugin.api import told
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import future as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import effects, pipeline, priorities, scenarios, tokens, triggers
from lti_plugin.services.effects import Effect
from lti_plugin.services.scenarios import Figures
from lti_plugin.store import roles, skills
from lti_plugin.store import scenarios as rows
from lti_plugin.store.base import now
from lti_plugin.store.roles import RoleTrigger
from lti_plugin.store.scenarios import Scenario

resource = Resource("future", "What happens to roles, what counts most, and what would be if.")


@resource.for_admins(
    "GET", "/triggers", schemas.Register, query=schemas.WantedTriggers, scope=tokens.READ_FUTURE
)
def list_triggers(wanted: dict[str, Any]) -> dict[str, Any]:
    """List what happens to roles and skills, and whose suggestion each entry changes."""
    every = roles.triggers(db.session, g.visit.site_id)
    shown = [row for row in every if wanted["closed"] or row.closed_at is None]
    return {"items": _triggers(db.session, shown)}


@resource.for_admins(
    "POST",
    "/triggers",
    schemas.RegisterEntry,
    body=schemas.TriggerSaid,
    status=201,
    also=(404,),
    scope=tokens.WRITE_FUTURE,
)
def add_trigger(said: dict[str, Any]) -> Any:
    """Enter that something happens to a role, or to all that ask for a skill."""
    with visits.writing() as session:
        row = triggers.add(session, g.visit.site_id, triggers.Said(**said), visits.actor())
        return _triggers(session, [row])[0]


@resource.for_admins(
    "PUT",
    "/triggers/<uuid:trigger_id>",
    schemas.RegisterEntry,
    body=schemas.TriggerSaid,
    scope=tokens.WRITE_FUTURE,
)
def change_trigger(said: dict[str, Any], trigger_id: UUID) -> Any:
    """Put an entry as it is to be from now on."""
    place = (g.visit.site_id, trigger_id)
    with visits.writing() as session:
        row = triggers.change(session, *place, triggers.Said(**said), visits.actor())
        return _triggers(session, [row])[0]


@resource.for_admins(
    "PUT",
    "/triggers/<uuid:trigger_id>/closed",
    schemas.RegisterEntry,
    body=schemas.TriggerClosed,
    scope=tokens.WRITE_FUTURE,
)
def close_trigger(said: dict[str, Any], trigger_id: UUID) -> Any:
    """Close an entry, so that it counts no more, or open it again."""
    place = (g.visit.site_id, trigger_id, visits.actor())
    with visits.writing() as session:
        row = triggers.close(session, *place, again=not said["closed"])
        return _triggers(session, [row])[0]


@resource.for_admins("GET", "/priorities", schemas.Priorities, scope=tokens.READ_FUTURE)
def list_priorities() -> dict[str, Any]:
    """List how much each skill counts: weight of its objectives x importance in roles."""
    found = priorities.of_site(db.session, g.visit.site_id, now().date())
    names = ("id", "name", "durable", "weight", "importance", "people")
    return {
        "items": [
            {name: getattr(each, name) for name in names}
            | {"priority": each.value, "objectives": each.objectives}
            for each in found
        ]
    }


@resource.for_admins("GET", "/outcomes/pipeline", schemas.Pipeline, scope=tokens.READ_FUTURE)
def get_pipeline() -> dict[str, Any]:
    """Tell how many of those who aim at each role are ready when; counts of five and more."""
    return {
        "items": [
            {
                "role": {"id": each.role_id, "name": each.role},
                "people": each.people,
                "buckets": each.buckets
                and [{"ready": name, "people": n} for name, n in each.buckets.items()],
            }
            for each in pipeline.of_site(db.session, g.visit.site_id, now().date())
        ]
    }


@resource.for_admins("GET", "/outcomes/scenarios", schemas.Scenarios, scope=tokens.READ_FUTURE)
def list_scenarios() -> dict[str, Any]:
    """List the scenarios that are kept; no learner's page knows of them."""
    names = roles.names(db.session, g.visit.site_id)
    found = rows.of_site(db.session, g.visit.site_id)
    return {"items": [_brief(row, names) for row in found]}


@resource.for_admins(
    "POST",
    "/outcomes/scenarios",
    schemas.Scenario,
    body=schemas.ScenarioSaid,
    status=201,
    also=(404,),
    scope=tokens.WRITE_FUTURE,
)
def add_scenario(said: dict[str, Any]) -> dict[str, Any]:
    """Keep a scenario by its name, and tell what it comes to."""
    place = (g.visit.site_id, scenarios.Said(**said), now().date(), visits.actor())
    with visits.writing() as session:
        return _scenario(session, scenarios.add(session, *place))


@resource.for_admins(
    "GET", "/outcomes/scenarios/<uuid:scenario_id>", schemas.Scenario, scope=tokens.READ_FUTURE
)
def get_scenario(scenario_id: UUID) -> dict[str, Any]:
    """Tell what a scenario comes to as of today."""
    return _scenario(db.session, rows.get(db.session, g.visit.site_id, scenario_id))


@resource.for_admins(
    "PUT",
    "/outcomes/scenarios/<uuid:scenario_id>",
    schemas.Scenario,
    body=schemas.ScenarioSaid,
    scope=tokens.WRITE_FUTURE,
)
def change_scenario(said: dict[str, Any], scenario_id: UUID) -> dict[str, Any]:
    """Put a scenario as it is to be from now on."""
    place = (g.visit.site_id, scenario_id, scenarios.Said(**said), now().date())
    with visits.writing() as session:
        return _scenario(session, scenarios.change(session, *place, visits.actor()))


@resource.for_admins(
    "DELETE", "/outcomes/scenarios/<uuid:scenario_id>", None, status=204, scope=tokens.WRITE_FUTURE
)
def remove_scenario(scenario_id: UUID) -> Response:
    """Forget a scenario."""
    with visits.writing() as session:
        scenarios.remove(session, g.visit.site_id, scenario_id, visits.actor())
    return Response(status=204)


def _triggers(session: Session, found: Sequence[RoleTrigger]) -> list[dict[str, Any]]:
    site_id = g.visit.site_id
    known = effects.of_triggers(session, site_id, found, now().date())
    of_roles = roles.names(session, site_id)
    of_skills = skills.of_ids(session, site_id, _skills(found))
    return [
        {
            **{name: getattr(row, name) for name in ("id", "kind", "on", "note", "source")},
            "role": row.role_id and {"id": row.role_id, "name": of_roles[row.role_id]},
            "skill": row.skill_id and of_skills[row.skill_id],
            "entered_at": row.created_at,
            "closed_at": row.closed_at,
            "effect": _effect(known.get(row.id)),
        }
        for row in found
    ]


def _skills(found: Sequence[RoleTrigger]) -> set[UUID]:
    return {row.skill_id for row in found if row.skill_id is not None}


def _effect(found: Effect | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"holders": found.holders, "turned": found.turned, "into": _ways(found.into)}


def _ways(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"kind": kind, "people": count} for kind, count in sorted(counts.items())]


def _brief(row: Scenario, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("id", "name", "on", "note", "created_at")},
        "role": {"id": row.role_id, "name": names[row.role_id]},
        "becomes": {"id": row.becomes_id, "name": names[row.becomes_id]},
    }


def _scenario(session: Session, row: Scenario) -> dict[str, Any]:
    found = scenarios.outcome(session, row, now().date())
    lacks = [each.skill for each in found.figures.lacks] if found.figures else []
    changed = found.changing
    named = {*changed.added, *changed.raised, *changed.lowered, *changed.dropped, *lacks}
    ids = skills.ids(session, row.site_id, named)
    return {
        **_brief(row, roles.names(session, g.visit.site_id)),
        "people": found.people,
        "weeks": found.weeks,
        "changes": told.changes(changed, ids),
        "figures": found.figures and _figures(found.figures, ids),
    }


def _figures(figures: Figures, ids: told.Ids) -> dict[str, Any]:
    names = ("assessed", "ready", "hours", "short", "beyond")
    return {name: getattr(figures, name) for name in names} | {
        "lacks": [
            {
                "skill": told.ref(each.skill, ids),
                "level": each.level,
                "fall_short": each.below,
                "not_assessed": each.unassessed,
                "course": each.course,
            }
            for each in figures.lacks
        ],
        "before": _ways(figures.before),
        "after": None if figures.after is None else _ways(figures.after),
    }
