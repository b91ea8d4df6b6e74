"""The roles around a person's own: how near each is, and a role in between where it is far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import profiles
from lti_plugin.services.position import Position
from lti_plugin.store import curation
from lti_plugin.store.skills import Skill
from recommender.skills.measures import skill_similarity
from recommender.skills.mobility import (
    RoleProfile,
    one_way_gap,
    readiness,
    viable_moves,
)
from recommender.skills.roles import ENDS, GROWING, SHRINKING, Role
from recommender.skills.similarity import Similarity

MOST = 3
LEAVING = frozenset({ENDS, SHRINKING})


@dataclass(frozen=True, slots=True)
class Near:
    """A role that somebody could move to: its gap (0-1) from their present one, and its outlook."""

    role: str
    gap: float
    readiness: str
    growing: bool


class Surroundings:
    """A site's roles compared with each other, as of one day."""

    def __init__(self, all_roles: Sequence[Role], broader: Mapping[str, list[str]], on: date):
        self._roles = {role.name: role for role in all_roles}
        self._profiles = {role.name: RoleProfile(role.name, role.profile(on)) for role in all_roles}
        self._similarity: Similarity = skill_similarity(
            {
                name: {skill: need.importance for skill, need in profile.needs.items()}
                for name, profile in self._profiles.items()
            },
            broader,
        )

    @property
    def roles(self) -> list[str]:
        """Return the names of all roles, in their order."""
        return list(self._roles)

    def near(self, role: str, most: int = MOST) -> list[Near]:
        """Return the nearest roles, those that grow first, those that shrink or end left out."""
        found = [
            Near(
                move.role,
                move.gap,
                str(move.readiness),
                self._kind(move.role) == GROWING,
            )
            for move in viable_moves(role, self._profiles, self._similarity)
            if move.gap is not None and self._kind(move.role) not in LEAVING
        ]
        return sorted(found, key=lambda each: (not each.growing, each.gap, each.role))[:most]

    def to(self, role: str, target: str) -> Near | None:
        """Return how far a role is from another; None where one of them asks for nothing."""
        gap = one_way_gap(self._profiles[role], self._profiles[target])
        if gap is None:
            return None
        return Near(target, gap, str(readiness(gap)), self._kind(target) == GROWING)

    def between(self, role: str, target: str) -> tuple[str, ...]:
        """Return the roles on the shortest way to one that is far; none where there is no way."""
        if role == target:
            return ()
        from recommender.skills.bridges import RoleGraph  # networkx takes 0.2 s to load

        graph = RoleGraph(self._profiles, self._similarity)
        bridge = graph.bridge(role, target)
        return tuple(bridge.roles) if bridge else ()

    def role(self, name: str) -> Role:
        """Return a role of the site."""
        return self._roles[name]

    def _kind(self, name: str) -> str:
        outlook = self._roles[name].outlook
        return outlook.kind if outlook else ""


def around(session: Session, site_id: UUID, at: Position) -> Surroundings:
    """Return a site's roles compared with each other, for somebody who stands here.

    They are compared anew once a role, a profile or a skill has changed, and on another day.
    """
    return curation.kept(session, site_id, _compared, at.today)


def _compared(session: Session, site_id: UUID, on: date) -> Surroundings:
    """Compare all roles, which takes seconds where there are thousands."""
    all_roles = profiles.of_site(session, site_id)
    known = all_roles.read(session, site_id, all_roles.by_id)
    above = {
        name: list(broader)
        for name, broader in session.execute(
            select(Skill.name, Skill.broader).where(Skill.site_id == site_id)
        )
        if broader
    }
    return Surroundings([known[each.id] for each in all_roles.titles], above, on)
