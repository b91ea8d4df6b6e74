"""Roles to look around in: the site's roles by family, and one of them as somebody stands to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import neighbours, position, profiles
from lti_plugin.services.neighbours import Near
from lti_plugin.services.position import Position
from lti_plugin.store import roles
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role as Row
from lti_plugin.store.skills import Skill
from recommender.skills.direction import LEAST_ASSESSED
from recommender.skills.gaps import Standing
from recommender.skills.mobility import Readiness, readiness
from recommender.skills.roles import Changes, Role, changes

MOST_NEAR = 5


@dataclass(frozen=True)
class Family:
    """Roles of one family, the first step first; ``name`` None are those of no family."""

    name: str | None
    roles: Sequence[Row]


@dataclass(frozen=True)
class Opened:
    """One role as somebody stands to it.

    ``at`` is where they stand with this role as their aim, ``standings`` each skill that it asks
    for today with what they hold, the weightiest first. ``changing`` is what it will ask for at the
    horizon that it does not ask for today. ``from_own`` is how far their present role is from it;
    None without one, or where a profile is empty.
    """

    row: Row
    role: Role
    at: Position
    standings: Sequence[tuple[Skill, Standing]]
    changing: Changes
    from_own: Near | None
    before: Row | None
    after: Row | None
    near: Sequence[tuple[Row, Near]]

    @property
    def is_own(self) -> bool:
        """Say whether it is the role that they have."""
        return self.at.role is not None and self.at.role.name == self.row.name

    @property
    def coverage(self) -> float | None:
        """Return how much of it they have, 0-1, where enough is assessed to say so."""
        gap = self.at.towards
        if gap is None or gap.assessed_share < LEAST_ASSESSED:
            return None
        return gap.coverage

    @property
    def readiness(self) -> Readiness | None:
        """Return how near they are, where enough is assessed to say so."""
        return None if self.coverage is None else readiness(1 - self.coverage)


def browse(all_roles: Sequence[Row], text: str = "", family: str = "") -> list[Family]:
    """Return roles by family, those of no family last.

    Each word of ``text`` has to stand in the role's name, one of its other names or its family.
    """
    words = text.casefold().split()
    found: dict[str | None, list[Row]] = {}
    for row in all_roles:
        if (not family or row.family == family) and _has(row, words):
            found.setdefault(row.family or None, []).append(row)
    names = sorted(found, key=lambda name: (name is None, (name or "").casefold()))
    return [Family(name, sorted(found[name], key=_place)) for name in names]


def families(all_roles: Sequence[Row]) -> list[str]:
    """Return the families of these roles by name."""
    return sorted({row.family for row in all_roles if row.family}, key=str.casefold)


def _has(row: Row, words: Sequence[str]) -> bool:
    names = " ".join([row.name, row.family or "", *row.alternatives]).casefold()
    return all(word in names for word in words)


def _place(row: Row) -> tuple[bool, int, str]:
    return row.step is None, row.step or 0, row.name.casefold()


def open_role(session: Session, person: Person, role_id: UUID, today: date) -> Opened:
    """Return one role of a person's site as they stand to it.

    Raises
    ------
    NotFound
        When the site has no such role.
    """
    site_id = person.site_id
    row = roles.get(session, site_id, role_id)
    all_roles = roles.of_site(session, site_id)
    at = position.of_person(session, site_id, person, today, towards=row.name)
    role = profiles.read(session, site_id, [row])[row.id]
    around = neighbours.around(session, site_id, at)
    by_name = {each.name: each for each in all_roles}
    before, after = _steps(row, all_roles)
    return Opened(
        row=row,
        role=role,
        at=at,
        standings=_standings(session, at),
        changing=changes(role.profile(today), role.profile(at.horizon)),
        from_own=around.to(at.role.name, row.name) if at.role else None,
        before=before,
        after=after,
        near=[(by_name[each.role], each) for each in around.near(row.name, MOST_NEAR)],
    )


def _standings(session: Session, at: Position) -> list[tuple[Skill, Standing]]:
    standings = at.towards.standings if at.towards else ()
    names = [each.required.skill for each in standings]
    known = {
        skill.name: skill
        for skill in session.scalars(
            select(Skill).where(Skill.site_id == at.person.site_id, Skill.name.in_(names))
        )
    }
    return [(known[each.required.skill], each) for each in standings]


def _steps(row: Row, all_roles: Sequence[Row]) -> tuple[Row | None, Row | None]:
    """Return the role before and the one after this in its family, where its steps are known."""
    if row.family is None or row.step is None:
        return None, None
    below = [
        each
        for each in all_roles
        if each.family == row.family and each.step is not None and each.step < row.step
    ]
    before = min(below, key=lambda each: (-(each.step or 0), each.name), default=None)
    return before, profiles.next_step(row, all_roles)
