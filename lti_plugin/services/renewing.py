"""Badges that expire and whose holders have finished the course once more since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services.issuing import Issuing
from lti_plugin.store import badge_register
from lti_plugin.store.achievements import COURSE, Achievement
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.participation import Completion

BLOCK = 100
# What is finished once more so soon is the same completion, told twice.
AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A badge signed for longer; ``before`` is the date of the document that it takes over from."""

    badge_id: UUID
    before: datetime
    valid_from: datetime
    awarded_at: datetime
    expires_at: datetime
    document: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """The renewed badges of one block, and the last that was looked at where others may follow."""

    renewed: Sequence[Renewed]
    last: UUID | None


def renewable(achievements: Sequence[Achievement]) -> list[Achievement]:
    """Return those whose badges are renewed by doing again what they are for."""
    found = [each for each in achievements if each.kind == COURSE and each.expires_after_days]
    return sorted(found, key=lambda each: str(each.id))


def signed(
    session: Session, issuing: Issuing, achievement: Achievement, after: UUID | None
) -> Block:
    """Sign the next badges whose course was finished again; nothing is written here.

    They stay the same badges: the same id and page, a newer date, and a later end.
    """
    days = timedelta(days=achievement.expires_after_days or 0)
    rows = _finished_again(session, achievement, after)
    found = []
    with session.no_autoflush:
        for badge, holder, at in rows:
            if at < badge.awarded_at + AGAIN:
                continue
            before = badge.valid_from
            badge.awarded_at = at.replace(microsecond=0)
            badge.expires_at = badge.awarded_at + days
            issuing.sign_anew(session, badge, holder, achievement)
            dates = (before, badge.valid_from, badge.awarded_at, badge.expires_at)
            found.append(Renewed(badge.id, *dates, holder.document))
    return Block(found, rows[-1][0].id if len(rows) == BLOCK else None)


def keep(session: Session, site_id: UUID, renewed: Renewed) -> bool:
    """Keep a renewed badge; leave one that was changed, revoked or made nobody's meanwhile."""
    row = badge_register.untouched(session, site_id, renewed.badge_id, renewed.before)
    if row is None:
        return False
    badge, holder = row
    badge.valid_from, badge.awarded_at = renewed.valid_from, renewed.awarded_at
    badge.expires_at, holder.document = renewed.expires_at, renewed.document
    return True


def _finished_again(
    session: Session, achievement: Achievement, after: UUID | None
) -> list[tuple[Badge, BadgeHolder, datetime]]:
    query = (
        select(Badge, BadgeHolder, func.max(Completion.completed_at))
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .join(Completion, Completion.person_id == BadgeHolder.person_id)
        .where(
            Badge.site_id == achievement.site_id,
            Badge.achievement_id == achievement.id,
            Badge.version == achievement.version,
            Badge.revoked_at.is_(None),
            Badge.expires_at.is_not(None),
            Completion.course_id == achievement.course_id,
            Completion.completed_at > Badge.awarded_at,
            Completion.completed_at <= now(),
            Completion.withdrawn_at.is_(None),
        )
        .group_by(Badge.id, BadgeHolder.id)
        .order_by(Badge.id)
        .limit(BLOCK)
    )
    if after is not None:
        query = query.where(Badge.id > after)
    rows = session.execute(query)
    return [(badge, holder, at) for badge, holder, at in rows if at is not None]
