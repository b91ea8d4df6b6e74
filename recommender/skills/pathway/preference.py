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
    "upskill": {"workshop": 0.05, "advanced tool": 0.05, "on the job": 0.05},
    "reskill": {"boot camp": 0.1, "certification": 0.1, "cross-training": 0.1},
}
BY_KIND: Mapping[str, Mapping[str, float]] = {
    "technical": {"certification": 0.1},
    "soft": {"stretch assignment": 0.1, "mentoring": 0.05},
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """By direction and by kind of skill, the bonus of each mode, 0 to ``MOST_BONUS`` in all."""

    by_direction: Mapping[str, Mapping[str, float]]
    by_kind: Mapping[str, Mapping[str, float]]


DEFAULT = Preferences(BY_DIRECTION, BY_KIND)


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
    found = {}
    for option in options:
        if option.mode is None:
            continue
        towards = preferences.by_direction.get(direction or "", {}).get(option.mode, 0.0)
        suited = [
            preferences.by_kind.get((kinds or {}).get(skill, ""), {}).get(option.mode, 0.0)
            for skill in option.teaches
        ]
        bonus = min(MOST_BONUS, towards + max(suited, default=0.0))
        if bonus > 0:
            found[option.id] = bonus
    return found
