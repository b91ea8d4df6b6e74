"""Signing keys: their public half in clear, their private half encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Key, now

LTI = "lti"


class SigningKey(Base):
    """One key pair. ``site_id`` is None for the LTI keys, which belong to the installation."""

    __tablename__ = "signing_keys"

    id: Mapped[Key]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    kid: Mapped[str] = mapped_column(String(100), unique=True)
    public: Mapped[dict[str, Any]]
    private: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


def published(session: Session, purpose: str, retired_after: datetime) -> Sequence[SigningKey]:
    """Return the keys in use and those retired after the given time, newest first."""
    return session.scalars(
        select(SigningKey)
        .where(
            SigningKey.purpose == purpose,
            SigningKey.retired_at.is_(None) | (SigningKey.retired_at > retired_after),
        )
        .order_by(SigningKey.created_at.desc())
    ).all()
