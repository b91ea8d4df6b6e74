"""Who stands behind a cell of the skills audit: counts by role, and names of the assessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import assessed, audit, profiles
from lti_plugin.services.workforce import EVERYBODY, Group, Workforce
from lti_plugin.store import skills
from lti_plugin.store.base import raw
from lti_plugin.store.people import Person
from lti_plugin.store.skills import Skill
from recommender.skills.audit import Asked
from recommender.skills.evidence import ROUNDING
from recommender.skills.ledgers import Weighed
from recommender.skills.shares import needed


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose level may be known here: ``level`` and ``required`` are on 0-5."""

    id: UUID
    name: str
    role: str
    level: float
    sd: float
    required: float

    @property
    def meets(self) -> bool:
        """Say whether the level is the one asked for, or more."""
        return self.level + ROUNDING >= self.required


@dataclass(frozen=True, slots=True)
class OfRole:
    """The people of one role: ``people`` = ``meets`` + ``below`` + ``unassessed``."""

    role: str
    required: float
    people: int
    meets: int
    below: int
    unassessed: int


@dataclass(frozen=True, slots=True)
class Behind:
    """What a cell is made of; own ratings are in it of those who agreed.

    ``roles`` come by name; ``holders`` are those who are assessed, the lowest level first.
    ``group`` is everybody where no department is meant.
    """

    skill: Skill
    group: Group
    at: date
    roles: Sequence[OfRole]
    holders: Sequence[Holder]

    @property
    def people(self) -> int:
        """Return of how many people the skill is asked."""
        return sum(each.people for each in self.roles)

    @property
    def unassessed(self) -> int:
        """Return of how many nothing is known here."""
        return sum(each.unassessed for each in self.roles)

    @property
    def too_few(self) -> bool:
        """Say whether too few are assessed to speak for the others."""
        return len(self.holders) < int(needed(np.array(self.people)))


def of_site(
    session: Session,
    site_id: UUID,
    skill_id: UUID,
    department: str,
    today: date,
    at: date | None = None,
) -> Behind:
    """Return who stands behind a cell; a fixed number of queries.

    Who is not assessed is counted and not named.

    Raises
    ------
    BadInput
        When the day lies behind us, or beyond what counts as foreseeable.
    NotFound
        When there is no such skill or department, or nobody is asked for the skill.
    """
    day = audit.foreseeable(at, today)
    skill = skills.get(session, site_id, skill_id)
    whole = assessed.of_site(session, site_id, today, day)
    staff = whole.staff
    group, lines = _meant(staff, department)
    lines = lines & (staff.asked.skill == staff.skills.get(skill.name, -1))
    if not lines.any():
        raise NotFound("Nobody here is asked for this skill.", hint="Go back to the audit.")
    staff, keys = staff.only(lines, staff.groups), staff.keys[lines]
    held = whole.held.only(lines)
    numbers = (keys // len(staff.skills)).tolist()
    counted, holders = _told(_named(session, site_id, staff), numbers, staff.asked, held)
    holders.sort(key=lambda each: (each.level - each.required, each.name))
    return Behind(skill, group, day, counted, holders)


def _meant(staff: Workforce, department: str) -> tuple[Group, NDArray[np.bool_]]:
    """Return the group that is meant, and the mask of its lines."""
    if department:
        number, group = staff.group(department)
        return group, staff.asked.group == number
    whole = sum(group.people for group in staff.groups)
    return Group("", EVERYBODY, (), whole), np.ones(len(staff.keys), dtype=bool)


def _named(session: Session, site_id: UUID, staff: Workforce) -> dict[int, tuple[UUID, str, str]]:
    """Return the id, the name and the role of everybody, by their number in the workforce."""
    known = profiles.of_site(session, site_id)
    rows = session.execute(
        select(raw(Person.id), Person.id, Person.name, Person.role).where(
            Person.site_id == site_id, Person.gone_at.is_(None), Person.active
        )
    )
    people: dict[Hashable, int] = dict(staff.people)
    found = {}
    for own, person_id, name, title in rows:
        role = known.meant(title)
        if own in people and role is not None:
            found[people[own]] = (person_id, name, role.name)
    return found


def _told(
    named: dict[int, tuple[UUID, str, str]], numbers: list[int], asked: Asked, held: Weighed
) -> tuple[list[OfRole], list[Holder]]:
    counts: dict[tuple[str, float], list[int]] = defaultdict(lambda: [0, 0, 0])
    holders = []
    for line, number in enumerate(numbers):
        if number not in named:  # gone since they were counted
            continue
        person_id, name, role = named[number]
        required = float(asked.level[line])
        of_role = counts[role, required]
        if not held.assessed[line]:
            of_role[2] += 1
            continue
        one = Holder(person_id, name, role, float(held.level[line]), float(held.sd[line]), required)
        of_role[0 if one.meets else 1] += 1
        holders.append(one)
    told = [OfRole(*key, sum(each), *each) for key, each in sorted(counts.items())]
    return told, holders
