"""Budgets for learning: hours and money of a team or a person for a period, and wishes for more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site


class BudgetLine(Owned, Base):
    """What may be spent on learning from ``starts_on`` to ``ends_on``; None is no limit.

    It is one person's, or with ``whole_team`` that of everybody whose manager the person is.
    """

    __tablename__ = "budget_lines"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    person_id: Mapped[UUID]
    whole_team: Mapped[bool]
    hours: Mapped[float | None]
    money: Mapped[float | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(String(100), default="")


class BudgetRequest(Owned, Base):
    """A wish for more ``hours`` and ``money`` on a line; ``approved`` is None while it waits."""

    __tablename__ = "budget_requests"
    __table_args__ = (
        same_site("person_id", "people"),
        same_site("line_id", "budget_lines"),
        Index(None, "site_id", "asked_at"),
    )

    person_id: Mapped[UUID]
    line_id: Mapped[UUID]
    hours: Mapped[float] = mapped_column(default=0.0)
    money: Mapped[float] = mapped_column(default=0.0)
    text: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(100))
    approved: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")


def get(session: Session, site_id: UUID, line_id: UUID) -> BudgetLine:
    """Return a line of this site or raise NotFound."""
    row = session.get(BudgetLine, line_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such budget here.")
    return row


def request(session: Session, site_id: UUID, request_id: UUID) -> BudgetRequest:
    """Return a wish for more of this site or raise NotFound."""
    row = session.get(BudgetRequest, request_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such request on this site.")
    return row


def of_people(
    session: Session, site_id: UUID, person_ids: Collection[UUID], on: date | None = None
) -> Sequence[BudgetLine]:
    """Return these people's lines, with ``on`` those of that day, the newest first."""
    query = select(BudgetLine).where(
        BudgetLine.site_id == site_id, BudgetLine.person_id.in_(person_ids)
    )
    if on is not None:
        query = query.where(BudgetLine.starts_on <= on, BudgetLine.ends_on >= on)
    return session.scalars(
        query.order_by(BudgetLine.starts_on.desc(), BudgetLine.created_at.desc(), BudgetLine.id)
    ).all()


def any_on(session: Session, site_id: UUID, on: date) -> bool:
    """Say whether anybody of a site has a line on a day."""
    query = select(BudgetLine.id).where(
        BudgetLine.site_id == site_id, BudgetLine.starts_on <= on, BudgetLine.ends_on >= on
    )
    return session.scalar(query.limit(1)) is not None


def of_site(session: Session, site_id: UUID) -> Sequence[BudgetLine]:
    """Return every line of a site, the newest first."""
    return session.scalars(
        select(BudgetLine)
        .where(BudgetLine.site_id == site_id)
        .order_by(BudgetLine.starts_on.desc(), BudgetLine.created_at.desc(), BudgetLine.id)
    ).all()


def requests(
    session: Session, site_id: UUID, person_id: UUID | None = None
) -> Sequence[BudgetRequest]:
    """Return what waits on a site, or everything that one person asked for, the oldest first."""
    query = select(BudgetRequest).where(BudgetRequest.site_id == site_id)
    if person_id is None:
        query = query.where(BudgetRequest.approved.is_(None))
    else:
        query = query.where(BudgetRequest.person_id == person_id)
    return session.scalars(query.order_by(BudgetRequest.asked_at, BudgetRequest.id)).all()
