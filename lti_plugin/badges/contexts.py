"""The JSON-LD contexts that badges are written in: kept here, pinned, never fetched.

They are the official files of the W3C (Verifiable Credentials, Data Integrity, Multikey) and of
1EdTech (Open Badges); see NOTICE.md beside them for their licences.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from lti_plugin.badges.failures import BadgeFailure

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
MULTIKEY = "https://w3id.org/security/multikey/v1"

# Address -> file and the SHA-256 of its bytes: whoever served another text would change what a
# signature means.
PINNED: Mapping[str, tuple[str, str]] = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    EXTENSIONS: (
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    DATA_INTEGRITY: (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY: (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
}


@cache
def document(url: str) -> dict[str, Any]:
    """Return a pinned context.

    Raises
    ------
    BadgeFailure
        ``context``: there is no such context here, or its file has been changed.
    """
    try:
        name, digest = PINNED[url]
    except KeyError:
        raise BadgeFailure("context", f"The context {url} is not known here.") from None
    raw = (resources.files(__package__) / "contexts" / name).read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise BadgeFailure("context", f"The file {name} is not the one that was pinned.")
    found: dict[str, Any] = json.loads(raw)
    return found


def loader(url: str, _options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give pyld a context; see :func:`document`."""
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": document(url),
        "contentType": "application/ld+json",
    }
