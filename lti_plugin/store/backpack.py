"""App codes by which a person's Moodle profile reads their published badges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class BackpackCode(Owned, Base):
    """One app code, of which only a hash is kept; whatever it opened closes when it is deleted."""

    __tablename__ = "backpack_codes"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    person_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(default=now)


def codes_of(session: Session, site_id: UUID, person_id: UUID) -> Sequence[BackpackCode]:
    """Return a person's app codes, the newest first."""
    return session.scalars(
        select(BackpackCode)
        .where(BackpackCode.site_id == site_id, BackpackCode.person_id == person_id)
        .order_by(BackpackCode.created_at.desc(), BackpackCode.id)
    ).all()


def code_of(session: Session, secret_hash: bytes) -> BackpackCode | None:
    """Return the app code with this hash."""
    return session.scalar(select(BackpackCode).where(BackpackCode.secret_hash == secret_hash))


def with_id(session: Session, code_id: UUID) -> BackpackCode | None:
    """Return the app code of this id, as long as nobody has taken it back."""
    return session.get(BackpackCode, code_id)
