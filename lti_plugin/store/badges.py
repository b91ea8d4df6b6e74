"""Badges that were issued, the lists of their status, and whose they are.

What is about a person stands in a table of its own: once somebody is erased, their badges still
verify or are told to be revoked, and belong to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site


class StatusList(Owned, Base):
    """A list of bits, one for each badge; ``number`` stands in its address and tells nothing."""

    __tablename__ = "status_lists"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("number"))

    number: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Badge(Owned, Base):
    """One badge: of which achievement, where its bit stands, until when it holds.

    ``version`` is that of the achievement when it was awarded. Once ``revoked_at`` is set it never
    holds again.
    """

    __tablename__ = "badges"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        UniqueConstraint("status_list_id", "status_index"),
        same_site("achievement_id", "achievements"),
        same_site("status_list_id", "status_lists"),
        Index(None, "site_id", "achievement_id"),
    )

    achievement_id: Mapped[UUID]
    version: Mapped[int]
    status_list_id: Mapped[UUID]
    status_index: Mapped[int]
    awarded_at: Mapped[datetime]
    valid_from: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(Text)


class BadgeHolder(Owned, Base):
    """Whose a badge is, its signed ``document``, and who may see it.

    ``identity`` is the identity object with the salted hash. ``published`` lets everybody with the
    address see it, ``listed`` search engines too, ``named`` with the holder's name. ``source`` says
    how it came to be awarded, ``awarded_by`` by whom if by a person, with their ``reason``.
    ``undone`` counts the badges that went with what they stood on: 0 is the one that holds, or that
    a person revoked, and nobody has two of these.
    """

    __tablename__ = "badge_holders"
    __table_args__ = (
        UniqueConstraint("site_id", "badge_id"),
        UniqueConstraint(
            *("site_id", "achievement_id", "version", "person_id", "undone"),
            name="uq_badge_holders_one_of_each",
        ),
        same_site("badge_id", "badges"),
        same_site("person_id", "people"),
        same_site("achievement_id", "achievements"),
        Index(None, "site_id", "person_id"),
    )

    badge_id: Mapped[UUID]
    achievement_id: Mapped[UUID]
    version: Mapped[int]
    person_id: Mapped[UUID]
    identity: Mapped[dict[str, Any]]
    document: Mapped[dict[str, Any]]
    published: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[bool] = mapped_column(default=False)
    named: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(String(20))
    awarded_by: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(Text)
    undone: Mapped[int] = mapped_column(default=0, server_default="0")


def find(session: Session, badge_id: UUID) -> Badge:
    """Return a badge by its address, which is public, or raise NotFound."""
    found = session.get(Badge, badge_id)
    if found is None:
        raise NotFound("There is no such badge.")
    return found


def at(session: Session, badge_id: UUID) -> Badge | None:
    """Return a badge by its address."""
    return session.get(Badge, badge_id)


def with_holder(session: Session, badge_id: UUID) -> tuple[Badge, BadgeHolder] | None:
    """Return a badge and whose it is; None where there is none, or it is nobody's any more."""
    badge = at(session, badge_id)
    holder = None if badge is None else holder_of(session, badge)
    return None if badge is None or holder is None else (badge, holder)


def holder_of(session: Session, badge: Badge) -> BadgeHolder | None:
    """Return whose a badge is; None once they have been erased."""
    return session.scalar(
        select(BadgeHolder).where(
            BadgeHolder.site_id == badge.site_id, BadgeHolder.badge_id == badge.id
        )
    )


def of_person(
    session: Session, site_id: UUID, person_id: UUID
) -> Sequence[tuple[Badge, BadgeHolder]]:
    """Return a person's badges, the newest first."""
    rows = session.execute(
        select(Badge, BadgeHolder)
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .where(BadgeHolder.site_id == site_id, BadgeHolder.person_id == person_id)
        .order_by(Badge.awarded_at.desc(), Badge.id)
    )
    return [(badge, holder) for badge, holder in rows]


def held(
    session: Session, site_id: UUID, achievement_id: UUID, version: int, people: Collection[UUID]
) -> set[UUID]:
    """Return which of these people have a badge of this achievement and version.

    One that went with what it stood on leaves room for another, once there is something again.
    """
    return set(
        session.scalars(
            select(BadgeHolder.person_id).where(
                BadgeHolder.site_id == site_id,
                BadgeHolder.achievement_id == achievement_id,
                BadgeHolder.version == version,
                BadgeHolder.undone == 0,
                BadgeHolder.person_id.in_(people),
            )
        )
    )


def any_of(session: Session, achievement_id: UUID) -> bool:
    """Say whether there is a badge of an achievement."""
    query = select(Badge.id).where(Badge.achievement_id == achievement_id).limit(1)
    return session.scalar(query) is not None


def list_numbered(session: Session, number: int) -> StatusList | None:
    """Return the status list of this address."""
    return session.scalar(select(StatusList).where(StatusList.number == number))


def lists_of(session: Session, site_id: UUID) -> Sequence[tuple[StatusList, int]]:
    """Return a site's status lists, the newest first, each with how many badges stand in it."""
    rows = session.execute(
        select(StatusList, func.count(Badge.id))
        .outerjoin(Badge, Badge.status_list_id == StatusList.id)
        .where(StatusList.site_id == site_id)
        .group_by(StatusList.id)
        .order_by(StatusList.created_at.desc(), StatusList.id)
    )
    return [(each, count) for each, count in rows]


def revoked_in(session: Session, status_list: StatusList) -> Sequence[int]:
    """Return the places of revoked badges in a list."""
    return session.scalars(
        select(Badge.status_index).where(
            Badge.status_list_id == status_list.id, Badge.revoked_at.is_not(None)
        )
    ).all()


def taken_in(session: Session, status_list_id: UUID, indices: Collection[int]) -> set[int]:
    """Return which of these places of a list are taken."""
    return set(
        session.scalars(
            select(Badge.status_index).where(
                Badge.status_list_id == status_list_id, Badge.status_index.in_(indices)
            )
        )
    )
