"""The key ring: public halves in clear, private halves encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Key, now

LTI, BADGE, BADGE_JWT = "lti", "badge", "badge-jwt"


class SigningKey(Base):
    """One key pair. ``site_id`` is None for the LTI keys, which belong to the installation.

    It signs until ``retired_at``, which may lie ahead, and stays published for a while longer;
    once withdrawn it is neither used nor published.
    """

    __tablename__ = "signing_keys"

    id: Mapped[Key]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    kid: Mapped[str] = mapped_column(String(100), unique=True)
    public: Mapped[dict[str, Any]]
    private: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


def hold(session: Session) -> None:
    """Let no other make or change keys until the end of this transaction.

    On SQLite whoever writes is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE"))


def ring(session: Session, purpose: str, site_id: UUID | None) -> Sequence[SigningKey]:
    """Return the keys of one purpose and owner, oldest first, withdrawn ones too."""
    return session.scalars(
        select(SigningKey)
        .where(SigningKey.purpose == purpose, SigningKey.site_id.is_not_distinct_from(site_id))
        .order_by(SigningKey.created_at, SigningKey.kid)
    ).all()


def everything(session: Session) -> Sequence[SigningKey]:
    """Return every key of the installation, oldest first."""
    return session.scalars(select(SigningKey).order_by(SigningKey.created_at, SigningKey.kid)).all()


def by_kid(session: Session, kid: str) -> SigningKey | None:
    """Return the key of this id."""
    return session.scalar(select(SigningKey).where(SigningKey.kid == kid))
