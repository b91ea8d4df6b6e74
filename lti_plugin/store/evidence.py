"""The ledger of evidence: who or what said that a person has a skill at a level."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class EvidenceRow(Owned, Base):
    """One row; rows are added and taken back, never changed.

    Completions are not kept here: they are read from the courses as these are linked to skills
    now. ``by`` tells who said it, ``key`` what it stands for at its source, so that it is not
    written twice. ``first_seen``: the source gives no day, so ``on`` is when it was first met.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "key"),
        same_site("person_id", "people"),
        same_site("skill_id", "skills"),
        Index(None, "site_id", "person_id", "created_at"),
    )

    person_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    level: Mapped[float]
    source: Mapped[str] = mapped_column(String(20))
    on: Mapped[date | None]
    first_seen: Mapped[bool] = mapped_column(default=False, server_default=false())
    weight: Mapped[float] = mapped_column(default=1.0)
    expires: Mapped[date | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(255), default="")
    key: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=now)


def of_people(
    session: Session, site_id: UUID, person_ids: Collection[UUID]
) -> Sequence[EvidenceRow]:
    """Return the rows of these people in the order in which they were written."""
    return session.scalars(
        select(EvidenceRow)
        .where(EvidenceRow.site_id == site_id, EvidenceRow.person_id.in_(person_ids))
        .order_by(EvidenceRow.created_at, EvidenceRow.id)
    ).all()


def with_key(session: Session, site_id: UUID, person_id: UUID, key: str) -> EvidenceRow | None:
    """Return the row that stands for this at its source."""
    return session.scalar(
        select(EvidenceRow).where(
            EvidenceRow.site_id == site_id,
            EvidenceRow.person_id == person_id,
            EvidenceRow.key == key,
        )
    )
