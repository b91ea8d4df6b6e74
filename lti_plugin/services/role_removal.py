"""Taking a role away and bringing it back: what goes with it, and whose aim it leaves behind.

Nothing of it is deleted. Nobody has a removed role, aims at it or finds it; what names it stays and
counts again once it is brought back.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import profiles, role_list
from lti_plugin.services.role_versions import unchanged
from lti_plugin.store import achievements, aims, objectives, roles
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.objectives import Objective
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.roles import HERE, Role, RoleRequirement
from lti_plugin.store.scenarios import Scenario

REMOVED, RESTORED = "role removed", "role brought back"


@dataclass(frozen=True, slots=True)
class Takes:
    """What goes with a role.

    ``holders`` have it, ``aiming`` aim at it, chosen here or on their record, ``paths`` are those
    under way to it. ``achievements`` are awarded for its path, ``objectives`` need a skill that no
    other role asks for, ``scenarios`` suppose something of it, ``triggers`` are the open ones about
    it by name. All by their names, people and triggers by their number.
    """

    holders: int
    aiming: int
    paths: int
    triggers: int
    achievements: tuple[str, ...]
    objectives: tuple[str, ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """The removed roles that somebody has by their record, or aims at; None where there is none."""

    own: str | None
    aim: str | None


def takes(session: Session, role: Role) -> Takes:
    """Return what would go with a role; a fixed number of queries."""
    site_id = role.site_id
    paths = select(Path.id).where(
        Path.site_id == site_id, Path.role == role.name, Path.finished_at.is_(None)
    )
    supposing = (
        select(Scenario.name)
        .where(
            Scenario.site_id == site_id,
            or_(Scenario.role_id == role.id, Scenario.becomes_id == role.id),
        )
        .order_by(Scenario.name)
    )
    happening = roles.triggers(session, site_id, [role.id])
    return Takes(
        holders=len(role_list.holders(session, site_id).get(role.id, ())),
        aiming=len(_aiming(session, role)),
        paths=len(session.scalars(paths).all()),
        triggers=sum(row.closed_at is None for row in happening),
        achievements=tuple(each.name for each in _awarded(session, role)),
        objectives=tuple(each.name for each in _left_alone(session, role)),
        scenarios=tuple(session.scalars(supposing)),
    )


def remove(session: Session, site_id: UUID, role_id: UUID, seen: str, actor: str) -> Role:
    """Take a role away; ``seen`` is the version that was read.

    Raises
    ------
    Conflict
        When it has been changed since it was read.
    NotFound
        When there is no such role here.
    """
    role = unchanged(session, site_id, role_id, seen)
    told = takes(session, role)
    role.removed_at = now()
    _log(session, role, REMOVED, actor, holders=told.holders, aiming=told.aiming)
    return role


def restore(session: Session, site_id: UUID, role_id: UUID, actor: str) -> Role:
    """Bring a role back as it was; one that is there stays.

    Raises
    ------
    NotFound
        When there never was such a role here.
    """
    role = session.get(Role, role_id)
    if role is None or role.site_id != site_id:
        raise NotFound("There is no such role here.")
    if role.removed_at is not None:
        role.removed_at = None
        _log(session, role, RESTORED, actor)
    return role


def missed(session: Session, person: Person) -> Missed:
    """Return which roles of somebody's were removed; one query where any was, else none."""
    known = profiles.of_site(session, person.site_id)
    if not known.removed:
        return Missed(None, None)
    own, aim = known.meant_once(person.role), known.meant_once(person.target_role)
    chosen = aims.of_people(session, person.site_id, [person.id]).get(person.id)
    if chosen is not None:
        aim = next((each for each in known.removed if each.id == chosen.role_id), None)
    return Missed(own and own.name, aim and aim.name)


def _aiming(session: Session, role: Role) -> set[UUID]:
    """Return who aims at a role: by their own choice, else by their record."""
    known = profiles.of_site(session, role.site_id)
    people = session.execute(
        select(Person.id, Person.target_role, aims.Aim.id, aims.Aim.role_id)
        .outerjoin(
            aims.Aim, (aims.Aim.site_id == Person.site_id) & (aims.Aim.person_id == Person.id)
        )
        .where(
            Person.site_id == role.site_id,
            Person.gone_at.is_(None),
            Person.active,
            or_(Person.target_role.is_not(None), aims.Aim.role_id == role.id),
        )
    )
    found = set()
    for person_id, target, chosen, role_id in people:
        meant = known.meant(target)
        if role_id == role.id or (chosen is None and meant is not None and meant.id == role.id):
            found.add(person_id)
    return found


def _awarded(session: Session, role: Role) -> list[Achievement]:
    every = achievements.active(session, role.site_id)
    return [each for each in every if each.role_id == role.id]


def _left_alone(session: Session, role: Role) -> list[Objective]:
    """Return the objectives that need a skill which no other role asks for."""
    asked = session.execute(
        select(RoleRequirement.skill_id, RoleRequirement.role_id)
        .join(Role, Role.id == RoleRequirement.role_id)
        .where(RoleRequirement.site_id == role.site_id, RoleRequirement.importance > 0, HERE)
    ).all()
    others = {skill_id for skill_id, role_id in asked if role_id != role.id}
    alone = {skill_id for skill_id, role_id in asked if role_id == role.id} - others
    needing = objectives.by_skill(session, role.site_id)
    found = {each.id: each for skill_id in alone for each in needing.get(skill_id, ())}
    return sorted(found.values(), key=lambda each: each.name)


def _log(session: Session, role: Role, action: str, actor: str, **details: object) -> None:
    told = {"role": role.name, **details}
    session.add(AuditEntry(site_id=role.site_id, actor=actor, action=action, details=told))
