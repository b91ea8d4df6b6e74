"""Roles as L&D admins write them: entered and changed line by line, and never over each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services import signing
from lti_plugin.services.role_versions import unchanged
from lti_plugin.services.signing import Expected
from lti_plugin.services.texts import fitted
from lti_plugin.store import roles, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import of_one_site
from lti_plugin.store.roles import ADMIN, Role, RoleRequirement
from lti_plugin.store.skills import Skill
from recommender.skills.levels import HIGHEST, LOWEST

LONGEST_NAME, LONGEST_TEXT = 255, 10_000
MOST_LINES, MOST_NAMES, MOST_TOLD = 200, 50, 5
HIGHEST_STEP = 100
HEAVIEST = 10.0
ADDED, CHANGED = "role added", "role changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a profile as somebody writes it; ``skill`` is any of the skill's names.

    It holds from ``since`` on, None always; an importance of 0 ends what was asked for before.
    """

    skill: str
    level: float
    importance: float = 1.0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A role as somebody writes it; ``step`` is its place in the family, 1 the first."""

    name: str
    family: str = ""
    step: int | None = None
    leader: bool = False
    leader_weight: float | None = None
    alternatives: Sequence[str] = ()
    description: str = ""
    lines: Sequence[Line] = field(default_factory=tuple)


def as_written(session: Session, role: Role) -> Said:
    """Return a role with every line, by the skills' names."""
    names = {each.id: each.name for each in skills.of_site(session, role.site_id)}
    rows = roles.requirements(session, role.site_id, [role.id])
    lines = [
        Line(names[row.skill_id], row.level, row.importance, row.valid_from)
        for row in sorted(rows, key=lambda row: (names[row.skill_id], row.valid_from or date.min))
    ]
    return Said(
        name=role.name,
        family=role.family or "",
        step=role.step,
        leader=role.leader,
        leader_weight=role.leader_weight,
        alternatives=tuple(role.alternatives),
        description=role.description,
        lines=tuple(lines),
    )


def add(session: Session, site_id: UUID, said: Said, actor: str) -> Role:
    """Keep a new role; it is a draft until somebody signs it.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    """
    wanted = _lines(session, site_id, said)
    role = Role(site_id=site_id, origin=ADMIN, **_checked(session, site_id, said, None))
    session.add(role)
    session.flush()
    _write(session, role, wanted)
    _log(session, role, ADDED, actor)
    return role


def change(
    session: Session, site_id: UUID, role_id: UUID, said: Said, seen: str, actor: str
) -> Role:
    """Change a role; what somebody signed was another profile.

    ``seen`` is the version (``role_versions``) that was read before it was changed.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    Conflict
        When it has been changed since it was read.
    NotFound
        When there is no such role here.
    """
    role = unchanged(session, site_id, role_id, seen)
    values = _checked(session, site_id, said, role)
    wanted = _lines(session, site_id, said)
    details: dict[str, Any] = {
        name: [getattr(role, name), value]
        for name, value in values.items()
        if getattr(role, name) != value
    }
    before = {_key(row): row for row in roles.requirements(session, site_id, [role.id])}
    asked = {(id, each.level, each.importance, each.since) for id, each in wanted}
    if before.keys() != asked:
        details["lines"] = _told(session, site_id, before.keys() - asked, asked - before.keys())
        role.reviewed_at = role.reviewed_by = None
        _write(session, role, wanted)
    if details:
        for name, value in values.items():
            setattr(role, name, value)
        details.pop("description", None)
        _log(session, role, CHANGED, actor, **details)
    return role


def sign(session: Session, site_id: UUID, role_id: UUID, by: str, seen: str, actor: str) -> Role:
    """Keep that somebody stands for a profile, as it was read.

    Raises
    ------
    BadInput
        When nobody is named, or the profile asks for nothing.
    Conflict
        When it has been changed since it was read.
    """
    role = unchanged(session, site_id, role_id, seen)
    if not roles.requirements(session, site_id, [role.id]):
        raise BadInput("A profile that asks for no skill cannot be signed.")
    signing.sign_profile(session, role, fitted(by, LONGEST_NAME), actor)
    return role


def expect(
    session: Session, site_id: UUID, role_id: UUID, said: Expected, by: str, seen: str, actor: str
) -> Role:
    """Keep what is expected of a role and who stands for it, with its source.

    Raises
    ------
    BadInput
        When the source or a name is missing, or what is said cannot be.
    Conflict
        When the role has been changed since it was read.
    """
    role = unchanged(session, site_id, role_id, seen)
    if not fitted(said.source, signing.LONGEST):
        raise BadInput("Say where this outlook comes from.")
    signing.sign_outlook(session, role, said, fitted(by, LONGEST_NAME), actor)
    return role


def refuse_taken(session: Session, site_id: UUID, name: str, own: Role | None = None) -> None:
    """Refuse the name of another role; one that was removed keeps its name.

    Raises
    ------
    BadInput
        When there is such a role.
    """
    other = roles.every_named(session, site_id).get(plain(name))
    if other is None or other is own:
        return
    if other.removed_at is not None:
        raise BadInput(
            "A role of this name was removed.", hint="Bring it back, or choose another name."
        )
    raise BadInput("There is a role of this name already.", hint="Choose another name.")


def _checked(session: Session, site_id: UUID, said: Said, own: Role | None) -> dict[str, Any]:
    """Return the columns' values; a name is another role's however it is spelled."""
    name = " ".join(fitted(said.name, len(said.name)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("A role needs a name of at most 255 characters.")
    refuse_taken(session, site_id, name, own)
    if said.step is not None and not 1 <= said.step <= HIGHEST_STEP:
        raise BadInput("A step in the family is a whole number from 1 to 100.")
    weight = 1.0 if said.leader_weight is None else said.leader_weight
    if not (math.isfinite(weight) and 1 <= weight <= HEAVIEST):
        raise BadInput("The weight for leaders is a number from 1 to 10.")
    names = [each for text in said.alternatives if (each := fitted(text, LONGEST_NAME))]
    return {
        "name": name,
        "family": fitted(said.family, LONGEST_NAME) or None,
        "step": said.step,
        "leader": said.leader,
        "leader_weight": said.leader_weight,
        "alternatives": list(dict.fromkeys(names))[:MOST_NAMES],
        "description": fitted(said.description, LONGEST_TEXT),
    }


def _lines(session: Session, site_id: UUID, said: Said) -> list[tuple[UUID, Line]]:
    """Return the lines with their skills; each skill has one line a day."""
    if len(said.lines) > MOST_LINES:
        raise BadInput("A profile has at most 200 lines: nobody can assess so many skills.")
    known = skills.by_any_name(session, site_id)
    unknown = [each.skill for each in said.lines if plain(each.skill) not in known]
    if unknown:
        raise BadInput("These skills are not known here.", hint=", ".join(unknown[:MOST_TOLD]))
    found: dict[tuple[UUID, date | None], Line] = {}
    for each in said.lines:
        if not (LOWEST <= each.level <= HIGHEST and 0 <= each.importance <= 1):
            raise BadInput(
                "A level lies between 0 and 5 and an importance between 0 and 1.", hint=each.skill
            )
        key = known[plain(each.skill)].id, each.since
        if key in found:
            raise BadInput("A skill stands twice in this profile.", hint=each.skill)
        found[key] = each
    return [(skill_id, each) for (skill_id, _), each in found.items()]


def _key(row: RoleRequirement) -> tuple[UUID, float, float, date | None]:
    return row.skill_id, row.level, row.importance, row.valid_from


def _write(session: Session, role: Role, wanted: Sequence[tuple[UUID, Line]]) -> None:
    gone = delete(RoleRequirement).where(
        RoleRequirement.site_id == role.site_id, RoleRequirement.role_id == role.id
    )
    session.execute(of_one_site(gone, role.site_id))
    session.add_all(
        RoleRequirement(
            site_id=role.site_id,
            role_id=role.id,
            skill_id=skill_id,
            level=each.level,
            importance=each.importance,
            valid_from=each.since,
        )
        for skill_id, each in wanted
    )
    session.flush()


def _told(session: Session, site_id: UUID, gone: set[Any], come: set[Any]) -> dict[str, list[str]]:
    """Return lines as the log keeps them, those that are gone and those that have come."""
    names: dict[UUID, Skill] = {each.id: each for each in skills.of_site(session, site_id)}

    def told(lines: set[Any]) -> list[str]:
        return sorted(
            f"{names[id].name}: {level:g} x {importance:g}" + (f" from {since}" if since else "")
            for id, level, importance, since in lines
        )

    return {"gone": told(gone), "come": told(come)}


def _log(session: Session, role: Role, action: str, actor: str, **details: object) -> None:
    session.add(
        AuditEntry(
            site_id=role.site_id,
            actor=actor,
            action=action,
            details={"role": role.name, **details},
        )
    )
