"""One-time links: into the admin pages, to register the tool, to put a badge into a wallet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned

ENTER, REGISTER, WALLET = "enter", "register", "wallet"


class OneTimeLink(Owned, Base):
    """A link that lets its holder do one thing once; only the hash of its secret is kept."""

    __tablename__ = "one_time_links"

    purpose: Mapped[str] = mapped_column(String(20), server_default=ENTER)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


def peek(session: Session, purpose: str, secret_hash: bytes, at: datetime) -> UUID | None:
    """Return the site of a link that could be used now, and leave it unused."""
    return session.scalar(
        select(OneTimeLink.site_id).where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.secret_hash == secret_hash,
            OneTimeLink.expires_at > at,
        )
    )


def redeem(session: Session, purpose: str, secret_hash: bytes, at: datetime) -> UUID | None:
    """Use a link up; return its site, or None when it is unknown, used or too old."""
    row = session.execute(
        delete(OneTimeLink)
        .where(OneTimeLink.purpose == purpose, OneTimeLink.secret_hash == secret_hash)
        .returning(OneTimeLink.site_id, OneTimeLink.expires_at)
    ).one_or_none()
    return row.site_id if row is not None and row.expires_at > at else None


def open_links(
    session: Session, site_id: UUID, purpose: str, at: datetime
) -> Sequence[OneTimeLink]:
    """Return a site's links of this purpose that nobody has used and that still work."""
    return session.scalars(
        select(OneTimeLink)
        .where(
            OneTimeLink.site_id == site_id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.expires_at > at,
        )
        .order_by(OneTimeLink.expires_at)
    ).all()


def withdraw(session: Session, site_id: UUID, purpose: str) -> None:
    """Make a site's links of this purpose worthless."""
    session.execute(
        delete(OneTimeLink).where(OneTimeLink.site_id == site_id, OneTimeLink.purpose == purpose)
    )
