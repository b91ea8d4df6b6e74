"""The same badge as a VC-JWT, for readers that know no linked data: RS256, its key by name.

The claims are the credential itself (VC 2.0) with those of a JWT beside it, which have to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_plugin.badges import strict_json
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import read

ALGORITHM = "RS256"
_HEADER = {"alg", "kid", "typ"}
_CLAIMS = ("iss", "jti", "sub", "nbf", "exp")

# What a badge may have, its header the longest name of a key in it. The library allows less.
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_REGISTRY.max_header_length = 2_048
_REGISTRY.max_payload_length = strict_json.LARGEST * 4 // 3 + 4

KeyOf = Callable[[str], RSAKey]


def encoded(document: Mapping[str, Any], key: RSAKey, method: str) -> str:
    """Return a credential as a compact JWS.

    Parameters
    ----------
    document
        Unsigned; its subject needs an ``id``.
    method
        The key's address in the issuer's document.

    Raises
    ------
    BadgeFailure
        ``subject``: it has none.
    """
    claims = _claims(document)
    if claims["sub"] is None:
        raise BadgeFailure("subject", "As a JWT a badge needs a subject with an id.")
    payload = {**document, **{name: value for name, value in claims.items() if value is not None}}
    header = {"alg": ALGORITHM, "kid": method, "typ": "JWT"}
    return jws.serialize_compact(header, strict_json.compact(payload), key, registry=_REGISTRY)


def decoded(token: str, key_of: KeyOf) -> dict[str, Any]:
    """Return the credential of a compact JWS whose signature and claims hold.

    Parameters
    ----------
    key_of
        Returns the public key of a verification method, and raises where the issuer does not
        vouch for it.

    Raises
    ------
    BadgeFailure
        ``algorithm``, ``header``, ``signature`` or ``claims``.
    """
    parts = _parts(token)
    header = parts.protected
    if header.get("alg") != ALGORITHM:
        raise BadgeFailure("algorithm", f"Only badges signed with {ALGORITHM} are read here.")
    # A key that a badge brings with itself proves nothing.
    if set(header) - _HEADER or not isinstance(header.get("kid"), str):
        raise BadgeFailure("header", "The header of this badge does not name its issuer's key.")
    document = strict_json.read_object(parts.payload)
    key = key_of(header["kid"])
    try:
        jws.deserialize_compact(token.strip(), key, registry=_REGISTRY)
    except (JoseError, ValueError):
        raise BadgeFailure("signature", "The signature does not fit this badge.") from None
    _check_claims(document)
    return _without_claims(document)


def unchecked(token: str) -> dict[str, Any]:
    """Return the credential of a compact JWS as it stands there: to be shown, not to be trusted."""
    return _without_claims(strict_json.read_object(_parts(token).payload))


def _parts(token: str) -> jws.CompactSignature:
    try:
        return jws.extract_compact(token.strip().encode(), registry=_REGISTRY)
    except (JoseError, ValueError, UnicodeError) as error:
        raise BadgeFailure("not-jwt", "This is neither JSON nor a JWT.") from error


def _without_claims(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in _CLAIMS}


def _claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the claims of a JWT have to be, None where there is to be none."""
    subject = document.get("credentialSubject")
    until = document.get("validUntil")
    return {
        "iss": issuer_of(document),
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": int(read(document.get("validFrom")).timestamp()),
        "exp": None if until is None else int(read(until).timestamp()),
    }


def _check_claims(document: Mapping[str, Any]) -> None:
    for name, value in _claims(document).items():
        given = document.get(name)
        if given != value or (isinstance(given, bool) and value is not None):
            raise BadgeFailure("claims", f"The claim {name} is not what the badge says.")


def issuer_of(document: Mapping[str, Any]) -> str | None:
    """Return the name of who issued a credential, which may stand alone or in a profile."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else None
