"""A skill that a role asks for beside what somebody holds, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lti_plugin.pages import skillwords, wording
from lti_plugin.store.skills import Skill
from recommender.skills.evidence import Counted, Evidence
from recommender.skills.gaps import Standing

NOBODY: Mapping[str, str] = {}


def row(skill: Skill, each: Standing, raters: Mapping[str, str] = NOBODY) -> dict[str, Any]:
    """Return a skill of a role with what somebody holds of it, as its bar and words show it.

    ``raters`` are the names of those who wrote a row, by its id.
    """
    held = each.held
    low, high = held.range if held else (0.0, 0.0)
    return {
        "id": skill.id,
        "name": skill.name,
        "description": skill.description,
        "durable": skill.durable,
        "required": each.required.level,
        "required_word": wording.level(each.required.level),
        "state": each.state,
        "state_word": skillwords.STATES[each.state],
        "level": held.level if held else None,
        "word": wording.level(held.level) if held else "",
        "low": low,
        "high": high,
        "range": skillwords.between(low, high) if held else "",
        "sure": skillwords.SURE[held.confidence] if held else skillwords.UNKNOWN,
        "assessed": each.assessed,
        "rests_on": [_rests_on(one, raters) for one in held.counted] if held else [],
    }


def _rests_on(counted: Counted, raters: Mapping[str, str]) -> dict[str, str]:
    said, source = counted.row, str(skillwords.SOURCES[counted.row.source])
    by = raters.get(said.id, "")
    return {
        "source": _("%(source)s (%(who)s)", source=source, who=by) if by else source,
        "level": wording.level(said.level),
        "on": _day(said),
        "share": wording.percent(100 * counted.share),
    }


def _day(said: Evidence) -> str:
    """Return the day that a row is from, or what is known of it."""
    if said.on is None:
        return _("no date")
    day = wording.day(said.on)
    return _("first seen on %(day)s", day=day) if said.first_seen else day
