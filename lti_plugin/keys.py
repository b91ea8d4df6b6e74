"""The ring of signing keys, for LTI messages and for badges: made, rotated, published, withdrawn.

Of the keys in use the oldest signs. A rotation makes a new key, which is published at once, and
retires the others a little later: whoever has fetched our keys already learns the new one first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import OKPKey, RSAKey
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.store import keys as rows
from lti_plugin.store.base import now
from lti_plugin.store.keys import BADGE, BADGE_JWT, LTI, SigningKey
from lti_plugin.vault import Vault

SigningJwk = RSAKey | OKPKey
# For so long others may keep our published keys before they ask again.
CACHED = timedelta(hours=1)
IN_USE, SIGNS, PUBLISHED, WITHDRAWN, OVER = "in use", "signs", "published", "withdrawn", "over"


@dataclass(frozen=True, slots=True)
class Kind:
    """The keys of one purpose: how one is made, and for how long it is published once retired.

    ``overlap`` None means for ever.
    """

    make: Callable[[], SigningJwk]
    read: Callable[[str, str], SigningJwk]
    members: Mapping[str, str]
    overlap: timedelta | None


def _read_rsa(pem: str, kid: str) -> RSAKey:
    # The vault vouches that it is the key that was made here; to prove its primes once more takes
    # far longer than to sign with it.
    key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("LTI messages are signed with RSA")
    return RSAKey(key, pem, {"kid": kid})


KINDS: Mapping[str, Kind] = {
    LTI: Kind(
        make=lambda: RSAKey.generate_key(2048, auto_kid=True),
        read=_read_rsa,
        members={"use": "sig", "alg": "RS256"},
        overlap=timedelta(days=30),
    ),
    # What a badge's key has signed is to be verified years later.
    BADGE: Kind(
        make=lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
        read=lambda pem, kid: OKPKey.import_key(pem, {"kid": kid}),
        members={"use": "sig", "alg": "Ed25519"},
        overlap=None,
    ),
    BADGE_JWT: Kind(
        make=lambda: RSAKey.generate_key(2048, auto_kid=True),
        read=_read_rsa,
        members={"use": "sig", "alg": "RS256"},
        overlap=None,
    ),
}


def signing_key(
    session: Session, vault: Vault, purpose: str, site_id: UUID | None = None
) -> SigningJwk:
    """Return the private key that signs for a purpose; the first call makes one.

    LTI keys belong to the installation (``site_id`` None), badge keys to a site.
    """
    in_use = _in_use(session, purpose, site_id, now())
    if not in_use:
        rows.hold(session)  # who waited here for another finds the key that the other has made
        in_use = _in_use(session, purpose, site_id, now())
    row = in_use[0] if in_use else _make(session, vault, purpose, site_id)
    return KINDS[purpose].read(vault.unlock(row.private), row.kid)


def lti_key(session: Session, vault: Vault) -> RSAKey:
    """Return the private key that signs LTI messages."""
    key = signing_key(session, vault, LTI)
    if not isinstance(key, RSAKey):
        raise TypeError("LTI messages are signed with RSA")
    return key


def badge_key(session: Session, vault: Vault, site_id: UUID) -> Ed25519PrivateKey:
    """Return the private key that signs a site's badges."""
    key = signing_key(session, vault, BADGE, site_id).private_key
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("badges are signed with Ed25519")
    return key


def badge_jwt_key(session: Session, vault: Vault, site_id: UUID) -> RSAKey:
    """Return the private key that signs a site's badges where they are wanted as JWT."""
    key = signing_key(session, vault, BADGE_JWT, site_id)
    if not isinstance(key, RSAKey):
        raise TypeError("badges as JWT are signed with RSA")
    return key


def published(session: Session, purpose: str, site_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return the public keys, those in use and those retired within the overlap, newest first."""
    at = now()
    ring = rows.ring(session, purpose, site_id)
    shown = [row for row in ring if state(row, at) in {IN_USE, PUBLISHED}]
    return [row.public for row in reversed(shown)]


def lti_jwks(session: Session, vault: Vault) -> dict[str, Any]:
    """Return the public LTI keys; makes the first one where there is none in use."""
    lti_key(session, vault)
    return {"keys": published(session, LTI)}


def published_lti_jwks(session: Session) -> dict[str, Any] | None:
    """Return the same without ever writing; None while there is no key in use."""
    in_use = _in_use(session, LTI, None, now())
    return {"keys": published(session, LTI)} if in_use else None


def rotate(
    session: Session,
    vault: Vault,
    purpose: str,
    site_id: UUID | None = None,
    lead: timedelta = CACHED,
) -> SigningKey:
    """Make a new key, which signs after ``lead``; until then the present one does."""
    rows.hold(session)
    at = now()
    for row in _in_use(session, purpose, site_id, at):
        row.retired_at = min(row.retired_at or at + lead, at + lead)
    return _make(session, vault, purpose, site_id)


def withdraw(session: Session, vault: Vault, kid: str) -> SigningKey:
    """Stop using and publishing a key at once, as when it has become known to others.

    What it has signed is no longer accepted. If no other is in use for good, a new one takes its
    place.

    Raises
    ------
    NotFound
        When there is no such key.
    """
    rows.hold(session)
    row = rows.by_kid(session, kid)
    if row is None:
        raise NotFound(f"There is no key {kid!r}.", hint="See `fingerpost keys list`.")
    at = now()
    row.withdrawn_at = row.withdrawn_at or at
    row.retired_at = min(row.retired_at or at, at)
    session.flush()
    in_use = _in_use(session, row.purpose, row.site_id, at)
    if all(each.retired_at is not None for each in in_use):
        _make(session, vault, row.purpose, row.site_id)
    return row


def listed(session: Session) -> list[tuple[SigningKey, str]]:
    """Return every key, oldest first, with its state; of those in use only the oldest SIGNS."""
    at = now()
    signing: set[tuple[str, UUID | None]] = set()
    found = []
    for row in rows.everything(session):
        present = state(row, at)
        if present == IN_USE and (row.purpose, row.site_id) not in signing:
            signing.add((row.purpose, row.site_id))
            present = SIGNS
        found.append((row, present))
    return found


def state(row: SigningKey, at: datetime) -> str:
    """Return what a key is for at a time: IN_USE, PUBLISHED, WITHDRAWN or OVER."""
    if row.withdrawn_at is not None:
        return WITHDRAWN
    if row.retired_at is None or row.retired_at > at:
        return IN_USE
    until = published_until(row)
    return PUBLISHED if until is None or until > at else OVER


def published_until(row: SigningKey) -> datetime | None:
    """Return when a key that was retired goes from the published ones; None is never."""
    overlap = KINDS[row.purpose].overlap
    return None if overlap is None or row.retired_at is None else row.retired_at + overlap


def _in_use(
    session: Session, purpose: str, site_id: UUID | None, at: datetime
) -> Sequence[SigningKey]:
    return [row for row in rows.ring(session, purpose, site_id) if state(row, at) == IN_USE]


def _make(session: Session, vault: Vault, purpose: str, site_id: UUID | None) -> SigningKey:
    kind = KINDS[purpose]
    key = kind.make()
    row = SigningKey(
        site_id=site_id,
        purpose=purpose,
        kid=key.kid,
        public={**key.as_dict(private=False), **kind.members},
        private=vault.lock(key.as_pem(private=True).decode()),
    )
    session.add(row)
    session.flush()
    return row
