"""Turns the cells of one row of a customer's taxonomy into values; a bad one raises ValueError."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from connectors import cells
from connectors.files.rows import optional, present
from connectors.files.table import Row
from connectors.fitting import cleaned
from connectors.limits import EARLIEST, ID, LATEST
from connectors.names import mixed
from connectors.taxonomies.records import Requirement, Role, Skill

KINDS = ("skill", "knowledge", "attitude", "language", "technology", "group")
LONGEST_NAME = 255
HIGHEST_STEP = 99

# (column, longest text); the items of a list are measured one by one.
_TEXTS = {"id": ID, "uri": ID, "name": LONGEST_NAME, "role": LONGEST_NAME, "skill": LONGEST_NAME}
_TEXTS |= {"family": LONGEST_NAME, "outlook": LONGEST_NAME}
_NAMES = frozenset({"name", "role", "skill", "alternatives"})
_LISTS = {"alternatives": LONGEST_NAME, "broader": ID, "collections": 100}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What a row says of a role, and the requirement that it adds."""

    role: Role
    requirement: Requirement | None


def skill(row: Row, ids: dict[str, str]) -> Skill:
    """Return the skill of a row of skills.csv; ``ids`` are the records' ids by the file's own.

    A skill without an id of its own is known by its name.
    """
    row = _sound(row)
    own = row["uri"] or row["id"] or row["name"]
    kind = row["kind"].lower() or "skill"
    if kind not in KINDS:
        raise ValueError(f"The column kind is none of {', '.join(KINDS)}: {kind!r}.")
    broader = tuple(ids.get(above, above) for above in cells.items(row["broader"]))
    if own in broader:
        raise ValueError("The skill is broader than itself.")
    collections = {each.lower() for each in cells.items(row["collections"])}
    if optional(row, "durable", cells.yes_or_no):
        collections.add("durable")
    return Skill(
        id=own,
        name=present(row, "name"),
        alternatives=cells.items(row["alternatives"]),
        kind=kind,
        description=row["description"],
        broader=broader,
        collections=frozenset(collections),
    )


def role_row(row: Row) -> RoleRow:
    """Return what a row of roles.csv says; without a skill it only describes the role."""
    row = _sound(row)
    name = present(row, "role")
    role = Role(
        name=name,
        family=row["family"] or None,
        level=optional(row, "role_level", _step),
        leader=optional(row, "leader", cells.yes_or_no),
        uri=row["uri"] or None,
        alternatives=cells.items(row["alternatives"]),
        description=row["description"],
        outlook=row["outlook"],
    )
    level = optional(row, "level", lambda text: _within(text, cells.TOP_LEVEL))
    importance = optional(row, "importance", lambda text: _within(text, 1.0))
    valid_from = optional(row, "valid_from", day)
    if not row["skill"]:
        if (level, importance, valid_from) != (None, None, None):
            raise ValueError("The row asks for something, but the column skill is empty.")
        return RoleRow(role, None)
    if level is None:
        raise ValueError("The column level is empty.")
    weight = 1.0 if importance is None else importance
    return RoleRow(role, Requirement(name, row["skill"], level, weight, valid_from))


def _sound(row: Row) -> Row:
    row = {column: cleaned(text) for column, text in row.items()}
    for column, text in row.items():
        texts = cells.items(text) if column in _LISTS else (text,)
        longest = _LISTS.get(column) or _TEXTS.get(column)
        if longest is not None and any(len(each) > longest for each in texts):
            raise ValueError(f"The column {column} is longer than {longest} characters.")
        if column in _NAMES and (word := mixed(text)):
            raise ValueError(
                f"The column {column} mixes letters of several alphabets in one word, "
                f"which only look alike: {cells.shortened(word)}."
            )
    return row


def _within(text: str, most: float) -> float:
    try:
        return cells.number(text, at_least=0, at_most=most)
    except ValueError as error:
        raise ValueError(f"{error} (0 to {most:g} is meant)") from None


def _step(text: str) -> int:
    value = cells.number(text, at_least=0, at_most=HIGHEST_STEP)
    if not value.is_integer():
        raise ValueError(f"is not a whole number: {cells.shortened(text)}")
    return int(value)


def day(text: str) -> date:
    """Read a day such as 2025-06-27."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"is not a date such as 2025-06-27: {cells.shortened(text)}") from None
    if not EARLIEST.date() <= found < LATEST.date():
        raise ValueError(f"is out of range: {cells.shortened(text)}")
    return found
