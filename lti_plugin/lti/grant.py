"""Asks a platform for an access token: the tool proves by a signed assertion which client it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Self
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import RSAKey

from connectors.errors import BadAnswer, ConnectorError
from connectors.http import TRY_AGAIN, Answer, Outgoing
from lti_plugin.lti.failures import Busy, ScopeNotGranted, TokenRefused, Unreadable, on_the_way
from lti_plugin.lti.tokens import ALGORITHM
from lti_plugin.store.base import now
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site

# Moodle allows clocks no difference at all.
BACKDATED = timedelta(seconds=30)
ASSERTION_LIFE = timedelta(minutes=5)
# A token that ends while a request is under way would only cost a second one.
MARGIN = timedelta(seconds=60)
LONGEST_LIFE = timedelta(days=1)
LARGEST = 64 * 1024
PART = "token"
_BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_REASONS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")


@dataclass(frozen=True, slots=True)
class Client:
    """The tool as one client of a platform, as far as its services need to know."""

    site_id: UUID
    registration_id: UUID
    issuer: str
    client_id: str
    token_url: str

    @classmethod
    def of(cls, site: Site, registration: Registration) -> Self:
        """Copy it out of the rows; raise ValueError where they do not belong together."""
        if registration.site_id != site.id:
            raise ValueError("the registration is another site's")
        return cls(
            site_id=site.id,
            registration_id=registration.id,
            issuer=site.issuer,
            client_id=registration.client_id,
            token_url=registration.auth_token_url,
        )


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token, what the platform granted by it, and when it ends."""

    token: str = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime

    def fresh(self, at: datetime) -> bool:
        """Say whether a request may still be begun with it."""
        return at < self.expires_at - MARGIN


def request(
    client: Client, scopes: frozenset[str], signer: RSAKey, outgoing: Outgoing
) -> AccessToken:
    """Return a new token that grants all of ``scopes``.

    ``signer`` is the tool's private key with its id.

    Raises
    ------
    TokenRefused
        When the platform does not recognise the tool.
    ScopeNotGranted
        When it grants less than was asked for.
    Unreadable
        When its answer is not in the form of OAuth.
    Unreached, Busy
        When it does not answer.
    """
    token = offer(client, scopes, signer, outgoing)
    if not scopes <= token.scopes:
        raise ScopeNotGranted(PART)
    return token


def offer(
    client: Client, scopes: frozenset[str], signer: RSAKey, outgoing: Outgoing
) -> AccessToken:
    """Return a new token for whichever of ``scopes`` the platform grants, as Moodle does.

    Raises what :func:`request` raises, ScopeNotGranted where it grants none.
    """
    at = now()
    answer = _post(client, scopes, signer, outgoing)
    if answer.status == 401:
        # A platform that did not know our newest key yet has often fetched it by now.
        answer = _post(client, scopes, signer, outgoing)
    if not answer.ok:
        raise _refusal(answer)
    return _read(_content(answer), scopes, at)


def _post(client: Client, scopes: frozenset[str], signer: RSAKey, outgoing: Outgoing) -> Answer:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": _BY_ASSERTION,
        "client_assertion": _assertion(client, signer),
        "scope": " ".join(sorted(scopes)),
    }
    headers = {"Accept": "application/json"}
    try:
        # Asking twice changes nothing on the other side, so a busy platform is asked again.
        return outgoing.post(
            client.token_url, data=form, headers=headers, retry=True, max_bytes=LARGEST
        )
    except ConnectorError as error:
        raise on_the_way(error, PART) from error


def _assertion(client: Client, signer: RSAKey) -> str:
    begins = int((now() - BACKDATED).timestamp())
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": client.token_url,
        "iat": begins,
        "exp": begins + int(ASSERTION_LIFE.total_seconds()),
        "jti": token_urlsafe(),
    }
    return jwt.encode({"alg": ALGORITHM, "kid": signer.kid}, claims, signer, [ALGORITHM])


def _refusal(answer: Answer) -> Exception:
    if answer.status in TRY_AGAIN or answer.status >= 500:
        return Busy(PART, answered=answer.status)
    try:
        content = answer.json()
    except BadAnswer:
        content = None
    said = content.get("error") if isinstance(content, dict) else None
    reason = said if isinstance(said, str) and said in _REASONS else ""
    if reason == "invalid_scope":
        return ScopeNotGranted(PART, answered=answer.status)
    return TokenRefused(reason, answered=answer.status)


def _content(answer: Answer) -> dict[str, Any]:
    try:
        content = answer.json()
    except BadAnswer as error:
        raise Unreadable(PART) from error
    if not isinstance(content, dict):
        raise Unreadable(PART)
    return content


def _read(content: dict[str, Any], asked: frozenset[str], at: datetime) -> AccessToken:
    """Read a token's answer; what the registration's own echo says of scopes is not to be trusted.

    Without a scope in it the platform grants what was asked for (RFC 6749, 5.1).
    """
    token, kind = content.get("access_token"), content.get("token_type")
    scope = content.get("scope", " ".join(asked))
    if (
        not isinstance(token, str)
        or not _TOKEN.fullmatch(token)
        or not isinstance(kind, str)
        or kind.lower() != "bearer"
        or not isinstance(scope, str)
    ):
        raise Unreadable(PART)
    return AccessToken(token, frozenset(scope.split()), at + _life(content.get("expires_in", 0)))


def _life(seconds: object) -> timedelta:
    """Return how long a token lives; one whose end was not told is used at once and not kept."""
    if isinstance(seconds, str) and re.fullmatch(r"[0-9]{1,9}", seconds):
        seconds = int(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Unreadable(PART)
    if not seconds >= 0:  # so that "not a number" is refused too
        raise Unreadable(PART)
    return timedelta(seconds=min(seconds, LONGEST_LIFE.total_seconds()))
