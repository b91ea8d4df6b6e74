"""Skills and roles of a site, each made in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import evidence
from lti_plugin.services.evidence import Said
from lti_plugin.store import skills
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.skills import Skill

Asked = Mapping[str, float | tuple[float, float]]


def skill(session: Session, site_id: UUID, name: str, **fields: Any) -> Skill:
    """Return the skill of this name, made where there is none."""
    found = skills.by_any_name(session, site_id).get(name.casefold())
    if found is None:
        found = Skill(site_id=site_id, name=name, alternatives=[])
        session.add(found)
    for field, value in fields.items():
        setattr(found, field, value)
    session.flush()
    return found


def role(
    session: Session,
    site_id: UUID,
    name: str,
    asked: Asked,
    later: tuple[date, Asked] | None = None,
    **fields: Any,
) -> Role:
    """Make a role that asks for these levels, each with its importance where that is not 1."""
    row = Role(site_id=site_id, name=name, alternatives=[])
    for field, value in fields.items():
        setattr(row, field, value)
    session.add(row)
    session.flush()
    _lines(session, row, asked, None)
    if later is not None:
        _lines(session, row, later[1], later[0])
    return row


def _lines(session: Session, row: Role, asked: Asked, since: date | None) -> None:
    for name, line in asked.items():
        level, importance = line if isinstance(line, tuple) else (line, 1.0)
        session.add(
            RoleRequirement(
                site_id=row.site_id,
                role_id=row.id,
                skill_id=skill(session, row.site_id, name).id,
                level=level,
                importance=importance,
                valid_from=since,
            )
        )
    session.flush()


def holds(
    session: Session, person: Person, levels: Mapping[str, float], source: str = "assessment"
) -> None:
    """Let something speak for a person's skills."""
    for name, level in levels.items():
        said = Said(skill(session, person.site_id, name).id, level, source)
        evidence.add(session, person.site_id, person.id, said, by="test")
