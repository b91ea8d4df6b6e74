"""The starter pack as tests read it: its rows, what roles ask for and how far they lie apart."""

from __future__ import annotations

import csv
from collections import Counter
from typing import NamedTuple

from lti_plugin.starter import pack_files


class Ask(NamedTuple):
    """What a role asks of one skill."""

    level: float
    importance: float


def read(name: str) -> list[dict[str, str]]:
    text = pack_files()[name].read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def listed(cell: str) -> list[str]:
    return cell.split(";") if cell else []


SKILLS = {row["name"]: row for row in read("skills.csv")}
REQUIREMENTS = read("roles.csv")
ROLES = {row["role"]: row for row in reversed(REQUIREMENTS)}
DURABLE = {name for name, row in SKILLS.items() if row["durable"]}


def asked(role: str, *, ahead: bool = False) -> dict[str, Ask]:
    """Return what the role asks for now, or at the horizon."""
    rows = [row for row in REQUIREMENTS if row["role"] == role]
    return {
        row["skill"]: Ask(float(row["level"]), float(row["importance"]))
        for row in sorted(rows, key=lambda row: row["valid_from"])
        if ahead or not row["valid_from"]
    }


def gap(role: str, target: str) -> float:
    """Return how much of the target is missing in somebody who has just what the role asks."""
    held = {skill: ask.level for skill, ask in asked(role).items()}
    wanted = asked(target)
    missing = sum(w * max(0.0, r - held.get(skill, 0.0)) for skill, (r, w) in wanted.items())
    return missing / sum(r * w for r, w in wanted.values())


def change(role: str) -> float:
    """Return by which share the role's demands rise until the horizon."""
    now = asked(role)
    nothing = Ask(0.0, 0.0)
    rise = sum(
        w * max(0.0, r - now.get(skill, nothing).level)
        for skill, (r, w) in asked(role, ahead=True).items()
    )
    return rise / sum(r * w for r, w in now.values())


def labels(rows: dict[str, dict[str, str]]) -> list[str]:
    """Return every name and other name, as a reader who ignores case sees them."""
    return [
        label.casefold()
        for name, row in rows.items()
        for label in (name, *listed(row["alternatives"]))
    ]


def twice(labels: list[str]) -> list[str]:
    return [label for label, times in Counter(labels).items() if times > 1]
