"""Whose badge it is, told by a salted hash: only who knows the identity already can confirm it."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

EMAIL, LTI_USER = "emailAddress", "ltiUserId"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An identity of a person; ``kind`` is one of Open Badges' identity types."""

    kind: str
    identity: str

    @property
    def normalised(self) -> str:
        """The identity as it is hashed: an address has no case and no spaces around it."""
        text = unicodedata.normalize("NFC", self.identity.strip())
        return text.lower() if self.kind == EMAIL else text


def new_salt() -> str:
    """Return a salt, one for each badge: two badges of a person must not be told to be theirs."""
    return secrets.token_hex(16)


def hashed(recipient: Recipient, salt: str) -> str:
    """Return the identity's hash as Open Badges writes it."""
    return "sha256$" + sha256((recipient.normalised + salt).encode()).hexdigest()


def identity_object(recipient: Recipient, salt: str) -> dict[str, Any]:
    """Return the recipient as it stands in a badge."""
    return {
        "type": "IdentityObject",
        "identityType": recipient.kind,
        "hashed": True,
        "salt": salt,
        "identityHash": hashed(recipient, salt),
    }


def is_meant(identity: dict[str, Any], recipient: Recipient) -> bool:
    """Say whether an identity object of a badge means this person."""
    given, salt = identity.get("identityHash"), identity.get("salt", "")
    if identity.get("identityType") != recipient.kind or not isinstance(given, str):
        return False
    if identity.get("hashed") is True:
        return isinstance(salt, str) and hmac.compare_digest(
            hashed(recipient, salt).encode(), given.encode()
        )
    return Recipient(recipient.kind, given).normalised == recipient.normalised
