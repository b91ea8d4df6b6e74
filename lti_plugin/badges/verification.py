"""Checks a badge of any issuer: what it says, who signed it, whether it still holds.

Every check that cannot be made has failed; only a badge that passes all of them is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_plugin.badges import baking, did, jwt, proof, recipient, schema, status_list, strict_json
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import read
from lti_plugin.badges.recipient import Recipient

FORM, ISSUER, SIGNATURE, VALIDITY, STATUS, RECIPIENT = (
    "form",
    "issuer",
    "signature",
    "validity",
    "status",
    "recipient",
)
# Two clocks may differ by so much.
SKEW = timedelta(seconds=60)

# What 2,048 bits are in base64url.
_SHORTEST = 342

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``code`` says why it failed, and is None where it passed."""

    name: str
    code: str | None = None
    message: str = ""

    @property
    def passed(self) -> bool:
        """Say whether it passed."""
        return self.code is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, as far as it could be read, and each check in its order."""

    document: Mapping[str, Any] | None
    checks: tuple[Check, ...]

    @property
    def valid(self) -> bool:
        """Say whether every check was passed."""
        return all(each.passed for each in self.checks)


def verify(given: bytes, fetch: Fetch, at: datetime, holder: Recipient | None = None) -> Verdict:
    """Check a badge.

    Parameters
    ----------
    given
        JSON, a JWT, or a PNG or SVG with either in it.
    fetch
        Returns what stands at an https address; raises BadgeFailure where it cannot be had.
    at
        The moment to check for.
    holder
        Who claims it; None leaves that check out.
    """
    work = _Work(fetch, at)
    steps: list[tuple[str, Callable[[], None]]] = [
        (FORM, lambda: work.read(given)),
        (ISSUER, work.find_issuer),
        (SIGNATURE, work.check_signature),
        (VALIDITY, work.check_validity),
        (STATUS, work.check_status),
    ]
    if holder is not None:
        steps.append((RECIPIENT, lambda: work.check_recipient(holder)))
    checks: list[Check] = []
    for name, step in steps:
        try:
            step()
            checks.append(Check(name))
        except BadgeFailure as failure:
            checks.append(Check(name, failure.code, failure.message))
            if name in {FORM, ISSUER}:  # nothing after it can be looked at
                break
    return Verdict(work.document or None, tuple(checks))


class _Work:
    """One badge while it is being checked."""

    def __init__(self, fetch: Fetch, at: datetime) -> None:
        self._fetch = fetch
        self._at = at
        self._token: str | None = None
        self._issuer = ""
        self._published: Mapping[str, Any] = {}
        self.document: dict[str, Any] = {}

    def read(self, given: bytes) -> None:
        text = _text_of(given)
        if text.startswith("{"):
            self.document = strict_json.read_object(text)
        else:
            self._token, self.document = text, jwt.unchecked(text)
        types = self.document.get("type")
        if not isinstance(types, list) or not {"VerifiableCredential", "OpenBadgeCredential"} <= {
            each for each in types if isinstance(each, str)
        }:
            raise BadgeFailure("type", "This is not an Open Badge.")
        schema.check(self.document)

    def find_issuer(self) -> None:
        self._issuer = jwt.issuer_of(self.document) or ""
        raw = self._fetch(did.address_of(self._issuer))
        self._published = strict_json.read_object(raw)
        if self._published.get("id") != self._issuer:
            raise BadgeFailure("issuer", "At the issuer's address stands the document of another.")

    def check_signature(self) -> None:
        if self._token is not None:
            jwt.decoded(self._token, self._jwk)
        else:
            proof.check(self.document, self._key)

    def check_validity(self) -> None:
        _check_time(self.document, self._at)

    def check_status(self) -> None:
        entry = self.document.get("credentialStatus")
        if entry is None:
            return
        index = status_list.index_of(entry)
        found = self._status_list(entry.get("statusListCredential"))
        if status_list.is_set(found.get("encodedList"), index):
            raise BadgeFailure("revoked", "The issuer has revoked this badge.")

    def check_recipient(self, holder: Recipient) -> None:
        subject = self.document.get("credentialSubject")
        listed = subject.get("identifier") if isinstance(subject, Mapping) else None
        identities = listed if isinstance(listed, list) else [listed]
        if not any(isinstance(e, dict) and recipient.is_meant(e, holder) for e in identities):
            raise BadgeFailure("recipient", "This badge was issued to somebody else.")

    def _status_list(self, url: object) -> Mapping[str, Any]:
        """Return the subject of the issuer's own list, whose signature and dates hold."""
        if not isinstance(url, str):
            raise BadgeFailure("status", "The status of this badge names no list.")
        found = strict_json.read_object(self._fetch(url))
        if found.get("id") != url or jwt.issuer_of(found) != self._issuer:
            raise BadgeFailure("status", "The status list is not the issuer's.")
        types = found.get("type")
        if not isinstance(types, list) or status_list.CREDENTIAL not in types:
            raise BadgeFailure("status", "The status list is not one.")
        try:
            proof.check(found, self._key)
            _check_time(found, self._at)
        except BadgeFailure as failure:
            raise BadgeFailure("status", f"The status list: {failure.message}") from failure
        subject = found.get("credentialSubject")
        if not isinstance(subject, Mapping) or subject.get("type") != status_list.LIST:
            raise BadgeFailure("status", "The status list is not one.")
        if subject.get("statusPurpose") != status_list.REVOCATION:
            raise BadgeFailure("status", "The status list serves another purpose.")
        return subject

    def _key(self, method: str) -> Any:
        return did.key_in(self._published, self._issuer, method)

    def _jwk(self, method: str) -> RSAKey:
        jwk = did.jwk_in(self._published, self._issuer, method)
        if len(str(jwk.get("n"))) < _SHORTEST:
            raise BadgeFailure("key", "The issuer's key is too short, or not an RSA key.")
        try:
            return RSAKey.import_key(jwk)
        except (JoseError, ValueError, TypeError) as error:
            raise BadgeFailure("key", "The issuer's key is not an RSA key.") from error


def _text_of(given: bytes) -> str:
    """Return the credential as text, out of a picture if it is one."""
    if given.startswith(b"\x89PNG"):
        return baking.from_png(given).strip()
    bare = given.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"<"):
        return baking.from_svg(bare)
    try:
        return bare.decode().strip()
    except UnicodeDecodeError:
        raise BadgeFailure("not-badge", "This is neither a badge nor a picture of one.") from None


def _check_time(document: Mapping[str, Any], at: datetime) -> None:
    """Make sure that ``at`` lies between ``validFrom`` and ``validUntil``, within the skew."""
    if read(document.get("validFrom")) > at + SKEW:
        raise BadgeFailure("not-yet", "This is not valid yet.")
    until = document.get("validUntil")
    if until is not None and read(until) < at - SKEW:
        raise BadgeFailure("expired", "This has expired.")
