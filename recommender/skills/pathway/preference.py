"""Which way of learning suits which skill and which direction: small bonuses, to be edited.

They decide between options that raise the same in the same time, never against coverage. The
defaults say what is usual practice: courses away from work and certificates for a new role and
for technical fields, assignments at work for soft skills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from recommender.skills.pathway.values import Option

MOST_BONUS = 0.2

BY_DIRECTION: Mapping[str, Mapping[str, float]] = {
    "upskill": {
        "workshop": 0.05,
        "advanced tool": 0.05,
        "on the job": 0.05,
        "on-the-job project": 0.05,
    },
    "reskill": {"boot camp": 0.1, "certification": 0.1, "cross-training": 0.1},
}
BY_KIND: Mapping[str, Mapping[str, float]] = {
    "technical": {"certification": 0.1},
    "soft": {"stretch assignment": 0.1, "mentoring": 0.05},
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """By direction and by kind of skill, the bonus of each mode, 0 to ``MOST_BONUS`` in all.

    However a mode is spelled, as :func:`spelled` has it, it is the same.
    """

    by_direction: Mapping[str, Mapping[str, float]]
    by_kind: Mapping[str, Mapping[str, float]]


DEFAULT = Preferences(BY_DIRECTION, BY_KIND)


def spelled(mode: str) -> str:
    """Return a mode without what differs from catalogue to catalogue: case, hyphens, spaces."""
    return " ".join(mode.casefold().replace("-", " ").split())


def suiting(direction: str, preferences: Preferences = DEFAULT) -> frozenset[str]:
    """Return the modes that suit a direction, as :func:`spelled` has them."""
    return frozenset(map(spelled, preferences.by_direction.get(direction, {})))


def mode_bonuses(
    options: Iterable[Option],
    direction: str | None = None,
    kinds: Mapping[str, str] | None = None,
    preferences: Preferences = DEFAULT,
) -> dict[str, float]:
    """Return, by option, how much its mode is preferred; what has no bonus is absent.

    Parameters
    ----------
    options : iterable of Option
    direction : str, optional
        "upskill", "reskill" or another row of the table.
    kinds : mapping of str to str, optional
        By skill its kind, such as "technical" or "soft". An option that teaches several kinds
        gets the largest of their bonuses.
    preferences : Preferences

    Returns
    -------
    dict of str to float
        Between 0 and ``MOST_BONUS``.
    """
    towards = _row(preferences.by_direction, direction)
    by_skill = {skill: _row(preferences.by_kind, kind) for skill, kind in (kinds or {}).items()}
    found = {}
    for option in options:
        if option.mode is None:
            continue
        mode = spelled(option.mode)
        suited = [by_skill.get(skill, {}).get(mode, 0.0) for skill in option.teaches]
        bonus = min(MOST_BONUS, towards.get(mode, 0.0) + max(suited, default=0.0))
        if bonus > 0:
            found[option.id] = bonus
    return found


def _row(table: Mapping[str, Mapping[str, float]], name: str | None) -> dict[str, float]:
    return {spelled(mode): bonus for mode, bonus in table.get(name or "", {}).items()}
