"""The attacks on a badge's signature, issuer and dates, by their numbers."""

from __future__ import annotations

import base64
import copy
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import OctKey

from lti_plugin.badges import baking, did, proof, status_list, strict_json
from lti_plugin.badges.contexts import CREDENTIALS, EXTENSIONS, OPEN_BADGES
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import AT, BADGE, HOME, LIST, Organisation, Web, chunk, key_of, png
from tests.support.deepening import spread

ISSUER = Organisation()
EVIL = Organisation("evil.example", seed=66)
SIGNED = ISSUER.badge()
TEXT = strict_json.compact(SIGNED)
TOKEN = ISSUER.token().encode()
PICTURE = baking.in_png(png(), TEXT.decode())
FLIPS = 50


@pytest.fixture
def web() -> Web:
    """A web with the issuer and an attacker on it."""
    return Web(ISSUER, EVIL)


def flipped(raw: bytes, seed: int, first: int = 0, last: int | None = None) -> bytes:
    """Return bytes with one bit of one of them changed, the same for the same seed."""
    chance = random.Random(seed)
    place = chance.randrange(first, len(raw) if last is None else last)
    changed = bytearray(raw)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else strict_json.compact(value)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a00_what_is_attacked_is_valid(web: Web) -> None:
    assert all(web.verdict(each).valid for each in (TEXT, TOKEN, PICTURE))


@pytest.mark.parametrize("seed", spread(range(FLIPS), 5))
@pytest.mark.parametrize("badge", [TEXT, TOKEN, PICTURE], ids=["json", "jwt", "png"])
def test_a01_one_changed_byte_is_noticed(web: Web, badge: bytes, seed: int) -> None:
    assert not web.verdict(flipped(badge, seed)).valid


@pytest.mark.parametrize("seed", spread(range(FLIPS), 5))
def test_a01_one_changed_byte_is_noticed_where_the_sum_of_the_picture_was_repaired(
    web: Web, seed: int
) -> None:
    data = baking.KEYWORD + b"\0\0\0\0\0" + TEXT
    # Its language and its translated keyword say nothing about the badge.
    first = len(baking.KEYWORD) + 5 if seed % 5 else 0
    last = None if seed % 5 else len(baking.KEYWORD) + 3
    assert not web.verdict(png(chunk(b"iTXt", flipped(data, seed, first, last)))).valid


def test_a02_a_member_that_no_context_defines_is_refused(web: Web) -> None:
    assert web.failures({**SIGNED, "medal": "gold"}) == {"signature": "spelling"}


def test_a02_and_is_never_signed() -> None:
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.sign({**ISSUER.unsigned(), "medal": "gold"})
    assert caught.value.code == "spelling"


@pytest.mark.parametrize("name", ["https://example.net/a b", "a\\b:c"])
def test_a02_a_part_that_would_not_be_signed_is_refused(web: Web, name: str) -> None:
    added = {"id": name, "type": ["Evidence"], "name": "Nobel prize"}
    found = web.failures({**SIGNED, "evidence": [*SIGNED["evidence"], added]})
    assert found == {"signature": "address"}


@pytest.mark.parametrize("issuer", [f"{HOME}/issuer", f"{ISSUER.did}"])
def test_a03_a_key_that_the_address_itself_brings_is_no_key(web: Web, issuer: str) -> None:
    brought = EVIL.method.partition("#")[2]
    document = ISSUER.unsigned()
    document["issuer"]["id"] = issuer
    forged = proof.signed(document, EVIL.key, f"{issuer}#{brought}", AT)
    assert web.failures(forged) in ({"issuer": "issuer"}, {"signature": "key"})


def test_a04_a_token_that_brings_its_key_is_refused(web: Web) -> None:
    header = {"alg": "RS256", "typ": "JWT", "jwk": EVIL.rsa.as_dict(private=False)}
    payload = jws.extract_compact(TOKEN).payload
    for more in ({}, {"kid": ISSUER.jwk_method}):
        forged = jws.serialize_compact({**header, **more}, payload, EVIL.rsa, ["RS256"])
        assert not web.verdict(forged.encode()).valid


ALIASES: list[Any] = [
    {"until": "https://www.w3.org/2018/credentials#validUntil"},
    {"@import": CREDENTIALS},
    "https://evil.example/context.json",
]


@pytest.mark.parametrize("own", ALIASES)
def test_a05_definitions_of_its_own_are_refused(web: Web, own: Any) -> None:
    contexts = [CREDENTIALS, OPEN_BADGES, EXTENSIONS, own]
    assert web.failures({**SIGNED, "@context": contexts}) == {"signature": "context"}


@pytest.mark.parametrize("hidden", ["validUntil", "credentialStatus"])
def test_a05_a_full_address_as_a_name_is_refused(web: Web, hidden: str) -> None:
    document = {name: each for name, each in SIGNED.items() if name != hidden}
    document[f"https://www.w3.org/2018/credentials#{hidden}"] = SIGNED[hidden]
    assert web.failures(document, AT + timedelta(days=400))["signature"] == "spelling"


def test_a05_an_expiry_cannot_be_moved_to_where_nobody_looks(web: Web) -> None:
    # A badge that is its own evidence: what is said about the one is said about the other.
    document = ISSUER.unsigned()
    hidden = {name: document.pop(name) for name in ("validUntil", "credentialStatus")}
    document["evidence"][0] |= {"id": BADGE, "type": ["Evidence", *document["type"]], **hidden}
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.sign(document)
    assert caught.value.code == "described"
    assert web.failures({**document, "proof": SIGNED["proof"]}) == {"signature": "described"}


@pytest.mark.parametrize(
    "member", ['"name":"Python for data"', '"validUntil":"2099-01-01T00:00:00Z"']
)
def test_a06_a_member_that_stands_twice_is_refused(web: Web, member: str) -> None:
    for text in (
        TEXT.replace(b"{", f"{{{member},".encode(), 1),
        TEXT[:-1] + f",{member}}}".encode(),
    ):
        assert web.failures(text) == {"form": "twice"}


def test_a06_also_in_a_token(web: Web) -> None:
    payload = b'{"name":"a",' + strict_json.compact(ISSUER.unsigned())[1:]
    signed = jws.serialize_compact({"alg": "RS256", "kid": ISSUER.jwk_method}, payload, ISSUER.rsa)
    assert web.failures(signed.encode()) == {"form": "twice"}


def test_a07_a_token_without_a_signature_is_refused(web: Web) -> None:
    _, payload, signature = TOKEN.decode().split(".")
    header = segment({"alg": "none", "kid": ISSUER.jwk_method})
    for end in ("", signature):
        assert not web.verdict(f"{header}.{payload}.{end}".encode()).valid


def test_a07_the_public_key_is_no_secret(web: Web) -> None:
    public = ISSUER.rsa.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = OctKey.import_key(segment(public))
    header = {"alg": "HS256", "kid": ISSUER.jwk_method}
    forged = jws.serialize_compact(header, jws.extract_compact(TOKEN).payload, secret, ["HS256"])
    assert web.failures(forged.encode()) == {"signature": "algorithm"}


@pytest.mark.parametrize("claim", ["iss", "sub", "jti", "nbf", "exp"])
def test_a08_a_claim_unlike_the_badge_is_refused(web: Web, claim: str) -> None:
    payload = strict_json.read_object(jws.extract_compact(TOKEN).payload)
    payload[claim] = payload[claim] + 1 if isinstance(payload[claim], int) else EVIL.did
    header = {"alg": "RS256", "kid": ISSUER.jwk_method}
    signed = jws.serialize_compact(header, strict_json.compact(payload), ISSUER.rsa)
    assert web.failures(signed.encode()) == {"signature": "claims"}


def test_a09_a_wrong_key_is_refused(web: Web) -> None:
    unlisted = key_of(5)
    method = did.method_of(ISSUER.did, unlisted.public_key())
    assert web.failures(proof.signed(ISSUER.unsigned(), unlisted, method, AT)) == {
        "signature": "key"
    }
    listed = proof.signed(ISSUER.unsigned(), unlisted, ISSUER.method, AT)
    assert web.failures(listed) == {"signature": "signature"}


def test_a09_a_key_of_another_issuer_is_refused(web: Web) -> None:
    forged = proof.signed(ISSUER.unsigned(), EVIL.key, EVIL.method, AT)
    assert web.failures(forged) == {"signature": "key"}
    token = EVIL.token(ISSUER.unsigned())
    assert web.failures(token.encode()) == {"signature": "key"}


def test_a09_a_key_that_another_controls_is_refused(web: Web) -> None:
    published = copy.deepcopy(ISSUER.published)
    for each in published["verificationMethod"]:
        each["controller"] = EVIL.did
    web.pages[did.address_of(ISSUER.did)] = published
    assert web.failures(SIGNED)["signature"] == "key"
    assert web.failures(TOKEN)["signature"] == "key"


def test_a10_an_old_badge_is_valid_while_its_key_is_listed(web: Web) -> None:
    address = did.address_of(ISSUER.did)
    newer = key_of(2).public_key()
    web.pages[address] = did.document(ISSUER.did, [newer, ISSUER.key.public_key()])
    assert web.verdict(SIGNED).valid
    web.pages[address] = did.document(ISSUER.did, [newer])
    assert web.failures(SIGNED) == {"signature": "key", "status": "status"}


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (-DAY, -timedelta(seconds=61), "expired"),
        (-DAY, -timedelta(seconds=60), None),
        (timedelta(seconds=60), DAY, None),
        (timedelta(seconds=61), DAY, "not-yet"),
    ],
)
def test_a11_a_badge_holds_between_its_dates(
    web: Web, since: timedelta, until: timedelta, code: str | None
) -> None:
    badge = ISSUER.badge(valid_from=AT + since, expires=AT + until)
    token = ISSUER.token(ISSUER.unsigned(valid_from=AT + since, expires=AT + until)).encode()
    for each in (strict_json.compact(badge), token):
        assert web.failures(each) == ({} if code is None else {"validity": code})


@pytest.mark.parametrize(
    ("until", "valid"),
    [
        ("2026-11-23T01:59:00+14:00", True),
        ("2026-11-23T01:58:00+14:00", False),
        ("2026-11-22T11:59:00.999999999Z", True),
        ("2026-11-22T11:58:59.999999999Z", False),
    ],
)
def test_a11_other_ways_to_write_a_date_are_that_date(web: Web, until: str, valid: bool) -> None:
    badge = ISSUER.sign({**ISSUER.unsigned(), "validUntil": until})
    assert web.verdict(badge).valid is valid


def test_a11_a_leap_second_is_the_second_after_it(web: Web) -> None:
    after = datetime(2017, 1, 1, tzinfo=UTC)
    until = {"validFrom": "2016-01-01T00:00:00Z", "validUntil": "2016-12-31T23:59:60Z"}
    badge = ISSUER.sign({**ISSUER.unsigned(status=None), **until})
    assert web.verdict(badge, after + timedelta(seconds=60)).valid
    assert web.failures(badge, after + timedelta(seconds=61)) == {"validity": "expired"}
    none = ISSUER.sign({**ISSUER.unsigned(), "validUntil": "2026-11-22T12:00:60Z"})
    assert web.failures(none) == {"form": "schema"}


def test_a10_the_list_may_have_a_newer_key_than_the_badge(web: Web) -> None:
    # The list is signed anew each night, and so by the newest key.
    key = key_of(2)
    method = did.method_of(ISSUER.did, key.public_key())
    keys = [key.public_key(), ISSUER.key.public_key()]
    web.pages[did.address_of(ISSUER.did)] = did.document(ISSUER.did, keys)
    listed = status_list.credential(LIST, ISSUER.did, [], AT)
    web.pages[LIST] = proof.signed(listed, key, method, AT)
    assert web.verdict(SIGNED).valid
