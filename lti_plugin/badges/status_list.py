"""Bitstring status lists: which badges are revoked, without telling which one is asked for.

Source: W3C, Bitstring Status List v1.0. A list holds 131,072 bits, the first bit is the highest of
the first byte; it is compressed by gzip and written as multibase base64url.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from lti_plugin.badges.contexts import CREDENTIALS
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import spelled

SIZE = 131_072
LARGEST_BYTES = 16 * 1024 * 1024
REVOCATION = "revocation"
ENTRY, LIST, CREDENTIAL = (
    "BitstringStatusListEntry",
    "BitstringStatusList",
    "BitstringStatusListCredential",
)
# A list that is older may hide a revocation; it is signed anew each night.
GOOD_FOR = timedelta(days=7)
_BASE64URL = "u"


def entry(list_url: str, index: int) -> dict[str, Any]:
    """Return where a badge's bit stands, as the badge tells it."""
    return {
        "id": f"{list_url}#{index}",
        "type": ENTRY,
        "statusPurpose": REVOCATION,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def credential(list_url: str, issuer: str, revoked: Iterable[int], at: datetime) -> dict[str, Any]:
    """Return an issuer's list, unsigned; ``revoked`` are the indices whose bit is set."""
    return {
        "@context": [CREDENTIALS],
        "id": list_url,
        "type": ["VerifiableCredential", CREDENTIAL],
        "issuer": issuer,
        "validFrom": spelled(at),
        "validUntil": spelled(at + GOOD_FOR),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": LIST,
            "statusPurpose": REVOCATION,
            "encodedList": encoded(revoked),
        },
    }


def encoded(revoked: Iterable[int]) -> str:
    """Return a list of ``SIZE`` bits with these set."""
    bits = bytearray(SIZE // 8)
    for index in revoked:
        if not 0 <= index < SIZE:
            raise ValueError(f"there is no bit {index} in a list of {SIZE:,}")
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return _BASE64URL + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def is_set(text: object, index: int) -> bool:
    """Say whether a bit of an encoded list is set.

    Raises
    ------
    BadgeFailure
        ``status``: it is no such list, is too short or too large, or has no such bit.
    """
    bits = _decoded(text)
    if not 0 <= index < 8 * len(bits):
        raise BadgeFailure("status", "The status list has no place for this badge.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def index_of(given: Mapping[str, Any]) -> int:
    """Return the index that a badge's status entry names.

    Raises
    ------
    BadgeFailure
        ``status``: it is none of revocation, or names no index.
    """
    text = given.get("statusListIndex")
    if given.get("type") != ENTRY or given.get("statusPurpose") != REVOCATION:
        raise BadgeFailure("status", "The status of this badge is of a kind that is not read here.")
    if given.get("statusSize", 1) != 1:  # then a place is not a bit
        raise BadgeFailure("status", "The status of this badge is more than yes or no.")
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 12:
        raise BadgeFailure("status", "The status of this badge names no place in a list.")
    return int(text)


def _decoded(text: object) -> bytes:
    if not isinstance(text, str) or not text.startswith(_BASE64URL):
        raise BadgeFailure("status", "The status list is not encoded as it should be.")
    digits = text[1:]
    try:
        packed = base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)
        # Unpacked by so much and no more: a small list may hold a huge one.
        reader = zlib.decompressobj(wbits=31)
        bits = reader.decompress(packed, LARGEST_BYTES)
    except (binascii.Error, zlib.error, ValueError):
        raise BadgeFailure("status", "The status list is not encoded as it should be.") from None
    if reader.unconsumed_tail or reader.unused_data or not reader.eof:
        raise BadgeFailure("status", "The status list is too large, cut short, or goes on.")
    if 8 * len(bits) < SIZE:
        raise BadgeFailure("status", "The status list is so short that it tells who is meant.")
    return bits
