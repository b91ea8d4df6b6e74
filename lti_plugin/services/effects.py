"""How many people are suggested something else once their role changes, as others may know it.

It is counted without what people aim at, and without what they say of themselves and did not agree
to have counted, so that no count tells of either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import crowds, directions, profiles, role_list
from lti_plugin.services.crowds import Crowd
from lti_plugin.store.roles import RoleRequirement, RoleTrigger
from recommender.skills.direction import COVERED_FROM, LEAST_ASSESSED, kind
from recommender.skills.roles import Role, Trigger

Class = tuple[float | None, float]


@dataclass(frozen=True, slots=True)
class Effect:
    """How many have the role, and how many of them are suggested what else, by kind."""

    holders: int
    into: Mapping[str, int]

    @property
    def turned(self) -> int:
        """Return how many are suggested something else."""
        return sum(self.into.values())


@dataclass(frozen=True, slots=True)
class Staff:
    """A role with who has it: how many there are of each class that the rules tell apart.

    A class is a coverage on one side of the border or the other (None: nothing is assessed) and an
    assessed share likewise.
    """

    role: Role
    above: str | None
    classes: Mapping[Class, int]

    def kinds(self, role: Role, today: date) -> dict[Class, str]:
        """Return what each class is suggested where their role is this one."""
        begun = directions.of_role(role, self.above, today)
        return {
            (coverage, share): kind(replace(begun, coverage=coverage, assessed_share=share))
            for coverage, share in self.classes
        }

    def counted(self, role: Role, today: date) -> dict[str, int]:
        """Return how many are suggested what where their role is this one."""
        found: Counter[str] = Counter()
        for each, name in self.kinds(role, today).items():
            found[name] += self.classes[each]
        return dict(found)

    def effect(self, before: Role, after: Role, today: date) -> Effect:
        """Return who is suggested something else with the one role than with the other."""
        was, will = self.kinds(before, today), self.kinds(after, today)
        into: Counter[str] = Counter()
        for each, count in self.classes.items():
            if was[each] != will[each]:
                into[will[each]] += count
        return Effect(sum(self.classes.values()), dict(into))


def staff(
    session: Session, site_id: UUID, role_ids: Collection[UUID], today: date
) -> dict[UUID, Staff]:
    """Return these roles with who has them; a fixed number of queries.

    What everybody holds is what is kept ready for the audit.
    """
    known = profiles.of_site(session, site_id)
    read = known.read(session, site_id, role_ids)
    held = role_list.holders(session, site_id)
    crowd = crowds.of_everybody(session, site_id, today)
    classes: dict[UUID, Counter[Class]] = {
        role_id: Counter(_class(crowd, who) for who in held.get(role_id, ())) for role_id in read
    }
    found = {}
    for role_id, role in read.items():
        above = profiles.next_step(known.by_id[role_id], known.titles)
        found[role_id] = Staff(role, above.name if above else None, dict(classes[role_id]))
    return found


def _class(crowd: Crowd, who: Hashable) -> Class:
    """Return the class of somebody; whose role asks for nothing is assessed in nothing."""
    number = crowd.staff.people.get(who)
    if number is None:
        return None, 0.0
    coverage, share = crowd.standings.coverage[number], crowd.standings.assessed[number]
    side = None if np.isnan(coverage) else float(coverage >= COVERED_FROM)
    return side, float(share >= LEAST_ASSESSED)


def of_triggers(
    session: Session, site_id: UUID, entries: Sequence[RoleTrigger], today: date
) -> dict[UUID, Effect]:
    """Return what each open entry of the register does by itself, by its id."""
    alive = [row for row in entries if row.closed_at is None]
    asking = roles_asking(session, site_id) if any(row.skill_id for row in alive) else {}
    here = profiles.of_site(session, site_id).by_id
    meant = {
        row.id: [row.role_id] if row.role_id else asking.get(row.skill_id, []) for row in alive
    }
    about = {own: [id for id in ids if id in here] for own, ids in meant.items()}
    known = staff(session, site_id, {id for ids in about.values() for id in ids}, today)
    found = {}
    for row in alive:
        parts = [_without(known[id], row, today) for id in about[row.id]]
        into: Counter[str] = Counter()
        for part in parts:
            into.update(part.into)
        found[row.id] = Effect(sum(part.holders for part in parts), dict(into))
    return found


def roles_asking(session: Session, site_id: UUID) -> dict[UUID | None, list[UUID]]:
    """Return the roles that ever ask for each skill."""
    lines = session.execute(
        select(RoleRequirement.skill_id, RoleRequirement.role_id)
        .where(RoleRequirement.site_id == site_id, RoleRequirement.importance > 0)
        .distinct()
    )
    found: dict[UUID | None, list[UUID]] = {}
    for skill_id, role_id in lines:
        found.setdefault(skill_id, []).append(role_id)
    return found


def _without(known: Staff, row: RoleTrigger, today: date) -> Effect:
    """Return what an entry does to who has a role that it is about."""
    own = Trigger(row.kind, row.on or row.created_at.date(), row.note, row.source)
    others = list(known.role.triggers)
    if own in others:
        others.remove(own)
    return known.effect(replace(known.role, triggers=tuple(others)), known.role, today)
