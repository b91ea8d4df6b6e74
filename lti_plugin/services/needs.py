"""What a person's list is to serve: the lacks of the way they are going, weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import heading, site_settings
from lti_plugin.services.position import Position
from lti_plugin.store import curation, objectives, sites
from lti_plugin.store.people import Person
from lti_plugin.store.skills import Skill
from recommender.skills.direction import ADVANCE, R3, RESKILL, Direction
from recommender.skills.evidence import ERRORS, ROLE
from recommender.skills.gains import Need, Needs
from recommender.skills.pathway import preference
from recommender.skills.roles import Requirement, Role

UNFAMILIAR = 1.0


@dataclass(frozen=True)
class Weights:
    """What a site adds to the importance of skills, by their names.

    ``objectives`` are the names of those that need a skill, the weightiest first, and ``priority``
    the weight of that one; ``durable`` skills weigh ``leader`` times as much for who leads others,
    where their role says nothing else.
    """

    objectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    priority: Mapping[str, float] = field(default_factory=dict)
    durable: frozenset[str] = frozenset()
    leader: float = site_settings.LEADER


def weights(session: Session, site_id: UUID) -> Weights:
    """Return a site's weights; no query while nothing has changed since the last time."""
    return curation.kept(session, site_id, _weights)


def _weights(session: Session, site_id: UUID) -> Weights:
    needed = objectives.by_skill(session, site_id)
    named = session.execute(
        select(Skill.id, Skill.name, Skill.durable).where(
            Skill.site_id == site_id, Skill.durable | Skill.id.in_(needed)
        )
    ).all()
    return Weights(
        objectives={
            n: tuple(each.name for each in needed[id]) for id, n, _ in named if id in needed
        },
        priority={n: max(each.weight for each in needed[id]) for id, n, _ in named if id in needed},
        durable=frozenset(name for _, name, durable in named if durable),
        leader=site_settings.number(sites.get(session, site_id), "leader"),
    )


def of_people(
    session: Session, site_id: UUID, people: Sequence[Person], today: date
) -> list[Needs]:
    """Return what the lists of these people are to serve, in their order."""
    adds = weights(session, site_id)
    found = heading.of_people(session, site_id, people, today)
    return [of(each.at, each.direction, adds) for each in found]


def of(at: Position, direction: Direction, adds: Weights) -> Needs:
    """Return what a list for somebody who stands here is to serve.

    Where the way leads to another role it serves that role's profile, where the own role changes
    the profile at the horizon, else that of today. A skill of which nothing is known is taken to be
    hardly familiar; that ranks courses and never counts as a gap.
    """
    role, profile = goal(at, direction)
    return replace(towards(at, role, profile, adds), modes=preference.suiting(direction.kind))


def _boost(role: Role | None, adds: Weights) -> float:
    """Return how many times as much durable skills weigh for whoever has this role."""
    if role is None or not role.leader:
        return 1.0
    return adds.leader if role.leader_weight is None else role.leader_weight


def towards(
    at: Position, role: Role | None, profile: Mapping[str, Requirement], adds: Weights
) -> Needs:
    """Return what a list that leads to this role and profile is to serve."""
    boost = _boost(at.role, adds)
    wanted = []
    for skill, line in profile.items():
        held = at.held.get(skill)
        boosted = boost != 1.0 and skill in adds.durable
        wanted.append(
            Need(
                skill=skill,
                required=line.level,
                level=held.level if held else min(UNFAMILIAR, line.level),
                sd=held.sd if held else ERRORS[ROLE],
                weight=line.importance
                * adds.priority.get(skill, 1.0)
                * (boost if boosted else 1.0),
                role=role.name if role else "",
                assumed=held is None or not held.assessed,
                boosted=boosted,
                priority=adds.priority.get(skill, 1.0),
                objective=next(iter(adds.objectives.get(skill, ())), ""),
            )
        )
    return Needs(
        wanted=tuple(wanted),
        held={skill: each.level for skill, each in at.held.items() if each.assessed},
        objectives=adds.objectives,
    )


def goal(at: Position, direction: Direction) -> tuple[Role | None, Mapping[str, Requirement]]:
    """Return the role that the list leads to, and what it asks for."""
    other = at.aim
    if direction.kind == ADVANCE:
        other = at.aim or at.above
    if other is not None and (direction.kind in {RESKILL, ADVANCE} or at.role is None):
        return other, other.profile(at.today)
    if at.role is None or direction.kind == RESKILL:
        return None, {}  # to a role that does not last nobody is led, even while no other is chosen
    day = at.horizon if direction.rule == R3 else at.today
    return at.role, at.role.profile(day)
