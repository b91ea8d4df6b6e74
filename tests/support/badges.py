"""An issuer of badges and its place on the web, for tests of badges as a protocol."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import RSAKey

from lti_plugin.badges import credential, did, jwt, proof, status_list, strict_json, verification
from lti_plugin.badges.credential import Achievement, Alignment, Award, Evidence, Issuer, Result
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.recipient import EMAIL, Recipient, identity_object
from lti_plugin.badges.verification import Verdict

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "badges.example.org"
HOME = f"https://{HOST}"
LIST = f"{HOME}/status/1"
PLACE = 90_210
BADGE = "urn:uuid:0b54cd0b-0f0c-4a8e-9a3d-9c1f5f3f8a10"
LEARNER = Recipient(EMAIL, "learner@example.org")
SALT = "5f2b1c9d"
ACHIEVEMENT = Achievement(
    url=f"{HOME}/achievements/42",
    version="1",
    kind=credential.COURSE,
    name="Python for data",
    description="Reads, cleans and shows data with Python.",
    narrative="Finish **all** four parts.",
    language="en",
    image=f"{HOME}/achievements/42.png",
    caption="A snake over a table",
    tags=("python", "data"),
    alignments=(
        Alignment(
            name="Python (computer programming)",
            url="http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d",
            framework="ESCO",
            kind="ext:ESCOSkill",
            code="ccd0a1d9",
        ),
    ),
)
AWARD = Award(
    id=BADGE,
    valid_from=AT,
    awarded=AT,
    subject=identity_object(LEARNER, SALT),
    status=status_list.entry(LIST, PLACE),
    expires=AT + timedelta(days=365),
    evidence=(Evidence("Project", "A study of rain.", "https://example.net/rain"),),
    result=Result("Final grade", 87.5),
    refresh=f"{HOME}/credentials/1",
)


def key_of(seed: int) -> Ed25519PrivateKey:
    """Return the same key for the same seed."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


@cache
def rsa_of(kid: str) -> RSAKey:
    """Return the same key for the same name, as long as the tests run."""
    return RSAKey.generate_key(2048, {"kid": kid})


class Organisation:
    """One that issues badges from a place of its own."""

    def __init__(self, host: str = HOST, *steps: str, seed: int = 1) -> None:
        self.did = did.did_web(host, *steps)
        self.key = key_of(seed)
        self.method = did.method_of(self.did, self.key.public_key())
        self.rsa = rsa_of(f"rsa-{seed}")
        self.jwk_method = did.jwk_method_of(self.did, f"rsa-{seed}")
        self.profile = Issuer(self.did, "Example Learning", HOME, "badges@example.org")
        self.published = did.document(
            self.did, [self.key.public_key()], [self.rsa.as_dict(private=False)]
        )

    def unsigned(self, what: Achievement = ACHIEVEMENT, **award: Any) -> dict[str, Any]:
        """Return a badge without a proof; ``award`` changes how it was awarded."""
        return credential.build(self.profile, what, replace(AWARD, **award))

    def sign(self, document: Mapping[str, Any], at: datetime = AT) -> dict[str, Any]:
        """Return a document with a proof."""
        return proof.signed(document, self.key, self.method, at)

    def badge(self, what: Achievement = ACHIEVEMENT, **award: Any) -> dict[str, Any]:
        """Return a badge with its proof; see :meth:`unsigned`."""
        return self.sign(self.unsigned(what, **award))

    def token(self, document: Mapping[str, Any] | None = None) -> str:
        """Return a badge as a JWT."""
        return jwt.encoded(document or self.unsigned(), self.rsa, self.jwk_method)

    def status(self, *revoked: int, at: datetime = AT, url: str = LIST) -> dict[str, Any]:
        """Return the signed list of what is revoked."""
        return self.sign(status_list.credential(url, self.did, revoked, at))


class Web:
    """What is served at which address, and what was asked for."""

    def __init__(self, *organisations: Organisation) -> None:
        self.pages = {did.address_of(each.did): each.published for each in organisations}
        if organisations:
            self.pages[LIST] = organisations[0].status()
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        """Return what stands at an address."""
        self.asked.append(url)
        if url not in self.pages:
            raise BadgeFailure("unreachable", f"Nothing answers at {url}.")
        page = self.pages[url]
        return page if isinstance(page, bytes) else strict_json.compact(page)

    def verdict(
        self, given: Mapping[str, Any] | bytes, at: datetime = AT, holder: Recipient | None = None
    ) -> Verdict:
        """Check a badge."""
        raw = given if isinstance(given, bytes) else strict_json.compact(given)
        return verification.verify(raw, self.fetch, at, holder)

    def failures(
        self, given: Mapping[str, Any] | bytes, at: datetime = AT, holder: Recipient | None = None
    ) -> dict[str, str]:
        """Return what was not passed, and why."""
        checks = self.verdict(given, at, holder).checks
        return {each.name: each.code for each in checks if each.code is not None}


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*between: bytes) -> bytes:
    """Return a PNG of one grey pixel, with these chunks after its header."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(between) + pixel + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1"/></svg>'
