"""Reads the small texts inside a cell or a custom field: lists, numbers, yes and no, times, skills.

Each function raises ValueError with a reason that continues the sentence "this cell ...".
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from connectors.records import SkillLink

TOP_LEVEL = 5.0
LONGEST_ADDRESS = 2000
LONGEST_QUOTED = 100

_YES = frozenset({"1", "yes", "true", "y", "on"})
_NO = frozenset({"0", "no", "false", "n", "off"})
_PRINTED = re.compile(r"[!-~]+")
_NUMERIC = re.compile(r"[-+]?[\d.]*")


def items(text: str) -> tuple[str, ...]:
    """Split a list at its semicolons, without empty items."""
    return tuple(item for part in text.split(";") if (item := part.strip()))


def number(text: str, *, at_least: float = -math.inf, at_most: float = math.inf) -> float:
    """Read a finite number with a decimal point."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"is not a number: {shortened(text)}")
    if not at_least <= value <= at_most:
        raise ValueError(f"is out of range: {shortened(text)}")
    return value


def minutes(text: str) -> int:
    """Read a duration in whole minutes; a part of a minute is rounded."""
    return round(number(text, at_least=0, at_most=10_000_000))


def yes_or_no(text: str) -> bool:
    """Read yes/no, true/false or 1/0."""
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError(f"is neither yes nor no: {shortened(text)}")
    return word in _YES


def moment(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a date or time in ISO 8601 as UTC; without an offset it is meant in ``zone``."""
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is None:
            value = value.replace(tzinfo=zone)
        return value.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"is not a date such as 2025-06-27: {shortened(text)}") from None


def address(text: str) -> str:
    """Read the address of a page: one that a reader may be led to."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or len(text) > LONGEST_ADDRESS or not _PRINTED.fullmatch(text):
        raise ValueError(f"is not a web address: {shortened(text)}")
    return text


def skill_links(text: str) -> tuple[SkillLink, ...]:
    """Read ``skill[:outcome[:entry]]`` separated by ``;``, levels on the 0-5 scale."""
    return tuple(_skill_link(item) for item in items(text))


def _skill_link(item: str) -> SkillLink:
    # Only numbers (or nothing) after the last colons are levels: a skill may be a web address.
    parts = [part.strip() for part in item.rsplit(":", 2)]
    levels = 0
    while levels < len(parts) - 1 and _NUMERIC.fullmatch(parts[-1 - levels]):
        levels += 1
    skill = item.rsplit(":", levels)[0].strip() if levels else item
    if not skill:
        raise ValueError(f"names no skill: {shortened(item)}")
    outcome, entry = (*parts[len(parts) - levels :], "", "")[:2]
    return SkillLink(
        skill=skill,
        outcome=_level(outcome),
        entry=_level(entry),
        skill_id=skill if skill.startswith(("http://", "https://")) else None,
    )


def _level(text: str) -> float | None:
    return number(text, at_least=0, at_most=TOP_LEVEL) if text else None


def shortened(text: str) -> str:
    """Return ``text`` quoted and short enough for a message, also where much of it is escaped."""
    quoted = repr(text if len(text) <= 40 else text[:39] + "…")
    return quoted if len(quoted) <= LONGEST_QUOTED else f"{quoted[: LONGEST_QUOTED - 2]}…'"
