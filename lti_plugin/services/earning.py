"""Who has earned an achievement and has no badge of it yet, a block of people at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select
from sqlalchemy.orm import Session

from lti_plugin.services import evidence as evidence_of
from lti_plugin.services import lessons
from lti_plugin.store import sites
from lti_plugin.store.achievements import COURSE, PATH, Achievement
from lti_plugin.store.badges import BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role
from lti_plugin.store.skills import Skill
from recommender.skills.evidence import ROLE, SELF, Evidence, held

BLOCK = 200
# What nobody else has said or seen is no reason for a badge.
OWN_WORD = frozenset({SELF, ROLE})


@dataclass(frozen=True, slots=True)
class Earned:
    """Somebody who has earned an achievement: when, and with what grade if known."""

    person: Person
    at: datetime
    grade: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Those of one block of people who have earned it, and the last who was looked at, if any."""

    earned: Sequence[Earned]
    last: UUID | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many would get a badge, and how many more whose badge would have expired by now."""

    people: int
    lapsed: int


def count(session: Session, achievement: Achievement, since: datetime | None = None) -> Counted:
    """Return how many have earned an achievement and have no badge; ``since`` as in ``block``."""
    people, lapsed = 0, 0
    after: UUID | None = None
    while True:
        found = block(session, achievement, after, since)
        late = sum(has_lapsed(achievement, each.at) for each in found.earned)
        people, lapsed, after = people + len(found.earned) - late, lapsed + late, found.last
        if after is None:
            return Counted(people, lapsed)


def has_lapsed(achievement: Achievement, earned_at: datetime) -> bool:
    """Say whether a badge for what was earned then would have expired by now."""
    days = achievement.expires_after_days
    return days is not None and earned_at + timedelta(days=days) <= now()


def block(
    session: Session, achievement: Achievement, after: UUID | None, since: datetime | None
) -> Block:
    """Return the next of those who have earned an achievement and have no badge of this version.

    Parameters
    ----------
    after
        The last person of the block before, None for the first.
    since
        What was earned earlier does not count; None lets everything count that has a date.
    """
    if achievement.kind == COURSE:
        return _finished(session, achievement, after, since)
    if achievement.kind == PATH:
        return _arrived(session, achievement, after, since)
    return _skilled(session, achievement, after, since)


def _without(achievement: Achievement, after: UUID | None) -> list[ColumnElement[bool]]:
    """Return what picks people of the site, still there and without this badge, from one on."""
    has = select(BadgeHolder.id).where(
        BadgeHolder.site_id == achievement.site_id,
        BadgeHolder.achievement_id == achievement.id,
        BadgeHolder.version == achievement.version,
        BadgeHolder.undone == 0,
        BadgeHolder.person_id == Person.id,
    )
    conditions = [Person.site_id == achievement.site_id, Person.gone_at.is_(None), ~has.exists()]
    return conditions if after is None else [*conditions, Person.id > after]


def _finished(
    session: Session, achievement: Achievement, after: UUID | None, since: datetime | None
) -> Block:
    # A completion without a date counts once it was met after the beginning; its badge is dated
    # with the day of the award, as an unknown date never dates a badge.
    counts: ColumnElement[bool] = Completion.completed_at.is_not(None)
    if since is not None:
        undated = and_(Completion.completed_at.is_(None), Completion.first_seen_at >= since)
        counts = or_(Completion.completed_at >= since, undated)
    # What expires is dated by the last time, as people do such courses again to renew it.
    expires = achievement.expires_after_days is not None
    at = (func.max if expires else func.min)(Completion.completed_at)
    query = (
        select(Person, at, func.max(Completion.grade))
        .join(Completion, Completion.person_id == Person.id)
        .where(
            *_without(achievement, after),
            Completion.course_id == achievement.course_id,
            Completion.withdrawn_at.is_(None),
            counts,
        )
        .group_by(Person.id)
    )
    return _read(session, query)


def _arrived(
    session: Session, achievement: Achievement, after: UUID | None, since: datetime | None
) -> Block:
    finished: list[ColumnElement[bool]] = [Path.finished_at.is_not(None)]
    if since is not None:
        finished.append(Path.finished_at >= since)
    query = (
        select(Person, Path.finished_at, null())
        .join(Path, Path.person_id == Person.id)
        .join(Role, and_(Role.site_id == Person.site_id, Role.name == Path.role))
        .where(*_without(achievement, after), Role.id == achievement.role_id, *finished)
    )
    return _read(session, query)


def _read(session: Session, query: Select[Person, datetime | None, float | None]) -> Block:
    rows = session.execute(query.order_by(Person.id).limit(BLOCK))
    found = [Earned(person, at or now(), grade) for person, at, grade in rows]
    return Block(found, found[-1].person.id if len(found) == BLOCK else None)


def _skilled(
    session: Session, achievement: Achievement, after: UUID | None, since: datetime | None
) -> Block:
    query = select(Person).where(*_without(achievement, after))
    people = session.scalars(query.order_by(Person.id).limit(BLOCK)).all()
    said = _said(session, achievement, [each.id for each in people])
    found = []
    for person in people:
        at = reached_on(said.get(person.id, ()), achievement.level or 0.0)
        if at is not None and (since is None or at >= since):
            found.append(Earned(person, at))
    return Block(found, people[-1].id if len(people) == BLOCK else None)


def reaching(session: Session, achievement: Achievement, people: Collection[UUID]) -> set[UUID]:
    """Return which of these people have the skill of an achievement at its level today."""
    today, level = now().date(), achievement.level or 0.0
    said = _said(session, achievement, list(people))
    reached = {person: held(rows, today) for person, rows in said.items()}
    return {person for person, at in reached.items() if at is not None and at.level >= level}


def _said(
    session: Session, achievement: Achievement, people: Sequence[UUID]
) -> Mapping[UUID, Sequence[Evidence]]:
    """Return what others and finished courses say of these people's skill."""
    skill = session.get(Skill, achievement.skill_id) if achievement.skill_id else None
    if skill is None:  # it has been removed since
        return {}
    name, site = skill.name, sites.get(session, achievement.site_id)
    scale = site.fields.get(lessons.LEVELS, {})
    rows = evidence_of.of_people(session, site.id, people, scale)
    return {
        person_id: [row for row in own if row.skill == name and row.source not in OWN_WORD]
        for person_id, own in rows.items()
    }


def reached_on(rows: Sequence[Evidence], level: float) -> datetime | None:
    """Return when the evidence first carried to a level that it still carries to today.

    None where it does not. Rows without a date count from today on.
    """
    today = now().date()
    if (at := held(rows, today)) is None or at.level < level:
        return None
    days = sorted({row.on for row in rows if row.on is not None and row.on <= today} | {today})
    for day in days:
        known = [row for row in rows if (row.on or today) <= day]
        reached = held(known, day)
        if reached is not None and reached.level >= level:
            return now() if day == today else datetime.combine(day, time(), UTC)
    return None
