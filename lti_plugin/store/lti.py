"""LTI rows: registrations, deployments, logins under way and browser sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class Registration(Owned, Base):
    """The tool as one client of a site's platform."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "client_id"))

    client_id: Mapped[str] = mapped_column(String(255))
    auth_login_url: Mapped[str] = mapped_column(String(500))
    auth_token_url: Mapped[str] = mapped_column(String(500))
    jwks_url: Mapped[str] = mapped_column(String(500))
    jwks: Mapped[dict[str, Any] | None]
    jwks_fetched_at: Mapped[datetime | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Deployment(Owned, Base):
    """One deployment of a registration; ``guid`` is the platform's own id, to notice a change."""

    __tablename__ = "deployments"
    __table_args__ = (
        UniqueConstraint("site_id", "registration_id", "deployment_id"),
        same_site("registration_id", "registrations"),
    )

    registration_id: Mapped[UUID]
    deployment_id: Mapped[str] = mapped_column(String(255))
    guid: Mapped[str | None] = mapped_column(String(255))
    enabled: Mapped[bool] = mapped_column(default=True)


class LoginState(Owned, Base):
    """A login under way: used once, then gone. Only hashes of the secrets are kept."""

    __tablename__ = "login_states"
    __table_args__ = (same_site("registration_id", "registrations"),)

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    binding_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    registration_id: Mapped[UUID]
    deployment_id: Mapped[str | None] = mapped_column(String(255))
    target: Mapped[str] = mapped_column(String(2000))
    message_hint: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PendingLaunch(Owned, Base):
    """Verified claims that wait, for a minute, for the browser to prove that it began the login."""

    __tablename__ = "pending_launches"
    __table_args__ = (same_site("registration_id", "registrations"),)

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    binding_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    registration_id: Mapped[UUID]
    claims: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Visit(Owned, Base):
    """One launch's browser session: who, in which course, with which roles."""

    __tablename__ = "visits"
    __table_args__ = (
        same_site("person_id", "people"),
        same_site("registration_id", "registrations"),
    )

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    registration_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    audience: Mapped[str] = mapped_column(String(20))
    context_id: Mapped[str | None] = mapped_column(String(255))
    context_title: Mapped[str | None] = mapped_column(String(500))
    resource_link_id: Mapped[str | None] = mapped_column(String(255))
    return_url: Mapped[str | None] = mapped_column(String(2000))
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locale: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
