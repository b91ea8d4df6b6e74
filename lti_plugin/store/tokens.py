"""Tokens with which other programs ask the API; only the hash of a secret is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, of_one_site, quietly
from lti_plugin.store.sites import Site


class ApiToken(Owned, Base):
    """One program's way into the API of one site.

    ``scopes`` are what it may do, ``shown`` the beginning of the secret, by which people know which
    one it is. ``made_by`` is an actor as in the audit log.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (Index(None, "site_id", "created_at"),)

    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[list[Any]]
    shown: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def is_good(self, at: datetime) -> bool:
        """Say whether it still lets in."""
        return self.revoked_at is None and self.expires_at > at


def of_site(session: Session, site_id: UUID) -> Sequence[ApiToken]:
    """Return every token of a site, the newest first."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.site_id == site_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id)
    ).all()


def get(session: Session, site_id: UUID, token_id: UUID) -> ApiToken:
    """Return a token of this site or raise NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such token on this site.")
    return row


def by_secret(session: Session, secret_hash: bytes) -> tuple[ApiToken, Site] | None:
    """Return the token with this secret and its site."""
    row = session.execute(
        select(ApiToken, Site)
        .join(Site, Site.id == ApiToken.site_id)
        .where(ApiToken.secret_hash == secret_hash)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def touch(session: Session, site_id: UUID, token_id: UUID, at: datetime) -> None:
    """Note when a token was last used."""
    used = update(ApiToken).where(ApiToken.id == token_id, ApiToken.site_id == site_id)
    session.execute(quietly(of_one_site(used.values(used_at=at), site_id)))
