"""LTI rows: registrations, their deployments and launches under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    LargeBinary,
    Result,
    Row,
    Select,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, quietly, same_site
from lti_plugin.store.prepared import prepared
from lti_plugin.store.sites import Site

Kept = TypeVar("Kept")
# A row that is out of time still tells which platform may frame the page that says so.
STATE_KEPT = timedelta(hours=1)
MOST_STATES = 40_000


class Registration(Owned, Base):
    """The tool as one client of a site's platform.

    ``jwks`` are the platform's keys as last fetched; ``jwks_tried_at`` is the last attempt, which
    may have failed. ``scopes`` are those of the platform's last answers about tokens, None before
    the first; ``last_error`` is the code of the last launch that was refused.
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
    scopes: Mapped[list[Any] | None]
    last_launch_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(60))
    last_error_at: Mapped[datetime | None]
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


KEPT: Mapping[type[LoginState] | type[PendingLaunch], timedelta] = {
    LoginState: STATE_KEPT,
    PendingLaunch: timedelta(),
}


@dataclass(frozen=True, slots=True)
class Client:
    """A registration with its site, and its deployments by the platform's id."""

    site: Site
    registration: Registration
    deployments: dict[str, Deployment]


def clients_of(session: Session, issuer: str) -> list[Client]:
    """Return the registrations of a site, oldest first: one query."""
    return _clients(session.execute(*_of_issuer(issuer)))


def client(session: Session, registration_id: UUID) -> Client:
    """Return a registration: one query."""
    (found,) = _clients(session.execute(*_of_registration(registration_id)))
    return found


@prepared
def _of_issuer(issuer: Any) -> Select[Site, Registration, Deployment]:
    return _joined().where(Site.issuer == issuer)


@prepared
def _of_registration(registration_id: Any) -> Select[Site, Registration, Deployment]:
    return _joined().where(Registration.id == registration_id)


def _joined() -> Select[Site, Registration, Deployment]:
    return (
        select(Site, Registration, Deployment)
        .join(Registration, Registration.site_id == Site.id)
        .outerjoin(Deployment, Deployment.registration_id == Registration.id)
        .order_by(Registration.created_at, Registration.id)
    )


def _clients(rows: Result[Site, Registration, Deployment]) -> list[Client]:
    found: dict[UUID, Client] = {}
    for site, registration, deployment in rows:
        client = found.setdefault(registration.id, Client(site, registration, {}))
        if deployment is not None:
            client.deployments[deployment.deployment_id] = deployment
    return list(found.values())


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
    of_site = LoginState.site_id == state.site_id
    count, *oldest_ends = session.execute(*_under_way(state.site_id)).one()
    if any(
        end is not None and end < at - kept
        for end, kept in zip(oldest_ends, KEPT.values(), strict=True)
    ):
        sweep(session, at)
    if count >= MOST_STATES:
        oldest = (
            select(LoginState.id)
            .where(of_site)
            .order_by(LoginState.expires_at)
            .limit(count - MOST_STATES + 1)
            .scalar_subquery()
        )
        session.execute(quietly(delete(LoginState).where(LoginState.id.in_(oldest))))
    session.add(state)


@prepared
def _under_way(site_id: Any) -> Select[Any]:
    """Select how many logins of a site are under way, and the oldest end of each kind of row."""
    of_site = LoginState.site_id == site_id
    return select(
        select(func.count()).select_from(LoginState).where(of_site).scalar_subquery(),
        *(select(func.min(table.expires_at)).scalar_subquery() for table in KEPT),
    )


@prepared
def _used_up(state_hash: Any) -> Any:
    return quietly(delete(LoginState).where(LoginState.state_hash == state_hash)).returning(
        *LoginState.__table__.c
    )


def take_state(session: Session, state_hash: bytes) -> Row[Any] | None:
    """Use a login's state up: the row's columns are returned once, to one caller alone."""
    return session.execute(*_used_up(state_hash)).one_or_none()


def take_pending(session: Session, ticket_hash: bytes) -> Row[Any] | None:
    """Use a waiting launch up: the row's columns are returned once, to one caller alone."""
    return session.execute(
        quietly(delete(PendingLaunch).where(PendingLaunch.ticket_hash == ticket_hash)).returning(
            *PendingLaunch.__table__.c
        )
    ).one_or_none()


def forget_waiting(session: Session, site_id: UUID, subjects: Collection[str]) -> None:
    """Delete the waiting launches of these people, whose names stand in them."""
    rows = session.scalars(select(PendingLaunch).where(PendingLaunch.site_id == site_id))
    for row in rows:
        if row.launch.get("subject") in subjects:
            session.delete(row)


def sweep(session: Session, at: datetime) -> None:
    """Delete logins and waiting launches whose time is over."""
    for table, kept in KEPT.items():
        session.execute(quietly(delete(table).where(table.expires_at < at - kept)))


def switched_on(query: Select[Kept], table: Any) -> Select[Kept]:
    """Keep the rows of a table whose registration and deployment are both switched on."""
    return (
        query.join(Registration, Registration.id == table.registration_id)
        .join(
            Deployment,
            (Deployment.registration_id == table.registration_id)
            & (Deployment.deployment_id == table.deployment_id),
        )
        .where(Registration.enabled, Deployment.enabled)
    )


def note_launch(registration: Registration, at: datetime) -> bool:
    """Note when a registration last let somebody in, to the minute; say whether that is news."""
    last = registration.last_launch_at
    if last is not None and last >= at - timedelta(minutes=1):
        return False
    registration.last_launch_at = at
    return True


def note_error(session: Session, registration_id: UUID, code: str, at: datetime) -> None:
    """Note why a launch of a registration was refused last, by the code of the refusal."""
    session.execute(
        quietly(
            update(Registration)
            .where(Registration.id == registration_id)
            .values(last_error=code[:60], last_error_at=at)
        )
    )
