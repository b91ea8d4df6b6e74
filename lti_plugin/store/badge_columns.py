"""Grade columns that tell who has the badge of a course, and what each of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store import sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import Base, Owned, quietly, same_site
from lti_plugin.store.lti import switched_on
from lti_plugin.store.resource_links import ASKED_FOR, ResourceLink


class BadgeColumn(Owned, Base):
    """The column of one achievement in the gradebook of its course.

    ``line_item_url`` is the platform's column that the grades here were sent to; nothing more goes
    there while ``is_on``. ``asked_at`` is when somebody began to add one; ``problem``
    is why the platform took nothing for anybody.
    """

    __tablename__ = "badge_columns"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        UniqueConstraint("site_id", "achievement_id"),
        same_site("achievement_id", "achievements"),
        same_site("registration_id", "registrations"),
    )

    achievement_id: Mapped[UUID]
    registration_id: Mapped[UUID]
    deployment_id: Mapped[str] = mapped_column(String(255))
    line_item_url: Mapped[str | None] = mapped_column(String(2000))
    is_on: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)


class BadgeGrade(Owned, Base):
    """What one person's place in a column holds.

    ``sent`` is what the platform answered for last: 100, or 0 once the grade was taken back.
    ``problem`` is why it did not take what was sent last.
    """

    __tablename__ = "badge_grades"
    __table_args__ = (
        UniqueConstraint("site_id", "column_id", "person_id"),
        same_site("column_id", "badge_columns"),
        same_site("person_id", "people"),
    )

    column_id: Mapped[UUID]
    person_id: Mapped[UUID]
    sent: Mapped[float | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)


def of_achievement(session: Session, site_id: UUID, achievement_id: UUID) -> BadgeColumn | None:
    """Return an achievement's column, also where it is off."""
    return session.scalar(
        select(BadgeColumn).where(
            BadgeColumn.site_id == site_id, BadgeColumn.achievement_id == achievement_id
        )
    )


def grade(session: Session, column: BadgeColumn, person_id: UUID) -> BadgeGrade | None:
    """Return a person's place in a column."""
    return session.scalar(
        select(BadgeGrade).where(
            BadgeGrade.site_id == column.site_id,
            BadgeGrade.column_id == column.id,
            BadgeGrade.person_id == person_id,
        )
    )


def filled(session: Session, site_id: UUID) -> Sequence[BadgeColumn]:
    """Return the columns that are on; not those of a registration that is switched off."""
    query = select(BadgeColumn).where(BadgeColumn.site_id == site_id, BadgeColumn.is_on)
    return session.scalars(switched_on(query, BadgeColumn).order_by(BadgeColumn.id)).all()


def any_on(session: Session, site_id: UUID, achievement_ids: Sequence[UUID] | None = None) -> bool:
    """Say whether a column is on, of any achievement or of one of these."""
    query = select(BadgeColumn.id).where(BadgeColumn.site_id == site_id, BadgeColumn.is_on)
    if achievement_ids is not None:
        query = query.where(BadgeColumn.achievement_id.in_(achievement_ids))
    return session.scalar(query.limit(1)) is not None


def kept(session: Session, achievement: Achievement, link: ResourceLink) -> BadgeColumn:
    """Return an achievement's column; its first one is off, and one at a time is made."""
    found = of_achievement(session, achievement.site_id, achievement.id)
    if found is None:
        sites.hold(session, achievement.site_id)  # whoever else would make it waits
        found = of_achievement(session, achievement.site_id, achievement.id)
    if found is None:
        found = BadgeColumn(
            site_id=achievement.site_id,
            achievement_id=achievement.id,
            registration_id=link.registration_id,
            deployment_id=link.deployment_id,
        )
        session.add(found)
        session.flush()
    return found


def begin(session: Session, column: BadgeColumn, at: datetime) -> bool:
    """Take it on to add a column; False where somebody else is at it."""
    held = session.get(BadgeColumn, column.id, with_for_update=True, populate_existing=True)
    if held is None or (held.asked_at is not None and held.asked_at > at - ASKED_FOR):
        return False
    held.asked_at = at
    return True


def forget_grades(session: Session, column: BadgeColumn) -> None:
    """Forget what a column was sent, as when it is another one by now."""
    session.execute(
        quietly(
            delete(BadgeGrade).where(
                BadgeGrade.site_id == column.site_id, BadgeGrade.column_id == column.id
            )
        )
    )


def way(session: Session, site_id: UUID, context_id: str) -> ResourceLink | None:
    """Return the activity of a course that told last where its grade columns are."""
    told = select(ResourceLink).where(
        ResourceLink.site_id == site_id,
        ResourceLink.context_id == context_id,
        ResourceLink.line_items_url.is_not(None),
    )
    newest = switched_on(told, ResourceLink).order_by(ResourceLink.seen_at.desc())
    return session.scalar(newest.limit(1))
