"""Pieces of work that people show: what they claim, what was said to that, and who sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site

UNREVIEWED, ACCEPTED, RETURNED = "unreviewed", "accepted", "returned"


class PortfolioItem(Owned, Base):
    """One piece of work.

    ``changed_at`` tells apart what a reviewer has read from what it is now; ``reviewed_by`` is the
    reviewer's own id.
    """

    __tablename__ = "portfolio_items"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
        Index(None, "site_id", "state", "changed_at"),
    )

    person_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str | None] = mapped_column(String(2000))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(20), default=UNREVIEWED)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(Text, default="")


class PortfolioClaim(Owned, Base):
    """A skill that a piece of work shows: the level claimed, and the one that a reviewer saw."""

    __tablename__ = "portfolio_claims"
    __table_args__ = (
        UniqueConstraint("site_id", "item_id", "skill_id"),
        same_site("person_id", "people"),
        same_site("item_id", "portfolio_items"),
        same_site("skill_id", "skills"),
    )

    person_id: Mapped[UUID]
    item_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    claimed: Mapped[float]
    verdict: Mapped[float | None]


class PortfolioShare(Owned, Base):
    """A link by which anybody sees chosen pieces; ``items`` are their ids as text.

    The link's secret is kept as its hash only; taking the link back deletes the row.
    """

    __tablename__ = "portfolio_shares"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    person_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    items: Mapped[list[Any]] = mapped_column(default=list)
    with_name: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


def get(session: Session, site_id: UUID, item_id: UUID) -> PortfolioItem:
    """Return an item of this site or raise NotFound."""
    row = session.get(PortfolioItem, item_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such piece of work here.")
    return row


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Sequence[PortfolioItem]:
    """Return a person's items, the newest first."""
    return session.scalars(
        select(PortfolioItem)
        .where(PortfolioItem.site_id == site_id, PortfolioItem.person_id == person_id)
        .order_by(PortfolioItem.created_at.desc(), PortfolioItem.id)
    ).all()


def waiting(
    session: Session,
    site_id: UUID,
    besides: UUID,
    limit: int,
    person_ids: Collection[UUID] | None = None,
) -> Sequence[PortfolioItem]:
    """Return unreviewed items of these people, or of all ``besides`` one, the oldest first."""
    query = (
        select(PortfolioItem)
        .where(
            PortfolioItem.site_id == site_id,
            PortfolioItem.state == UNREVIEWED,
            PortfolioItem.person_id != besides,
        )
        .order_by(PortfolioItem.changed_at, PortfolioItem.id)
        .limit(limit)
    )
    if person_ids is not None:
        query = query.where(PortfolioItem.person_id.in_(person_ids))
    return session.scalars(query).all()


def claims_of(
    session: Session, site_id: UUID, item_ids: Collection[UUID]
) -> dict[UUID, list[PortfolioClaim]]:
    """Return what is claimed with each of these items."""
    found: defaultdict[UUID, list[PortfolioClaim]] = defaultdict(list)
    rows = session.scalars(
        select(PortfolioClaim)
        .where(PortfolioClaim.site_id == site_id, PortfolioClaim.item_id.in_(item_ids))
        .order_by(PortfolioClaim.claimed.desc(), PortfolioClaim.id)
    )
    for row in rows:
        found[row.item_id].append(row)
    return found


def shares_of(session: Session, site_id: UUID, person_id: UUID) -> Sequence[PortfolioShare]:
    """Return a person's links, the newest first."""
    return session.scalars(
        select(PortfolioShare)
        .where(PortfolioShare.site_id == site_id, PortfolioShare.person_id == person_id)
        .order_by(PortfolioShare.created_at.desc(), PortfolioShare.id)
    ).all()


def share_of(session: Session, secret_hash: bytes) -> PortfolioShare | None:
    """Return the link with this secret; links are told apart by it alone, on every site."""
    return session.scalar(select(PortfolioShare).where(PortfolioShare.secret_hash == secret_hash))


def count(session: Session, site_id: UUID, person_id: UUID) -> int:
    """Return how many items somebody has."""
    query = select(func.count()).where(
        PortfolioItem.site_id == site_id, PortfolioItem.person_id == person_id
    )
    return session.scalar(query) or 0
