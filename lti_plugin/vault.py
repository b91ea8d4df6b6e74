"""The installation's secret key: what is encrypted with it at rest, and what is derived from it."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from lti_plugin.errors import BadSettings
from lti_plugin.store import installation
from lti_plugin.store.installation import Installation

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
