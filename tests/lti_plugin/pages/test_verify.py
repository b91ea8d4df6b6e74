"""Anybody checks a badge of any issuer, and no badge makes us ask inside the house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.test import TestResponse

from connectors.errors import ConnectorError
from connectors.http import Answer, Outgoing
from lti_plugin.badges import baking, credential, did, proof, recipient, strict_json
from lti_plugin.badges.credential import Achievement, Award, Issuer
from lti_plugin.badges.recipient import EMAIL, Recipient
from lti_plugin.services import badge_documents
from tests.support.badged import achievement, ask, award, png, revoke, with_address
from tests.support.installation import Installation
from tests.support.reading import answer_of, main_of
from tests.support.tool import TOOL

KEY = Ed25519PrivateKey.generate()
SINCE = datetime(2026, 5, 3, tzinfo=UTC)


@pytest.fixture
def badge(installation: Installation) -> Iterator[bytes]:
    """A badge of ours, as its holder has it."""
    me = installation.fill().people["102"]
    with_address(installation, me, "me@example.org")
    made = award(installation, achievement(installation), me, published=True)
    return ask(installation, f"/badges/{made}.json").data


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom we asked; nobody answers."""
    urls: list[str] = []

    def get(_http: Outgoing, url: str, **_options: Any) -> Answer:
        urls.append(url)
        raise ConnectorError("elsewhere.test did not answer.")

    monkeypatch.setattr(Outgoing, "get", get)
    return urls


def check(installation: Installation, given: bytes, **fields: str) -> TestResponse:
    """Send a badge as a file."""
    data = {"file": (BytesIO(given), "badge"), **fields}
    return installation.app.test_client().post("/verify", base_url=TOOL, data=data)


def issued_by(issuer: str, **changes: Any) -> bytes:
    """Return a badge that an issuer of this name signed."""
    document = credential.build(
        Issuer(issuer, "Elsewhere", "https://elsewhere.test"),
        Achievement(
            "https://elsewhere.test/a",
            "1",
            credential.COURSE,
            "Elsewhere",
            "A course.",
            "Finish it.",
            "en",
            "https://elsewhere.test/a.png",
            "A",
        ),
        Award(
            "urn:uuid:0f0e7c1a-0000-4000-8000-000000000000",
            SINCE,
            SINCE,
            recipient.identity_object(Recipient(EMAIL, "me@example.org"), "salt"),
        ),
    )
    signed = proof.signed(document | changes, KEY, did.method_of(issuer, KEY.public_key()), SINCE)
    return strict_json.compact(signed)


def test_the_page_says_what_it_does(installation: Installation) -> None:
    page = ask(installation, "/verify")
    assert answer_of(page) == "Check a badge of any issuer."
    assert "Nothing of it is kept." in main_of(page)


def test_our_own_badge_is_checked_without_asking_anybody(
    installation: Installation, badge: bytes, asked: list[str]
) -> None:
    page = check(installation, badge)
    assert answer_of(page) == "This badge is valid."
    assert main_of(page).count("(passed)") == 5
    assert asked == []


def test_it_may_be_pasted(installation: Installation, badge: bytes) -> None:
    client = installation.app.test_client()
    page = client.post("/verify", base_url=TOOL, data={"badge": f" {badge.decode()} "})
    assert answer_of(page) == "This badge is valid."


@pytest.mark.parametrize("form", ["jwt", "png", "svg"])
def test_every_form_of_it_is_read(installation: Installation, badge: bytes, form: str) -> None:
    name = json.loads(badge)["id"].removeprefix("urn:uuid:")
    file = ask(installation, f"/badges/{name}.{form}").data
    assert answer_of(check(installation, file)) == "This badge is valid."


def test_a_revoked_one_of_ours_tells_the_reason(installation: Installation, badge: bytes) -> None:
    revoke(
        installation,
        UUID(json.loads(badge)["id"].removeprefix("urn:uuid:")),
        "The exam was not their own.",
    )
    page = check(installation, badge)
    assert answer_of(page) == "This badge was revoked."
    assert "The exam was not their own." in main_of(page)


def test_whoever_makes_a_badge_up_is_not_told_why_another_was_revoked(
    installation: Installation, badge: bytes
) -> None:
    name = UUID(json.loads(badge)["id"].removeprefix("urn:uuid:"))
    revoke(installation, name, "The exam was not their own.")
    page = check(installation, badge.replace(b"SQL in practice", b"SQL for experts"))
    assert "The exam was not their own." not in page.text


def test_a_changed_one_is_not_valid(installation: Installation, badge: bytes) -> None:
    page = check(installation, badge.replace(b"SQL in practice", b"SQL for experts"))
    assert answer_of(page) == "This badge is not valid."
    assert "The signature is not the issuer’s, or something was changed since." in main_of(page)
    assert "do not rely on it" in main_of(page)


def test_a18_it_is_told_whether_it_is_theirs_who_shows_it(
    installation: Installation, badge: bytes
) -> None:
    mine = check(installation, badge, email=" Me@Example.org ")
    assert answer_of(mine) == "This badge is valid."
    other = check(installation, badge, email="other@example.org")
    assert answer_of(other) == "This badge is not valid."
    assert "It was issued to another e-mail address." in main_of(other)


def test_a20_a_badge_without_an_address_is_of_no_address(installation: Installation) -> None:
    me = installation.fill().people["102"]
    with_address(installation, me, None)
    made = award(installation, achievement(installation), me, published=True)
    copy = ask(installation, f"/badges/{made}.json").data
    (identity,) = json.loads(copy)["credentialSubject"]["identifier"]
    assert identity["identityType"] == "ltiUserId"
    assert answer_of(check(installation, copy)) == "This badge is valid."
    claimed = check(installation, copy, email="me@example.org")
    assert answer_of(claimed) == "This badge is not valid."


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"hello",
        b"{}",
        b"[1]",
        b'{"a":1,"a":2}',
        b"\xff\xfe\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"a.b.c",
        b"{" * 10_000,
        b" " * 300_000 + b"{}",
    ],
)
def test_what_is_no_badge_is_refused_in_plain_words(
    installation: Installation, given: bytes, asked: list[str]
) -> None:
    page = check(installation, given)
    assert page.status_code in {200, 400}
    assert "This badge is valid." not in page.text
    assert asked == []


@pytest.mark.parametrize(
    "picture",
    [
        png(),
        png()[:-20],
        baking.in_png(png(), "{}")[:-1] + b"x",
        png().replace(b"IEND", b"iTXt", 1),
    ],
)
def test_a25_a_picture_without_one_whole_badge_is_refused(
    installation: Installation, picture: bytes
) -> None:
    assert answer_of(check(installation, picture)) == "This badge is not valid."


def test_a21_nothing_that_a_badge_says_runs_on_the_page(installation: Installation) -> None:
    evil = "<script>alert(1)</script>"
    told = issued_by("did:web:elsewhere.test", name=evil, description="javascript:alert(1)")
    page = check(installation, told.replace(b"A course.", evil.encode()))
    assert evil not in page.text
    assert 'href="javascript:' not in page.text


def test_another_issuer_is_asked_for_its_document(
    installation: Installation, asked: list[str]
) -> None:
    page = check(installation, issued_by("did:web:elsewhere.test:a"))
    assert asked == ["https://elsewhere.test/a/did.json"]
    assert "The issuer’s address does not answer with the document." in main_of(page)


def test_another_issuers_badge_is_valid_with_its_document(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "did:web:elsewhere.test"
    published = strict_json.compact(did.document(name, [KEY.public_key()]))

    def get(_http: Outgoing, url: str, **_options: Any) -> Answer:
        return Answer(200, {}, published, url)

    monkeypatch.setattr(Outgoing, "get", get)
    page = check(installation, issued_by(name))
    assert answer_of(page) == "This badge is valid."
    assert "Elsewhere did:web:elsewhere.test" in main_of(page)


@pytest.mark.parametrize("status", [301, 302, 404, 500])
def test_a27_no_redirect_is_followed_and_no_error_is_a_document(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    name = "did:web:elsewhere.test"
    published = strict_json.compact(did.document(name, [KEY.public_key()]))

    def get(_http: Outgoing, url: str, **_options: Any) -> Answer:
        return Answer(status, {"Location": "http://169.254.169.254/"}, published, url)

    monkeypatch.setattr(Outgoing, "get", get)
    assert answer_of(check(installation, issued_by(name))) == "This badge is not valid."


@pytest.mark.parametrize("host", ["elsewhere.test%3A8443", "elsewhere.test%3A22"])
def test_a27_no_other_port_is_asked(
    installation: Installation, asked: list[str], host: str
) -> None:
    page = check(installation, issued_by(f"did:web:{host}"))
    assert "It leads to an address that is not asked from here." in main_of(page)
    assert asked == []


def test_a27_too_many_at_once_are_told_to_come_again(
    installation: Installation, asked: list[str]
) -> None:
    for _ in range(badge_documents.MOST_WAITING):
        assert badge_documents._waiting.acquire(blocking=False)
    try:
        page = check(installation, issued_by("did:web:elsewhere.test"))
    finally:
        badge_documents._waiting.release(badge_documents.MOST_WAITING)
    assert "Try again in a minute." in main_of(page)
    assert asked == []


def test_whoever_checks_without_end_is_stopped(installation: Installation) -> None:
    client = installation.app.test_client()
    statuses = {
        client.post("/verify", base_url=TOOL, data={"badge": "x"}).status_code for _ in range(22)
    }
    assert statuses == {200, 429}
