"""One-time links into the admin pages, for the time before any launch worked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned


class OneTimeLink(Owned, Base):
    """A link that admits its holder once; only the hash of its secret is kept."""

    __tablename__ = "one_time_links"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


def redeem(session: Session, secret_hash: bytes, at: datetime) -> UUID | None:
    """Use a link up; return its site, or None when it is unknown, used or too old."""
    row = session.execute(
        delete(OneTimeLink)
        .where(OneTimeLink.secret_hash == secret_hash)
        .returning(OneTimeLink.site_id, OneTimeLink.expires_at)
    ).one_or_none()
    return row.site_id if row is not None and row.expires_at > at else None
