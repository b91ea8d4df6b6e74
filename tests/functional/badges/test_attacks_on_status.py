"""The attacks on what is revoked, and by size, that the protocol meets, by their numbers."""

from __future__ import annotations

import base64
import gzip
import time
from datetime import timedelta
from typing import Any

import pytest

from lti_plugin.badges import status_list, strict_json
from tests.support.badges import AT, LIST, PLACE, Organisation, Web

ISSUER = Organisation()
EVIL = Organisation("evil.example", seed=66)
SIGNED = ISSUER.badge()


@pytest.fixture
def web() -> Web:
    """A web with the issuer and an attacker on it."""
    return Web(ISSUER, EVIL)


def listing(**subject: Any) -> dict[str, Any]:
    """Return the issuer's list, signed, with this in it."""
    document = status_list.credential(LIST, ISSUER.did, [], AT)
    document["credentialSubject"] |= subject
    return ISSUER.sign(document)


def packed(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")


def test_a12_what_is_revoked_is_not_valid(web: Web) -> None:
    web.pages[LIST] = ISSUER.status(PLACE)
    assert web.failures(SIGNED) == {"status": "revoked"}
    assert web.failures(ISSUER.token().encode()) == {"status": "revoked"}
    web.pages[LIST] = ISSUER.status(PLACE - 1, PLACE + 1)
    assert web.verdict(SIGNED).valid


def unsigned() -> dict[str, Any]:
    return status_list.credential(LIST, ISSUER.did, [], AT)


@pytest.mark.parametrize(
    "page",
    [
        unsigned(),
        {**unsigned(), "proof": ISSUER.status(PLACE)["proof"]},
        EVIL.status(),
        EVIL.sign(unsigned()),
        {**EVIL.status(), "issuer": ISSUER.did},
        ISSUER.status(url=f"{LIST}0"),
        listing(statusPurpose="suspension"),
        listing(type=["BitstringStatusList"]),
        listing(encodedList=packed(b"\0" * 16_383)),
        listing(encodedList=packed(b"\0" * 64 * 1024 * 1024)),
        listing(encodedList="u"),
        {**ISSUER.status(), "type": ["VerifiableCredential"]},
        {**ISSUER.status(), "type": 5},
        {},
    ],
    ids=[
        "unsigned", "proof of another", "issuer of another", "key of another", "issuer renamed",
        "place of another", "purpose", "type in a list", "too short", "bomb", "no list",
        "no list by type", "type without sense", "nothing",
    ],
)  # fmt: skip
def test_a12_a_list_that_does_not_hold_fails_the_badge(web: Web, page: dict[str, Any]) -> None:
    web.pages[LIST] = page
    assert web.failures(SIGNED) == {"status": "status"}


@pytest.mark.parametrize("page", [b"", b"<html>404", b"[]", b'{"id":1,"id":1}', b"\xff"])
def test_a12_so_does_what_is_no_list_at_all(web: Web, page: bytes) -> None:
    web.pages[LIST] = page
    assert set(web.failures(SIGNED)) == {"status"}


def test_a12_a_list_that_cannot_be_had_fails_the_badge(web: Web) -> None:
    del web.pages[LIST]
    assert web.failures(SIGNED) == {"status": "unreachable"}


@pytest.mark.parametrize("index", ["131072", "999999999999", "-1", "1e3", "90210 "])
def test_a12_a_place_beyond_the_list_fails_the_badge(web: Web, index: str) -> None:
    entry = {**status_list.entry(LIST, PLACE), "statusListIndex": index}
    assert web.failures(ISSUER.badge(status=entry)) == {"status": "status"}


@pytest.mark.parametrize(
    "change",
    [
        {"statusListCredential": None},
        {"statusPurpose": "suspension"},
        {"statusPurpose": "message"},
        {"type": "1EdTechRevocationList"},
        {"statusSize": 2},
    ],
)
def test_a12_a_status_of_another_kind_fails_the_badge(web: Web, change: dict[str, Any]) -> None:
    entry = {**status_list.entry(LIST, PLACE), **change}
    kept = {name: each for name, each in entry.items() if each is not None}
    token = ISSUER.token({**ISSUER.unsigned(), "credentialStatus": kept})
    assert web.failures(token.encode()) == {"status": "status"}


def test_a12_a_status_that_was_taken_out_breaks_the_signature(web: Web) -> None:
    web.pages[LIST] = ISSUER.status(PLACE)
    left = {name: each for name, each in SIGNED.items() if name != "credentialStatus"}
    assert web.failures(left) == {"signature": "signature"}


def test_a13_a_list_from_before_the_revocation_is_good_for_a_week(web: Web) -> None:
    late = AT + status_list.GOOD_FOR
    assert web.verdict(SIGNED, late).valid
    assert web.failures(SIGNED, late + timedelta(seconds=61)) == {"status": "status"}


def test_a13_a_list_of_the_future_is_refused(web: Web) -> None:
    web.pages[LIST] = ISSUER.status(at=AT + timedelta(seconds=61))
    assert web.failures(SIGNED) == {"status": "status"}


def test_a14_a_huge_badge_is_refused_unread(web: Web) -> None:
    padding = b'{"type":"' + b"a" * 100_000_000
    began = time.process_time()
    assert web.failures(padding) == {"form": "too-large"}
    assert set(web.failures(b"a." + b"A" * 50_000_000 + b".b")) == {"form"}
    assert time.process_time() - began < 5


@pytest.mark.parametrize("opening", [b'{"a":', b'{"a":[', b'{"type":["V",['])
def test_a14_a_deep_badge_is_refused(web: Web, opening: bytes) -> None:
    assert web.failures(opening * 10_000) == {"form": "too-deep"}


def test_a14_a_text_without_an_end_is_refused_in_time(web: Web) -> None:
    began = time.process_time()
    assert web.failures(b'{"a":"' + b'\\"' * 130_000) == {"form": "not-json"}
    assert time.process_time() - began < 2


def alike(parents: int, children: int) -> list[dict[str, Any]]:
    """Return results that only their order tells apart."""
    skill = {"type": ["Alignment"], "targetName": "a", "targetUrl": "https://a.example"}
    result = {"type": ["Result"], "status": "Completed", "alignment": [skill] * children}
    return [result] * parents


@pytest.mark.parametrize(("parents", "children"), [(2, 8), (2, 30), (5, 11), (60, 1), (1, 500)])
def test_a14_parts_that_look_alike_are_refused_in_time(
    web: Web, parents: int, children: int
) -> None:
    badge = strict_json.read_object(strict_json.compact(SIGNED))
    badge["credentialSubject"]["result"] = alike(parents, children)
    began = time.process_time()
    assert web.failures(badge) in ({"signature": "too-many"}, {"signature": "signature"})
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "added",
    [
        {"evidence": [{"id": f"urn:{each}", "type": ["Evidence"]} for each in range(5_000)]},
        {"evidence": [{"id": "urn:a", "type": ["Evidence"], "name": "a"}] * 5_000},
        {"evidence": [{"id": f"urn:{each}", "type": ["Evidence"]} for each in range(480)]},
        {"evidence": [f"urn:{each}" for each in range(15_000)]},
        {"name": "n" * 250_000},
    ],
    ids=["parts", "equal parts", "just as many as are read", "names", "one long text"],
)
def test_a14_many_parts_are_refused_in_time(web: Web, added: dict[str, Any]) -> None:
    began = time.process_time()
    found = web.failures({**SIGNED, **added})
    assert set(found) <= {"form", "signature"}
    assert found
    assert time.process_time() - began < 3
