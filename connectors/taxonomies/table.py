"""Reads a customer's own taxonomy and role profiles from skills.csv and roles.csv."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from connectors.errors import BadFile
from connectors.files.table import GridTable, Layout, Table
from connectors.names import plain
from connectors.records import Check, Notice, Rejected
from connectors.taxonomies.customer_rows import RoleRow, role_row, skill
from connectors.taxonomies.records import Requirement, Role, Skill

# ESCO has 14,000 skills and 124,000 requirements; more than this is another kind of file.
MOST_ROWS = 200_000

SKILLS = Layout(
    "skills.csv",
    required=("name",),
    optional=(
        "id",
        "uri",
        "alternatives",
        "kind",
        "description",
        "broader",
        "collections",
        "durable",
    ),
    needed=False,
    most_rows=MOST_ROWS,
)
ROLES = Layout(
    "roles.csv",
    required=("role", "skill", "level", "importance"),
    optional=(
        "family",
        "role_level",
        "leader",
        "valid_from",
        "uri",
        "alternatives",
        "outlook",
        "description",
    ),
    needed=False,
    most_rows=MOST_ROWS,
)


class CustomerTaxonomy:
    """The files skills.csv and roles.csv of ``folder``, either of which may be missing.

    ``roles`` is the name of the second one where it has another.

    Every method is an iterator and raises BadFile where a file cannot be used at all; a bad row
    is yielded as Rejected with its line.
    """

    def __init__(self, folder: Path | str, roles: str = ROLES.file) -> None:
        self._skills = Table(Path(folder), SKILLS)
        self._roles = Table(Path(folder), replace(ROLES, file=roles))

    def check(self) -> Iterator[Check]:
        """Yield one line for each file: readable, with the required columns."""
        for table in (self._skills, self._roles):
            name = table.name
            try:
                table.check()
            except BadFile as error:
                yield Check(name, False, f"{error.message} {error.hint}", required=False)
            else:
                yield Check(name, True, required=False)

    def skills(self) -> Iterator[Skill | Rejected]:
        """Yield the skills; one with a uri is named by it, also where others refer to its id."""
        return (found for _, found in skill_lines(self._skills))

    def roles(self) -> Iterator[Role | Rejected]:
        """Yield each role once, with the first thing that its rows say of each matter.

        What contradicts that is told; a row that is wrong in itself is told by ``requirements``.
        """
        found: dict[str, tuple[int, Role]] = {}
        for line, row in self._role_rows():
            if isinstance(row, Rejected):
                continue
            first, known = found.setdefault(plain(row.role.name), (line, row.role))
            role, contradicted = _merged(known, row.role)
            found[plain(row.role.name)] = (first, role)
            if contradicted:
                reason = f"What stands there before stays: another {', '.join(contradicted)}."
                yield Notice(self._roles.where(line), reason)
        yield from (role for _, role in found.values())

    def requirements(self) -> Iterator[Requirement | Rejected]:
        """Yield what the roles ask for, under the name that each role has in ``roles``."""
        names: dict[str, str] = {}
        seen: dict[tuple[str, str, object], int] = {}
        for line, row in self._role_rows():
            if isinstance(row, Rejected):
                yield row
                continue
            key = plain(row.role.name)
            name = names.setdefault(key, row.role.name)
            if row.requirement is None:
                continue
            asked = row.requirement
            first = seen.setdefault((key, plain(asked.skill), asked.valid_from), line)
            if first != line:
                reason = f"The role asks for this skill in line {first} already."
                yield self._roles.rejected(line, reason)
            else:
                yield replace(asked, role=name)

    def _role_rows(self) -> Iterator[tuple[int, RoleRow | Rejected]]:
        for line, row in self._roles.lines():
            if isinstance(row, Rejected):
                yield line, row
                continue
            try:
                yield line, role_row(row)
            except ValueError as error:
                yield line, self._roles.rejected(line, str(error))


def skill_lines(table: GridTable) -> Iterator[tuple[int, Skill | Rejected]]:
    """Yield (line, skill) for each row of a table of skills, and why others are none."""
    ids = {
        row["id"]: row["uri"] or row["id"]
        for _, row in table.lines()
        if not isinstance(row, Rejected) and row["id"]
    }
    seen: dict[str, int] = {}
    names: dict[str, int] = {}
    for line, row in table.lines():
        if isinstance(row, Rejected):
            yield line, row
            continue
        try:
            found = skill(row, ids)
        except ValueError as error:
            yield line, table.rejected(line, str(error))
            continue
        first = seen.setdefault(found.id, line)
        if first != line:
            reason = f"The id or uri is already used in line {first}."
            yield line, table.rejected(line, reason)
            continue
        namesake = names.setdefault(plain(found.name), line)
        if namesake != line:
            reason = f"The name is that of line {namesake} as well."
            yield line, Notice(table.where(line), reason)
        yield line, found


def _merged(known: Role, said: Role) -> tuple[Role, list[str]]:
    """Return the role with what was not known yet, and the fields that are contradicted."""
    added, contradicted = {}, []
    for field in fields(Role):
        before, now = getattr(known, field.name), getattr(said, field.name)
        if field.name == "name" or now == before or now == field.default:
            continue
        if before == field.default:
            added[field.name] = now
        else:
            contradicted.append(field.name)
    return replace(known, **added), contradicted
