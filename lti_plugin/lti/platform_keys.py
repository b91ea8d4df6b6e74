"""A platform's public keys: cached with the registration, fetched again for a key not yet known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from joserfc.jwk import RSAKey
from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from lti_plugin.errors import OutsideFailed
from lti_plugin.lti.addresses import origin
from lti_plugin.lti.refusals import untrusted
from lti_plugin.lti.tokens import ALGORITHM
from lti_plugin.store.base import now
from lti_plugin.store.lti import Registration

COOLDOWN = timedelta(seconds=30)
# A key that the platform has withdrawn must not be trusted for ever.
STALE = timedelta(hours=12)
MOST_KEYS = 50
# 2048 to 8192 bits: a shorter key is unsafe, a longer one only costs time.
_MODULUS = re.compile(r"[A-Za-z0-9_-]{342,1366}")
_EXPONENT = re.compile(r"[A-Za-z0-9_-]{1,8}")

Transaction = Callable[[], AbstractContextManager[Session]]
FetchJson = Callable[[str], object]

# Seconds for which a launch waits for what another one is fetching: whoever waits holds a thread
# that the launches of every other site need, and a platform that is well answers much sooner.
PATIENCE = 2.0

_locks: dict[str, Lock] = {}


@dataclass(frozen=True, slots=True)
class CachedKeys:
    """What a registration knows of its platform's keys."""

    registration_id: UUID
    url: str
    jwks: dict[str, Any] | None
    fetched_at: datetime | None
    tried_at: datetime | None

    @classmethod
    def of(cls, row: Registration) -> CachedKeys:
        """Copy them out of the registration's row."""
        return cls(row.id, row.jwks_url, row.jwks, row.jwks_fetched_at, row.jwks_tried_at)

    def find(self, kid: str) -> RSAKey | None:
        """Return the cached key of this id."""
        for key in (self.jwks or {}).get("keys", ()):
            if key["kid"] == kid:
                return RSAKey.import_key(key)
        return None

    def fresh(self) -> bool:
        """Say whether these keys may be used without asking the platform."""
        return self.fetched_at is not None and now() - self.fetched_at < STALE

    def cooling(self) -> bool:
        """Say whether the platform was asked a moment ago."""
        return self.tried_at is not None and now() - self.tried_at < COOLDOWN

    def failed(self) -> bool:
        """Say whether the last attempt brought nothing."""
        return self.tried_at is not None and self.tried_at != self.fetched_at


def key_for(keys: CachedKeys, kid: str, transaction: Transaction, fetch: FetchJson) -> RSAKey:
    """Return the platform's key of this id, fetching the keys again at most once per cooldown.

    No transaction is open during the fetch. While the platform does not answer, cached keys stay
    in use, however old they are, and nobody waits long behind another who asks it.

    Raises
    ------
    NotTrusted
        When the platform has no such key.
    OutsideFailed
        When the keys cannot be fetched and this one is not cached.
    """
    key = keys.find(kid)
    if key is not None and keys.fresh():
        return key
    with _turn(keys.url, 0 if key is not None else PATIENCE) as mine:
        keys = _reload(keys.registration_id, transaction)
        if mine and not keys.cooling() and not (keys.find(kid) and keys.fresh()):
            keys = _refetch(keys, transaction, fetch)
    key = keys.find(kid)
    if key is not None:
        return key
    if keys.failed() or not mine:
        raise OutsideFailed(
            "Moodle's keys cannot be fetched, so this launch cannot be verified.",
            hint="Try again in a minute; if it happens again, tell the person who runs Moodle.",
        )
    raise untrusted("key")


@contextmanager
def _turn(url: str, patience: float) -> Iterator[bool]:
    """Let one at a time ask a platform; tell whether it is our turn within so many seconds.

    It is one platform also where it has many registrations, each with keys of its own.
    """
    lock = _locks.setdefault(origin(url) or url, Lock())
    mine = lock.acquire(timeout=patience)
    try:
        yield mine
    finally:
        if mine:
            lock.release()


def _reload(registration_id: UUID, transaction: Transaction) -> CachedKeys:
    """Read the row again: another thread or process may have fetched the keys meanwhile."""
    with transaction() as session:
        return CachedKeys.of(session.get_one(Registration, registration_id))


def _refetch(keys: CachedKeys, transaction: Transaction, fetch: FetchJson) -> CachedKeys:
    try:
        usable = _usable(fetch(keys.url))
    except ConnectorError:
        usable = None
    at = now()
    with transaction() as session:
        row = session.get_one(Registration, keys.registration_id)
        row.jwks_tried_at = at
        if usable is not None:
            row.jwks, row.jwks_fetched_at = {"keys": usable}, at
        return CachedKeys.of(row)


def _usable(answer: object) -> list[dict[str, str]] | None:
    """Return the public RSA keys for signatures in ``answer``, or None when it is no key set."""
    keys = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(keys, list):
        return None
    return [
        {"kty": "RSA", "kid": key["kid"], "n": key["n"], "e": key["e"]}
        for key in keys[:MOST_KEYS]
        if isinstance(key, dict) and _signs(key) and _imports(key)
    ]


def _signs(key: dict[str, Any]) -> bool:
    texts = all(isinstance(key.get(name), str) for name in ("kid", "n", "e"))
    return (
        texts
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", ALGORITHM) == ALGORITHM
        and _MODULUS.fullmatch(key["n"]) is not None
        and _EXPONENT.fullmatch(key["e"]) is not None
    )


def _imports(key: dict[str, Any]) -> bool:
    """Say whether the numbers make a key; the library tells it by an error."""
    try:
        RSAKey.import_key({"kty": "RSA", "n": key["n"], "e": key["e"]})
    except ValueError:
        return False
    return True
