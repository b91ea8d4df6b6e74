"""One-time secrets: made here, sent to the browser, and kept as hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

SHORT = 6


def new() -> str:
    """Return 256 random bits as text that is safe in a URL, a cookie and a form."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return the hash under which a secret is kept; the secrets are random, so it has no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def matches(secret: str | None, kept: bytes) -> bool:
    """Say whether ``secret`` is the one whose hash was kept."""
    return secret is not None and hmac.compare_digest(digest(secret), bytes(kept))


def short(state: str) -> str:
    """Return the part of a state that names the cookie and the storage entry of its login."""
    return state[:SHORT]
