"""Puts where somebody stands, and what roles ask for, into the plain values that schemas tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lti_plugin.api.schemas.gaps import NOT_ASSESSED
from lti_plugin.services.position import Position
from recommender.skills.evidence import COMPLETION, ROLE, UNKNOWN, Counted
from recommender.skills.gaps import Gap, Standing
from recommender.skills.roles import Changes, Role

Ids = Mapping[str, UUID]


def ref(name: str, ids: Ids) -> dict[str, Any]:
    """Return something by its id and its name."""
    return {"id": ids[name], "name": name}


def role_ref(at: Position, role: Role | None) -> dict[str, Any] | None:
    """Return a role of somebody's by its id and its name."""
    return None if role is None else ref(role.name, at.ids)


def names(*gaps: Gap | None) -> set[str]:
    """Return the names of the skills that these gaps speak of."""
    return {each.required.skill for gap in gaps if gap is not None for each in gap.standings}


def gap(found: Gap | None, role: dict[str, Any] | None, on: date, ids: Ids) -> Any:
    """Return a gap against a role's profile of a day; None where there is none."""
    if found is None:
        return None
    return {
        "role": role,
        "on": on,
        "coverage": found.coverage,
        "assessed_share": min(1.0, found.assessed_share),
        "skills": [_standing(each, ids) for each in found.standings],
    }


def _standing(each: Standing, ids: Ids) -> dict[str, Any]:
    held = each.held
    low, high = held.range if held else (None, None)
    return {
        "skill": ref(each.required.skill, ids),
        "required": each.required.level,
        "importance": each.required.importance,
        "state": each.state if each.assessed else NOT_ASSESSED,
        "level": held.level if held else None,
        "low": low,
        "high": high,
        "confidence": held.confidence if held else UNKNOWN,
        "shortfall": each.shortfall if each.assessed else None,
        "rests_on": _grounds(held.counted if held else ()),
    }


def _grounds(counted: Iterable[Counted]) -> list[dict[str, Any]]:
    return [
        {
            "source": each.row.source,
            "level": each.row.level,
            "on": each.row.on,
            "share": min(1.0, each.share),
            "evidence_id": None if each.row.source in {COMPLETION, ROLE} else each.row.id or None,
            "course_id": each.row.id or None if each.row.source == COMPLETION else None,
        }
        for each in counted
    ]


def changes(found: Changes, ids: Ids) -> dict[str, Any]:
    """Return how a profile differs from an earlier one."""
    return {
        "added": _levels(found.added, ids),
        "raised": _moves(found.raised, ids),
        "lowered": _moves(found.lowered, ids),
        "dropped": _levels(found.dropped, ids),
        "ratio": min(1.0, found.ratio),
    }


def _levels(found: Mapping[str, float], ids: Ids) -> list[dict[str, Any]]:
    return [{"skill": ref(name, ids), "level": found[name]} for name in sorted(found)]


def _moves(found: Mapping[str, tuple[float, float]], ids: Ids) -> list[dict[str, Any]]:
    return [
        {"skill": ref(name, ids), "before": found[name][0], "after": found[name][1]}
        for name in sorted(found)
    ]
