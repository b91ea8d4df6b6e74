"""did:web: an issuer's name that is an address, and the document there that lists its keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lti_plugin.badges.contexts import MULTIKEY
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.multikey import from_multikey, to_multikey

DID = "https://www.w3.org/ns/did/v1"
JWK = "https://w3id.org/security/jwk/v1"
_PREFIX = "did:web:"
_NAME = re.compile(r"[A-Za-z0-9.-]+(?:%3A[0-9]{1,5})?", re.IGNORECASE)
_STEP = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_LONGEST = 500
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SECRET = ("privateKey", "secretKey")  # of the members of other kinds of keys


def did_web(host: str, *steps: str) -> str:
    """Return the name of who answers at ``host``, which may end in a port, below these steps."""
    # A tilde needs no quoting in an address, but does in such a name.
    return _PREFIX + ":".join(quote(each, safe="").replace("~", "%7E") for each in (host, *steps))


def address_of(did: str) -> str:
    """Return where the document of a did:web is to be found.

    Raises
    ------
    BadgeFailure
        ``issuer``: it is not such a name.
    """
    host, *steps = did.removeprefix(_PREFIX).split(":")
    named = did.startswith(_PREFIX) and len(did) <= _LONGEST
    if not named or not _NAME.fullmatch(host) or not all(_STEP.fullmatch(each) for each in steps):
        raise BadgeFailure("issuer", "The issuer is not named as a did:web.")
    # A step that climbs or hides one would let a stranger speak from somebody else's place.
    if any(unquote(each) in {".", ".."} or "/" in unquote(each) for each in steps):
        raise BadgeFailure("issuer", "The issuer is not named as a did:web.")
    path = "/".join(steps) if steps else ".well-known"
    return f"https://{unquote(host)}/{path}/did.json"


def method_of(did: str, key: Ed25519PublicKey) -> str:
    """Return the address of a key in its owner's document."""
    return f"{did}#{to_multikey(key)}"


def jwk_method_of(did: str, kid: str) -> str:
    """Return the address of a key for JWTs in its owner's document."""
    return f"{did}#jwk-{kid}"


def document(
    did: str, keys: Iterable[Ed25519PublicKey], jwks: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return what an issuer publishes: its keys, newest first, each of which vouches for badges.

    Parameters
    ----------
    keys
        Of Data Integrity proofs.
    jwks
        Public keys of VC-JWTs, each with its ``kid``.

    Raises
    ------
    ValueError
        When one of the latter is a private one.
    """
    methods: list[dict[str, Any]] = [
        {
            "id": method_of(did, key),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": to_multikey(key),
        }
        for key in keys
    ]
    for jwk in jwks:
        if _PRIVATE & set(jwk):
            raise ValueError("a private key is not published")
        method = jwk_method_of(did, jwk["kid"])
        methods.append(
            {"id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": dict(jwk)}
        )
    listed = [each["id"] for each in methods]
    return {
        "@context": [DID, MULTIKEY, JWK],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": listed,
        "authentication": listed,
    }


def key_in(published: Mapping[str, Any], did: str, method: str) -> Ed25519PublicKey:
    """Return the Multikey of a verification method, if its owner's document vouches for it.

    Raises
    ------
    BadgeFailure
        ``key``: the document is another's, does not list the method, or not for assertions, or
        the key belongs to somebody else or is of a kind that is not read here.
    """
    found = _method(published, did, method)
    value = found.get("publicKeyMultibase")
    if found.get("type") != "Multikey" or not isinstance(value, str):
        raise BadgeFailure("key", "The issuer's key is not a Multikey.")
    return from_multikey(value)


def jwk_in(published: Mapping[str, Any], did: str, method: str) -> dict[str, Any]:
    """Return the public JWK of a verification method; see :func:`key_in`."""
    found = _method(published, did, method)
    value = found.get("publicKeyJwk")
    if not isinstance(value, Mapping) or not isinstance(value.get("kty"), str):
        raise BadgeFailure("key", "The issuer's key is not a JWK.")
    return dict(value)


def _method(published: Mapping[str, Any], did: str, method: str) -> Mapping[str, Any]:
    if method.partition("#")[0] != did or published.get("id") != did:
        raise BadgeFailure("key", "The key belongs to somebody else than the issuer.")
    listed = _listed(published, "verificationMethod")
    if any(_is_secret(each) for each in listed):
        raise BadgeFailure("key", "The issuer publishes a private key.")
    found = [each for each in listed if isinstance(each, Mapping) and each.get("id") == method]
    if len(found) != 1:
        raise BadgeFailure("key", "The issuer does not publish this key, or has withdrawn it.")
    if method not in _listed(published, "assertionMethod"):
        raise BadgeFailure("key", "The issuer does not use this key for badges.")
    if found[0].get("controller") != did:
        raise BadgeFailure("key", "The key belongs to somebody else than the issuer.")
    return dict(found[0])


def _listed(published: Mapping[str, Any], name: str) -> list[Any]:
    found = published.get(name)
    return found if isinstance(found, list) else []


def _is_secret(method: Any) -> bool:
    """Say whether a verification method shows more than the public half of its key."""
    if not isinstance(method, Mapping):
        return False
    jwk = method.get("publicKeyJwk")
    return any(name.startswith(_SECRET) for name in method) or (
        isinstance(jwk, Mapping) and not _PRIVATE.isdisjoint(jwk)
    )
