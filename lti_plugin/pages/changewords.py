"""How one profile of a role differs from another, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lti_plugin.pages import wording
from recommender.skills.roles import Changes


def changed(changes: Changes) -> list[dict[str, Any]]:
    """Return what a role will ask for otherwise than today, by kind of change."""
    kinds = [
        {"text": _("New"), "skills": _levels(changes.added)},
        {"text": _("Raised"), "skills": _steps(changes.raised)},
        {"text": _("Lowered"), "skills": _steps(changes.lowered)},
        {"text": _("No longer asked for"), "skills": sorted(changes.dropped)},
    ]
    return [kind for kind in kinds if kind["skills"]]


def _levels(skills: Mapping[str, float]) -> list[str]:
    return [
        _("%(skill)s (%(level)s)", skill=skill, level=wording.level(level))
        for skill, level in sorted(skills.items())
    ]


def _steps(skills: Mapping[str, tuple[float, float]]) -> list[str]:
    return [_step(skill, *levels) for skill, levels in sorted(skills.items())]


def _step(skill: str, before: float, after: float) -> str:
    first, last = wording.level(before), wording.level(after)
    if first == last:  # half a level has no word of its own
        if after > before:
            return _("%(skill)s (a little above %(level)s)", skill=skill, level=first)
        return _("%(skill)s (a little below %(level)s)", skill=skill, level=first)
    return _("%(skill)s (from %(first)s to %(last)s)", skill=skill, first=first, last=last)
