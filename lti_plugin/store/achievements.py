"""What a site recognises by a badge: a course, a path to a role, or a skill at a level."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site

COURSE, PATH, SKILL = "course", "path", "skill"
KEEP, REVOKE = "keep", "revoke"


class Achievement(Owned, Base):
    """One achievement; of ``course_id``, ``role_id`` and ``skill_id`` the one of its kind is set.

    These are no foreign keys: whatever becomes of a role or a skill, badges of it still verify.
    It is awarded from ``active_from`` on, until ``retired_at``. ``version`` counts what is to be
    earned anew; a corrected text leaves it as it is, and badges signed before ``corrected_at`` are
    signed anew. ``backfill_asked_at`` is set as long as what was earned before the activation is
    to be awarded too. ``when_undone`` says what becomes of a badge whose completion disappears.
    ``alignments`` are skills of frameworks: name, url, framework, kind, code.
    """

    __tablename__ = "achievements"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        CheckConstraint(
            "(course_id IS NOT NULL AND role_id IS NULL AND skill_id IS NULL)"
            " OR (course_id IS NULL AND role_id IS NOT NULL AND skill_id IS NULL)"
            " OR (course_id IS NULL AND role_id IS NULL AND skill_id IS NOT NULL)",
            name="one_thing",
        ),
        Index(None, "site_id", "course_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    course_id: Mapped[UUID | None]
    role_id: Mapped[UUID | None]
    skill_id: Mapped[UUID | None]
    level: Mapped[float | None]
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20), default="en")
    caption: Mapped[str] = mapped_column(String(255), default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    alignments: Mapped[list[Any]] = mapped_column(default=list)
    expires_after_days: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    when_undone: Mapped[str] = mapped_column(String(20), default=KEEP)
    active_from: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    backfill_asked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def active(self) -> bool:
        """Say whether it is awarded at present."""
        return self.active_from is not None and self.retired_at is None


class AchievementPicture(Owned, Base):
    """The picture of an achievement, apart from it so that no list ever loads one.

    ``drawn``: it was made from the achievement's name, and follows it.
    """

    __tablename__ = "achievement_pictures"
    __table_args__ = (
        UniqueConstraint("site_id", "achievement_id"),
        same_site("achievement_id", "achievements"),
    )

    achievement_id: Mapped[UUID]
    png: Mapped[bytes] = mapped_column(LargeBinary)
    svg: Mapped[bytes] = mapped_column(LargeBinary)
    drawn: Mapped[bool] = mapped_column(default=True)


def of_site(session: Session, site_id: UUID) -> Sequence[Achievement]:
    """Return every achievement of a site by name."""
    query = select(Achievement).where(Achievement.site_id == site_id)
    return session.scalars(query.order_by(Achievement.name, Achievement.id)).all()


def active(session: Session, site_id: UUID) -> Sequence[Achievement]:
    """Return the achievements that are awarded at present, the oldest first."""
    return session.scalars(
        select(Achievement)
        .where(
            Achievement.site_id == site_id,
            Achievement.active_from.is_not(None),
            Achievement.retired_at.is_(None),
        )
        .order_by(Achievement.created_at, Achievement.id)
    ).all()


def active_of_course(session: Session, site_id: UUID, course_id: UUID) -> Sequence[Achievement]:
    """Return what is awarded at present for a course, by name."""
    return session.scalars(
        select(Achievement)
        .where(
            Achievement.site_id == site_id,
            Achievement.course_id == course_id,
            Achievement.active_from.is_not(None),
            Achievement.retired_at.is_(None),
        )
        .order_by(Achievement.name, Achievement.id)
    ).all()


def end_backfill(session: Session, achievement: Achievement, asked: datetime) -> None:
    """Note that a back-fill is done, unless another was asked for meanwhile."""
    row = get(session, achievement.site_id, achievement.id)
    if row.backfill_asked_at == asked:
        row.backfill_asked_at = None


def get(session: Session, site_id: UUID, achievement_id: UUID) -> Achievement:
    """Return an achievement of a site or raise NotFound."""
    found = session.get(Achievement, achievement_id)
    if found is None or found.site_id != site_id:
        raise NotFound("There is no such badge.")
    return found


def at(session: Session, achievement_id: UUID) -> Achievement | None:
    """Return an achievement by its address, which is public."""
    return session.get(Achievement, achievement_id)


def picture_of(session: Session, achievement: Achievement) -> AchievementPicture | None:
    """Return an achievement's picture."""
    return session.scalar(
        select(AchievementPicture).where(
            AchievementPicture.site_id == achievement.site_id,
            AchievementPicture.achievement_id == achievement.id,
        )
    )


def with_picture(session: Session, site_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these achievements have a picture."""
    return set(
        session.scalars(
            select(AchievementPicture.achievement_id).where(
                AchievementPicture.site_id == site_id, AchievementPicture.achievement_id.in_(ids)
            )
        )
    )
