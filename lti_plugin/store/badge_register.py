"""Badges as those who run a site look at them: how many, whose, and which tell an old text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import of_one_site
from lti_plugin.store.people import Person

# With the site, so that the index of both is used: without, each badge is looked for among all.
_WHOSE = and_(BadgeHolder.site_id == Badge.site_id, BadgeHolder.badge_id == Badge.id)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many badges of an achievement there are, of all its versions."""

    issued: int = 0
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A badge with whose it is; None once they have been erased."""

    badge: Badge
    holder: BadgeHolder | None
    person: Person | None


@dataclass(frozen=True, slots=True)
class Anew:
    """A badge signed anew, and the date that it had before: nothing newer is written over."""

    badge_id: UUID
    before: datetime
    valid_from: datetime
    document: dict[str, Any] = field(repr=False)


def numbers(session: Session, site_id: UUID) -> Mapping[UUID, Numbers]:
    """Return the numbers of each achievement of which there is a badge."""
    revoked = func.sum(case((Badge.revoked_at.is_not(None), 1), else_=0))
    rows = session.execute(
        select(Badge.achievement_id, func.count(), revoked)
        .where(Badge.site_id == site_id)
        .group_by(Badge.achievement_id)
    )
    return {achievement_id: Numbers(issued, gone) for achievement_id, issued, gone in rows}


def entries(
    session: Session, achievement: Achievement, most: int, named: str = "", first: int = 0
) -> list[Entry]:
    """Return badges of an achievement, the newest first, ``first`` of them passed over.

    ``named`` picks those whose holder's name it is part of.
    """
    query = (
        select(Badge, BadgeHolder, Person)
        .outerjoin(BadgeHolder, _WHOSE)
        .outerjoin(Person, Person.id == BadgeHolder.person_id)
        .where(*_of(achievement, named))
        .order_by(Badge.awarded_at.desc(), Badge.id)
        .offset(first)
        .limit(most)
    )
    rows = session.execute(query)
    return [Entry(badge, holder, person) for badge, holder, person in rows]


def count(session: Session, achievement: Achievement, named: str = "") -> int:
    """Return how many badges of an achievement there are; ``named`` as in ``entries``."""
    query = (
        select(func.count(Badge.id))
        .outerjoin(BadgeHolder, _WHOSE)
        .outerjoin(Person, Person.id == BadgeHolder.person_id)
        .where(*_of(achievement, named))
    )
    return session.scalar(query) or 0


def holders(session: Session, site_id: UUID, badge_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return whose these badges are, by badge; without those that are nobody's any more."""
    rows = session.execute(
        select(BadgeHolder.badge_id, BadgeHolder.person_id).where(
            BadgeHolder.site_id == site_id, BadgeHolder.badge_id.in_(badge_ids)
        )
    )
    return {badge_id: person_id for badge_id, person_id in rows}


def among(session: Session, achievement: Achievement, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these badges are of an achievement."""
    query = select(Badge.id).where(
        Badge.site_id == achievement.site_id,
        Badge.achievement_id == achievement.id,
        Badge.id.in_(ids),
    )
    return set(session.scalars(query))


def any_present(session: Session, achievement: Achievement) -> bool:
    """Say whether anybody has a badge of an achievement's present version."""
    query = select(Badge.id).where(*_present(achievement))
    return session.scalar(query.limit(1)) is not None


def outdated(
    session: Session, achievement: Achievement, after: UUID | None, most: int
) -> Sequence[tuple[Badge, BadgeHolder]]:
    """Return the next badges that were signed before their achievement was corrected."""
    conditions = [*_present(achievement), Badge.valid_from < achievement.corrected_at]
    if after is not None:
        conditions.append(Badge.id > after)
    rows = session.execute(
        select(Badge, BadgeHolder)
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .where(*conditions)
        .order_by(Badge.id)
        .limit(most)
    )
    return [(badge, holder) for badge, holder in rows]


def untouched(
    session: Session, site_id: UUID, badge_id: UUID, before: datetime
) -> tuple[Badge, BadgeHolder] | None:
    """Return a badge and hold it; None if it was changed, revoked or made nobody's meanwhile.

    ``before`` is the date that it had when it was read.
    """
    row = session.execute(
        select(Badge, BadgeHolder)
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .where(
            Badge.site_id == site_id,
            Badge.id == badge_id,
            Badge.valid_from == before,
            Badge.revoked_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def replace(session: Session, site_id: UUID, anew: Anew) -> bool:
    """Keep a badge signed anew; leave one that was changed, revoked or made nobody's meanwhile."""
    row = untouched(session, site_id, anew.badge_id, anew.before)
    if row is None:
        return False
    badge, holder = row
    badge.valid_from, holder.document = anew.valid_from, anew.document
    return True


def forget_reasons(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Clear why a person's badges were revoked; that they are stays."""
    theirs = select(BadgeHolder.badge_id).where(
        BadgeHolder.site_id == site_id, BadgeHolder.person_id == person_id
    )
    statement = update(Badge).where(Badge.site_id == site_id, Badge.id.in_(theirs))
    session.execute(of_one_site(statement.values(revoked_because=None), site_id))


def corrected(session: Session, site_id: UUID) -> Sequence[Achievement]:
    """Return the achievements that were ever corrected."""
    query = select(Achievement).where(
        Achievement.site_id == site_id, Achievement.corrected_at.is_not(None)
    )
    return session.scalars(query.order_by(Achievement.id)).all()


def _of(achievement: Achievement, named: str) -> list[ColumnElement[bool]]:
    found = [Badge.site_id == achievement.site_id, Badge.achievement_id == achievement.id]
    return [*found, Person.name.icontains(named, autoescape=True)] if named else found


def _present(achievement: Achievement) -> list[ColumnElement[bool]]:
    return [
        Badge.site_id == achievement.site_id,
        Badge.achievement_id == achievement.id,
        Badge.version == achievement.version,
        Badge.revoked_at.is_(None),
    ]
