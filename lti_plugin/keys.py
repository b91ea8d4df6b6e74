"""The installation's secrets: what is encrypted at rest, what is derived, which keys sign."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import RSAKey
from sqlalchemy.orm import Session

from lti_plugin.errors import BadSettings
from lti_plugin.store import installation
from lti_plugin.store import keys as key_rows
from lti_plugin.store.base import now
from lti_plugin.store.installation import Installation
from lti_plugin.store.keys import LTI, SigningKey

OVERLAP = timedelta(days=30)
CHECK = "check"


class Vault:
    """Encrypts what must not lie in the database in clear, with a key from the settings."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self.derive("at rest")))

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, independent of those for every other."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
            self._secret
        )

    def lock(self, text: str) -> str:
        """Encrypt ``text``."""
        return self._fernet.encrypt(text.encode()).decode()

    def unlock(self, locked: str) -> str:
        """Decrypt what :meth:`lock` returned.

        Raises
        ------
        BadSettings
            When it was encrypted with another key.
        """
        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken:
            raise BadSettings(
                "A stored secret was encrypted with another key.",
                hint="Set FINGERPOST_SECRET_KEY to the key that this database was used with.",
            ) from None


def recognise(session: Session, vault: Vault) -> bool:
    """Say whether the database has been used with a secret key before; the same one, that is.

    With another key stored secrets cannot be read and erased people would not be recognised.

    Raises
    ------
    BadSettings
        When it was used with another key.
    """
    known = installation.key_check(session)
    if known is not None and not hmac.compare_digest(known, vault.derive(CHECK)):
        raise BadSettings(
            "This database was used with another secret key.",
            hint="Set FINGERPOST_SECRET_KEY to that key, or put its key file back.",
        )
    return known is not None


def remember(session: Session, vault: Vault) -> None:
    """Keep which secret key the database is used with."""
    if not recognise(session, vault):
        session.add(Installation(key_check=vault.derive(CHECK)))


def lti_key(session: Session, vault: Vault) -> RSAKey:
    """Return the private key that signs LTI messages; the first call makes one."""
    rows = [row for row in _published(session) if row.retired_at is None]
    row = rows[0] if rows else _make(session, vault)
    return RSAKey.import_key(vault.unlock(row.private), {"kid": row.kid})


def lti_jwks(session: Session, vault: Vault) -> dict[str, Any]:
    """Return the public LTI keys, those in use and those retired within the overlap."""
    lti_key(session, vault)
    return {"keys": [row.public for row in _published(session)]}


def published_lti_jwks(session: Session) -> dict[str, Any] | None:
    """Return the same without ever writing; None while there is no key in use."""
    rows = _published(session)
    in_use = any(row.retired_at is None for row in rows)
    return {"keys": [row.public for row in rows]} if in_use else None


def _published(session: Session, at: datetime | None = None) -> list[SigningKey]:
    return list(key_rows.published(session, LTI, (at or now()) - OVERLAP))


def _make(session: Session, vault: Vault) -> SigningKey:
    key = RSAKey.generate_key(2048, auto_kid=True)
    public = {**key.as_dict(private=False), "use": "sig", "alg": "RS256"}
    row = SigningKey(
        purpose=LTI,
        kid=key.kid,
        public=public,
        private=vault.lock(key.as_pem(private=True).decode()),
    )
    session.add(row)
    session.flush()
    return row
