"""The signed message of a launch: its form, its algorithm, its signature, its content as JSON."""

from __future__ import annotations

import base64
import json
import re
from typing import Any, NoReturn

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry, deserialize_compact

from lti_plugin.lti.refusals import malformed, untrusted

ALGORITHM = "RS256"
LONGEST = 64 * 1024
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)")
# Headers that are not known are ignored; "crit", which forbids that, is refused here beforehand.
_REGISTRY = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)


def key_id(token: str) -> str:
    """Return the id of the key that a message says it is signed with.

    Raises
    ------
    BadRequest
        When it is no signed message.
    NotTrusted
        When it is signed in another way than with a named RSA key and SHA-256.
    """
    parts = _COMPACT.fullmatch(token) if len(token) <= LONGEST else None
    if parts is None:
        raise malformed("token")
    header = _object(_decoded(parts[1]), "token")
    if header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        raise untrusted("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise untrusted("key")
    return kid


def content(token: str, key: RSAKey) -> dict[str, Any]:
    """Verify a message that :func:`key_id` has accepted, and return what it says.

    Raises
    ------
    NotTrusted
        When the signature is not this key's.
    BadRequest
        When the content is not one JSON object with each key once.
    """
    try:
        signed = deserialize_compact(token, key, registry=_REGISTRY)
    except (JoseError, ValueError):
        raise untrusted("signature") from None
    return _object(signed.payload or b"", "content")


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise malformed("token") from None


def _object(data: bytes, code: str) -> dict[str, Any]:
    """Read JSON strictly: an object, no key twice, only numbers and letters that can be stored."""
    try:
        found = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_not_a_number)
        stored = json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise malformed(code) from None
    if not isinstance(found, dict) or b"\\u0000" in stored:
        raise malformed(code)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _not_a_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
