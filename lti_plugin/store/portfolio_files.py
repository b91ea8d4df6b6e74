"""Files that belong to pieces of work, apart from these, so that no list ever loads one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.people import Person

LONGEST_NAME = 100


class PortfolioFile(Owned, Base):
    """The one file of a piece of work; ``size`` is that of ``content``, in bytes."""

    __tablename__ = "portfolio_files"
    __table_args__ = (
        UniqueConstraint("site_id", "item_id"),
        same_site("person_id", "people"),
        same_site("item_id", "portfolio_items"),
        Index(None, "site_id", "person_id"),
    )

    person_id: Mapped[UUID]
    item_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


def of_items(
    session: Session, site_id: UUID, item_ids: Collection[UUID]
) -> dict[UUID, PortfolioFile]:
    """Return the files of these items, without their contents."""
    rows = session.scalars(
        select(PortfolioFile).where(
            PortfolioFile.site_id == site_id, PortfolioFile.item_id.in_(item_ids)
        )
    )
    return {row.item_id: row for row in rows}


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Sequence[PortfolioFile]:
    """Return a person's files, without their contents, the oldest first."""
    return session.scalars(
        select(PortfolioFile)
        .where(PortfolioFile.site_id == site_id, PortfolioFile.person_id == person_id)
        .order_by(PortfolioFile.created_at, PortfolioFile.id)
    ).all()


def content_of(session: Session, file_id: UUID) -> bytes:
    """Return what is in a file, and let the session forget it at once."""
    query = select(PortfolioFile.content).where(PortfolioFile.id == file_id)
    return bytes(session.scalars(query).one())


def taken(session: Session, site_id: UUID, person_id: UUID) -> tuple[int, int]:
    """Return how many files somebody has, and how many bytes these are together."""
    query = select(func.count(), func.coalesce(func.sum(PortfolioFile.size), 0)).where(
        PortfolioFile.site_id == site_id, PortfolioFile.person_id == person_id
    )
    number, together = session.execute(query).one()
    return number, int(together)


def wait_for_others(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Let changes of one person's portfolio follow each other, so that each sees the last one."""
    query = select(Person.id).where(Person.site_id == site_id, Person.id == person_id)
    session.execute(query.with_for_update(key_share=True))


def drop(session: Session, site_id: UUID, item_id: UUID) -> None:
    """Delete the file of an item, where it has one."""
    session.execute(
        delete(PortfolioFile).where(
            PortfolioFile.site_id == site_id, PortfolioFile.item_id == item_id
        )
    )
