"""LTI rows: registrations, deployments, logins under way and browser sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Index,
    LargeBinary,
    Row,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.sites import Site

# A row that is out of time still tells which platform may frame the page that says so.
STATE_KEPT = timedelta(hours=1)
VISIT_KEPT = timedelta(days=1)
MOST_STATES = 40_000
SHORT = re.compile("[0-9a-f]{8}")


class Registration(Owned, Base):
    """The tool as one client of a site's platform.

    ``jwks`` are the platform's keys as last fetched; ``jwks_tried_at`` is the last attempt, which
    may have failed.
    """

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "client_id"))

    client_id: Mapped[str] = mapped_column(String(255))
    auth_login_url: Mapped[str] = mapped_column(String(500))
    auth_token_url: Mapped[str] = mapped_column(String(500))
    jwks_url: Mapped[str] = mapped_column(String(500))
    jwks: Mapped[dict[str, Any] | None]
    jwks_fetched_at: Mapped[datetime | None]
    jwks_tried_at: Mapped[datetime | None]
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
    """A login under way: used once, then gone. Only hashes of the secrets are kept.

    ``cookie_hash`` and ``storage_hash`` are of the two secrets by which the browser can prove that
    it began this login; ``course_module`` is Moodle's id of the activity, where it was told.
    """

    __tablename__ = "login_states"
    __table_args__ = (same_site("registration_id", "registrations"),)

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    cookie_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    storage_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    registration_id: Mapped[UUID]
    deployment_id: Mapped[str | None] = mapped_column(String(255))
    target: Mapped[str] = mapped_column(String(2000))
    course_module: Mapped[int | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PendingLaunch(Owned, Base):
    """A verified launch that waits, for a minute, for the browser to prove that it began it."""

    __tablename__ = "pending_launches"
    __table_args__ = (same_site("registration_id", "registrations"),)

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    storage_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    registration_id: Mapped[UUID]
    launch: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Visit(Owned, Base):
    """One launch's browser session: who, in which course, as what.

    ``claims`` holds what later services need of the launch; a visit by a link from the command
    line has no registration and no person.
    """

    __tablename__ = "visits"
    __table_args__ = (
        same_site("person_id", "people"),
        same_site("registration_id", "registrations"),
        Index(None, "site_id", "person_id"),
    )

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    registration_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    audience: Mapped[str] = mapped_column(String(20))
    context_id: Mapped[str | None] = mapped_column(String(255))
    context_title: Mapped[str | None] = mapped_column(String(500))
    resource_link_id: Mapped[str | None] = mapped_column(String(255))
    course_module: Mapped[int | None]
    return_url: Mapped[str | None] = mapped_column(String(2000))
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locale: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def registrations(session: Session, site_id: UUID) -> Sequence[Registration]:
    """Return a site's registrations, oldest first."""
    return session.scalars(
        select(Registration)
        .where(Registration.site_id == site_id)
        .order_by(Registration.created_at, Registration.id)
    ).all()


def deployments(session: Session, registration: Registration) -> dict[str, Deployment]:
    """Return a registration's deployments by the platform's id."""
    rows = session.scalars(
        select(Deployment).where(
            Deployment.site_id == registration.site_id,
            Deployment.registration_id == registration.id,
        )
    )
    return {row.deployment_id: row for row in rows}


def keep_state(session: Session, state: LoginState, at: datetime) -> None:
    """Add a login under way; what is out of time goes, and a site's oldest where it has too many.

    Each site has its own share, so that a flood on one ends no login on another.
    """
    sweep(session, at)
    of_site = LoginState.site_id == state.site_id
    count = session.scalar(select(func.count()).select_from(LoginState).where(of_site)) or 0
    if count >= MOST_STATES:
        oldest = (
            select(LoginState.id)
            .where(of_site)
            .order_by(LoginState.expires_at)
            .limit(count - MOST_STATES + 1)
            .scalar_subquery()
        )
        session.execute(_quietly(delete(LoginState).where(LoginState.id.in_(oldest))))
    session.add(state)


def take_state(session: Session, state_hash: bytes) -> Row[Any] | None:
    """Use a login's state up: the row's columns are returned once, to one caller alone."""
    return session.execute(
        _quietly(delete(LoginState).where(LoginState.state_hash == state_hash)).returning(
            *LoginState.__table__.c
        )
    ).one_or_none()


def take_pending(session: Session, ticket_hash: bytes) -> Row[Any] | None:
    """Use a waiting launch up: the row's columns are returned once, to one caller alone."""
    return session.execute(
        _quietly(delete(PendingLaunch).where(PendingLaunch.ticket_hash == ticket_hash)).returning(
            *PendingLaunch.__table__.c
        )
    ).one_or_none()


def sweep(session: Session, at: datetime) -> None:
    """Delete logins, waiting launches and visits whose time is over."""
    for table, kept in (
        (LoginState, STATE_KEPT),
        (PendingLaunch, timedelta()),
        (Visit, VISIT_KEPT),
    ):
        session.execute(_quietly(delete(table).where(table.expires_at < at - kept)))


def visit(session: Session, visit_id: UUID) -> tuple[Visit, Site, Registration | None] | None:
    """Return a visit with its site and its registration."""
    row = session.execute(
        select(Visit, Site, Registration)
        .join(Site, Site.id == Visit.site_id)
        .outerjoin(Registration, Registration.id == Visit.registration_id)
        .where(Visit.id == visit_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def visit_named(session: Session, short: str) -> tuple[Visit, Site] | None:
    """Return the one visit whose id begins so, with its site."""
    if not SHORT.fullmatch(short):
        return None
    first, last = (UUID(short.ljust(32, digit)) for digit in "0f")
    found = session.execute(
        select(Visit, Site)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.id.between(first, last))
        .limit(2)
    ).all()
    return (found[0][0], found[0][1]) if len(found) == 1 else None


def is_on(session: Session, visit: Visit, registration: Registration | None) -> bool:
    """Say whether the registration and the deployment that a visit came by are switched on.

    A visit by a link from the command line came by none.
    """
    if registration is None:
        return True
    deployed = session.scalar(
        select(Deployment.enabled).where(
            Deployment.site_id == visit.site_id,
            Deployment.registration_id == registration.id,
            Deployment.deployment_id == visit.claims.get("deployment_id"),
        )
    )
    return registration.enabled and deployed is True


def visit_id(session: Session, secret_hash: bytes) -> UUID | None:
    """Return the id of the visit that this secret opens."""
    return session.scalar(select(Visit.id).where(Visit.secret_hash == secret_hash))


def touch(session: Session, visit_id: UUID, at: datetime) -> None:
    """Note that a visit was used."""
    session.execute(update(Visit).where(Visit.id == visit_id).values(seen_at=at))


def close_outdated(session: Session, newest: Visit) -> None:
    """Close a person's visits to the same course as something that they no longer are there."""
    session.execute(
        _quietly(
            delete(Visit).where(
                Visit.site_id == newest.site_id,
                Visit.person_id == newest.person_id,
                Visit.context_id == newest.context_id,
                Visit.audience != newest.audience,
            )
        )
    )


def _quietly(statement: Any) -> Any:
    """Spare the session the search for loaded objects: these rows are never held as objects."""
    return statement.execution_options(synchronize_session=False)
