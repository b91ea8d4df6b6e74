"""Public keys as Multikey: base58 as Bitcoin writes it, the kind of key at its beginning."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lti_plugin.badges.failures import BadgeFailure

_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_BASE58 = "z"
_ED25519 = b"\xed\x01"  # the multicodec ed25519-pub as a varint
_LONGEST = 512


def to_base58(raw: bytes) -> str:
    """Return bytes as multibase base58btc."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _DIGITS[digit] + digits
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return _BASE58 + _DIGITS[0] * zeros + digits


def from_base58(text: str) -> bytes:
    """Return what :func:`to_base58` was given.

    Raises
    ------
    BadgeFailure
        ``multibase``: it is something else.
    """
    if not text.startswith(_BASE58) or len(text) > _LONGEST:
        raise BadgeFailure("multibase", "This is not a base58 value.")
    digits, number = text[1:], 0
    for digit in digits:
        if digit not in _VALUES:
            raise BadgeFailure("multibase", "This is not a base58 value.")
        number = 58 * number + _VALUES[digit]
    zeros = len(digits) - len(digits.lstrip(_DIGITS[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def to_multikey(key: Ed25519PublicKey) -> str:
    """Return a public key as Multikey, ``z6Mk…``."""
    return to_base58(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def from_multikey(text: str) -> Ed25519PublicKey:
    """Return the public key of a Multikey.

    Raises
    ------
    BadgeFailure
        ``multibase`` or ``key``: it is none, or of a kind that is not read here.
    """
    raw = from_base58(text)
    if not raw.startswith(_ED25519) or len(raw) != len(_ED25519) + 32:
        raise BadgeFailure("key", "Only Ed25519 keys are read here.")
    return Ed25519PublicKey.from_public_bytes(raw[len(_ED25519) :])
