"""A launch that a platform sends: the login it answers, its verification, the browser's proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.lti import identity, message, onetime, parameters, tokens
from lti_plugin.lti.message import Launch
from lti_plugin.lti.platform_keys import CachedKeys, FetchJson, Transaction, key_for
from lti_plugin.lti.refusals import ended, forbidden, malformed, untrusted
from lti_plugin.store import lti as rows
from lti_plugin.store import sites
from lti_plugin.store.base import now
from lti_plugin.store.lti import PendingLaunch

PENDING_LIFE = timedelta(minutes=1)
LIMITS = {"state": 255, "error": 1000, "id_token": tokens.LONGEST}
CONFIRM_LIMITS = {"ticket": 255, "secret": 255}


@dataclass(frozen=True, slots=True)
class Login:
    """A login whose state has just been used up, with what its launch is checked against."""

    site_id: UUID
    issuer: str
    client_id: str
    enabled: bool
    deployments: dict[str, bool]
    keys: CachedKeys
    deployment_id: str | None
    target: str
    course_module: int | None
    nonce_hash: bytes
    cookie_hash: bytes
    storage_hash: bytes
    expired: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A verified launch taken out of its minute of waiting."""

    site_id: UUID
    issuer: str
    registration_id: UUID
    launch: Launch
    storage_hash: bytes
    expired: bool


def take(session: Session, state: str) -> Login | None:
    """Use up the login of this state; None when there is none, or no longer."""
    row = rows.take_state(session, onetime.digest(state))
    if row is None:
        return None
    client = rows.client(session, row.registration_id)
    registration = client.registration
    return Login(
        site_id=client.site.id,
        issuer=client.site.issuer,
        client_id=registration.client_id,
        enabled=registration.enabled,
        deployments={name: each.enabled for name, each in client.deployments.items()},
        keys=CachedKeys.of(registration),
        deployment_id=row.deployment_id,
        target=row.target,
        course_module=row.course_module,
        nonce_hash=row.nonce_hash,
        cookie_hash=row.cookie_hash,
        storage_hash=row.storage_hash,
        expired=row.expires_at <= now(),
    )


def state_of(sent: Mapping[str, Sequence[str]]) -> str:
    """Return the state that a launch carries; raise NotTrusted when it is missing."""
    state = parameters.read(sent, {"state": LIMITS["state"]}).get("state")
    if state is None:
        raise untrusted("state")
    return state


def verify(
    login: Login,
    sent: Mapping[str, Sequence[str]],
    transaction: Transaction,
    fetch: FetchJson,
) -> Launch:
    """Check everything about a launch but the browser, and return what it says.

    Raises
    ------
    BadRequest, NotTrusted, NotAllowed
        When something is wrong; the code tells what.
    OutsideFailed
        When the platform's keys cannot be had.
    """
    if login.expired:
        raise ended("state-expired", "This took too long.", "Start again from your course page.")
    given = parameters.read(sent, LIMITS)
    if "error" in given:
        raise ended("denied", "Moodle did not let you through.")
    if "id_token" not in given:
        raise malformed("token")
    token = given["id_token"]
    key = key_for(login.keys, tokens.key_id(token), transaction, fetch)
    claims = tokens.content(token, key)
    identity.check(
        claims,
        issuer=login.issuer,
        client_id=login.client_id,
        nonce_hash=login.nonce_hash,
        at=now(),
    )
    _check_place(login, claims)
    return message.read(claims, login.issuer, login.course_module)


def _check_place(login: Login, claims: Mapping[str, Any]) -> None:
    """Check that the message is for the deployment and the address of its login."""
    deployment = message.deployment_id(claims)
    if deployment not in login.deployments:
        raise forbidden("deployment")
    if login.deployment_id not in {None, deployment}:
        raise untrusted("deployment")
    if not login.enabled:
        raise forbidden("registration-off")
    if not login.deployments[deployment]:
        raise forbidden("deployment-off")
    if message.target(claims) != login.target:
        raise untrusted("target")


def keep_waiting(session: Session, login: Login, launch: Launch) -> str:
    """Let a verified launch wait for the browser's proof, and return the ticket to it."""
    ticket = onetime.new()
    session.add(
        PendingLaunch(
            site_id=login.site_id,
            ticket_hash=onetime.digest(ticket),
            storage_hash=login.storage_hash,
            registration_id=login.keys.registration_id,
            launch=asdict(launch),
            expires_at=now() + PENDING_LIFE,
        )
    )
    return ticket


def take_waiting(session: Session, ticket: str) -> Waiting | None:
    """Use up a waiting launch; None when there is none, or no longer."""
    row = rows.take_pending(session, onetime.digest(ticket))
    if row is None:
        return None
    return Waiting(
        site_id=row.site_id,
        issuer=sites.get(session, row.site_id).issuer,
        registration_id=row.registration_id,
        launch=Launch(**row.launch),
        storage_hash=row.storage_hash,
        expired=row.expires_at <= now(),
    )


def confirm(waiting: Waiting | None, secret: str | None) -> Waiting:
    """Return the waiting launch whose login this browser proves to have begun.

    Raises
    ------
    NotTrusted
        When it did not, or too long ago.
    """
    if waiting is None or waiting.expired or not onetime.matches(secret, waiting.storage_hash):
        raise untrusted("binding")
    return waiting
