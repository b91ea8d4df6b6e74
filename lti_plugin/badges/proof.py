"""Data Integrity proofs of the suite eddsa-rdfc-2022: made and checked.

Source: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lti_plugin.badges.canonical import statements
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import read, spelled
from lti_plugin.badges.multikey import from_base58, to_base58
from lti_plugin.badges.names import is_address

SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
MEMBERS = ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue")

# The statements of a proof's members, in their order: they are always these five.
_OPTIONS = """\
_:c14n0 <http://purl.org/dc/terms/created> "{created}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> .
_:c14n0 <https://w3id.org/security#cryptosuite> "{cryptosuite}"^^<https://w3id.org/security#cryptosuiteString> .
_:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#{proofPurpose}> .
_:c14n0 <https://w3id.org/security#verificationMethod> <{verificationMethod}> .
"""  # noqa: E501  # a statement is a line

KeyOf = Callable[[str], Ed25519PublicKey]


def signed(
    document: Mapping[str, Any], key: Ed25519PrivateKey, method: str, at: datetime
) -> dict[str, Any]:
    """Return a document with its proof; ``method`` is the key's address in the issuer's document.

    Raises
    ------
    BadgeFailure
        Where its JSON says something that would not be signed; see
        :func:`lti_plugin.badges.canonical.statements`.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": spelled(at),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    value = key.sign(_hashes(document, options))
    return {**document, "proof": {**options, "proofValue": to_base58(value)}}


def check(document: Mapping[str, Any], key_of: KeyOf) -> None:
    """Make sure that a document's one proof is its issuer's.

    Parameters
    ----------
    key_of
        Returns the public key of a verification method, and raises where the issuer does not
        vouch for it.

    Raises
    ------
    BadgeFailure
        ``proof`` where there is none of this suite, ``signature`` where it does not fit, or what
        ``key_of`` raises.
    """
    proof = document.get("proof")
    if not isinstance(proof, Mapping):
        raise BadgeFailure("proof", "This badge has no proof, or more than one.")
    if set(proof) != set(MEMBERS) or not all(isinstance(each, str) for each in proof.values()):
        raise BadgeFailure("proof", "The proof of this badge is not of a kind that is read here.")
    if (proof["type"], proof["cryptosuite"]) != ("DataIntegrityProof", SUITE):
        raise BadgeFailure("proof", f"Only proofs of the suite {SUITE} are read here.")
    if proof["proofPurpose"] != PURPOSE:
        raise BadgeFailure("proof", "The proof of this badge serves another purpose.")
    value = from_base58(proof["proofValue"])
    unsigned = {name: each for name, each in document.items() if name != "proof"}
    options = {name: each for name, each in proof.items() if name != "proofValue"}
    try:
        key_of(proof["verificationMethod"]).verify(value, _hashes(unsigned, options))
    except InvalidSignature:
        raise BadgeFailure("signature", "The signature does not fit this badge.") from None


def _hashes(document: Mapping[str, Any], options: Mapping[str, str]) -> bytes:
    read(options["created"])
    if not is_address(options["verificationMethod"]):
        raise BadgeFailure("proof", "The key of this badge is not named by an address.")
    said = _OPTIONS.format_map(options).encode()
    return sha256(said).digest() + sha256(statements(document)).digest()
