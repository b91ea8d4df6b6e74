"""Which badges stand on nothing any more: the completion is gone, or nobody says the skill now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import earning
from lti_plugin.services.issuing import BACKFILLED, COMPLETED
from lti_plugin.store.achievements import COURSE, PATH, REVOKE, SKILL, Achievement
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.roles import Role
from lti_plugin.store.skills import Skill

BLOCK = 200


@dataclass(frozen=True, slots=True)
class Block:
    """Badges of a block that stand on nothing, and the last that was looked at, if any."""

    badges: Sequence[UUID]
    last: UUID | None


def listed(session: Session, site_id: UUID) -> Sequence[Achievement]:
    """Return the achievements whose badges go with what they were awarded for, by id."""
    query = select(Achievement).where(
        Achievement.site_id == site_id, Achievement.when_undone == REVOKE
    )
    return session.scalars(query.order_by(Achievement.id)).all()


def block(session: Session, achievement: Achievement, after: UUID | None) -> Block:
    """Return which of the next badges of an achievement stand on nothing.

    A badge that a person awarded stands on their word. Where the course, the role or the skill
    itself is gone, nothing can be told of who had it.
    """
    conditions = [
        Badge.site_id == achievement.site_id,
        Badge.achievement_id == achievement.id,
        Badge.revoked_at.is_(None),
        BadgeHolder.source.in_((COMPLETED, BACKFILLED)),
    ]
    if after is not None:
        conditions.append(Badge.id > after)
    rows = session.execute(
        select(Badge.id, BadgeHolder.person_id)
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .where(*conditions)
        .order_by(Badge.id)
        .limit(BLOCK)
    ).all()
    last = rows[-1][0] if len(rows) == BLOCK else None
    if not rows or not _can_tell(session, achievement):
        return Block((), last)
    still = _standing(session, achievement, {person for _, person in rows})
    return Block([badge for badge, person in rows if person not in still], last)


def make_room(session: Session, achievement: Achievement, badges: Collection[UUID]) -> None:
    """Let the holders of these badges earn another one, should there be something again."""
    going = select(BadgeHolder).where(
        BadgeHolder.site_id == achievement.site_id, BadgeHolder.badge_id.in_(badges)
    )
    rows = session.scalars(going).all()
    earlier = session.execute(
        select(BadgeHolder.person_id, BadgeHolder.version, func.max(BadgeHolder.undone))
        .where(
            BadgeHolder.site_id == achievement.site_id,
            BadgeHolder.achievement_id == achievement.id,
            BadgeHolder.person_id.in_([row.person_id for row in rows]),
        )
        .group_by(BadgeHolder.person_id, BadgeHolder.version)
    )
    last = {(person, version): undone for person, version, undone in earlier}
    for row in rows:
        row.undone = last[row.person_id, row.version] + 1


def _can_tell(session: Session, achievement: Achievement) -> bool:
    things: dict[str, type[Course] | type[Role] | type[Skill]] = {
        COURSE: Course,
        PATH: Role,
        SKILL: Skill,
    }
    thing_id = achievement.course_id or achievement.role_id or achievement.skill_id
    return session.get(things[achievement.kind], thing_id) is not None


def _standing(session: Session, achievement: Achievement, people: set[UUID]) -> set[UUID]:
    """Return which of these people's badges stand on something."""
    if achievement.kind == COURSE:
        query = select(Completion.person_id).where(
            Completion.site_id == achievement.site_id,
            Completion.course_id == achievement.course_id,
            Completion.person_id.in_(people),
            Completion.withdrawn_at.is_(None),
        )
    elif achievement.kind == PATH:
        query = (
            select(Path.person_id)
            .join(Role, (Role.site_id == Path.site_id) & (Role.name == Path.role))
            .where(
                Role.id == achievement.role_id,
                Path.finished_at.is_not(None),
                Path.person_id.in_(people),
            )
        )
    else:
        return earning.reaching(session, achievement, people)
    return set(session.scalars(query))
