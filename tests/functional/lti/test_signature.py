"""Table C: the message is signed by the platform, in one way only."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from connectors.errors import AnswerTooLarge, BadAnswer, Unreachable
from tests.support.platform import Platform, encode, rsa_key
from tests.support.tool import Browser, Clock, Install, Tool, code_of


def send(browser: Browser, token: object, fields: dict[str, str] | None = None) -> tuple[int, str]:
    """Launch with this message; return status and code of the refusal."""
    fields = browser.begin() if fields is None else fields
    page = browser.post("/lti/launch", {"state": fields["state"], "id_token": token})
    assert "Set-Cookie" not in page.headers
    return page.status_code, code_of(page)


def by_hand(header: object, content: object, signature: bytes = b"x" * 256) -> str:
    """Return a message in compact form, whatever its parts are."""
    parts = [
        part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, content)
    ]
    return ".".join(map(encode, [*parts, signature]))


GOOD = {"alg": "RS256", "kid": "key-1"}


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="C1"),
        pytest.param("nonsense", id="C2"),
        pytest.param("a.b", id="C2-two-parts"),
        pytest.param("a.b.c.d.e", id="C2-five-parts"),
        pytest.param("ä.ö.ü", id="C2-non-ascii"),
        pytest.param("a.b.c", id="C2-bad-base64"),
        pytest.param("!!.??.**", id="C2-signs"),
        pytest.param(encode(b"\xff\xfe") + ".e30.x", id="C2-no-text"),
        pytest.param(encode(b"[1]") + ".e30.x", id="C2-no-object"),
        pytest.param(encode(b'{"alg":"RS256","alg":"none"}') + ".e30.x", id="C2-twice"),
        pytest.param(encode(b"[" * 20000) + ".e30.x", id="C2-deep"),
        pytest.param(by_hand(GOOD, "x" * 65536), id="C2-64kB"),
        pytest.param(by_hand(GOOD, "x" * 600_000), id="C2-600kB"),
        pytest.param(by_hand(GOOD, "x" * 1_200_000), id="C2-1MB"),
        pytest.param(["a.b.c", "a.b.c"], id="C2-two-tokens"),
    ],
)
def test_what_is_no_signed_message_is_malformed(browser: Browser, token: object) -> None:
    status, code = send(browser, token)
    assert (status, code) in {(400, "lti-token"), (400, "lti-parameter")}


def test_c1_message_missing(browser: Browser) -> None:
    page = browser.post("/lti/launch", {"state": browser.begin()["state"]})
    assert (page.status_code, code_of(page)) == (400, "lti-token")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"alg": "none"}, id="C3"),
        pytest.param({"alg": "None"}, id="C3-None"),
        pytest.param({"alg": "NONE"}, id="C3-NONE"),
        pytest.param({"alg": "RS384"}, id="C5-RS384"),
        pytest.param({"alg": "RS512"}, id="C5-RS512"),
        pytest.param({"alg": "PS256"}, id="C5-PS256"),
        pytest.param({"alg": "ES256"}, id="C5-ES256"),
        pytest.param({"alg": ["RS256"]}, id="C5-list"),
        pytest.param({"alg": None}, id="C5-null"),
        pytest.param({"crit": ["exp"]}, id="C12"),
        pytest.param({"crit": []}, id="C12-empty"),
        pytest.param({"b64": False}, id="C12-b64"),
    ],
)
def test_other_ways_of_signing_are_refused(browser: Browser, header: dict[str, Any]) -> None:
    fields = browser.begin()
    content = browser.platform.claims(fields)
    signature = b"" if str(header.get("alg")).lower() == "none" else b"x" * 256
    refused = send(browser, by_hand(GOOD | header, content, signature), fields)
    assert refused == (401, "lti-algorithm")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_c5_right_key_with_another_algorithm(browser: Browser, algorithm: str) -> None:
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields), {"alg": algorithm})
    assert send(browser, token, fields) == (401, "lti-algorithm")


def test_c4_public_key_as_a_shared_secret(browser: Browser) -> None:
    fields = browser.begin()
    header = {"alg": "HS256", "kid": "key-1"}
    signed = by_hand(header, browser.platform.claims(fields)).rsplit(".", 1)[0]
    secret = rsa_key("key-1").as_pem(private=False)
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    assert send(browser, f"{signed}.{encode(signature)}", fields) == (401, "lti-algorithm")


@pytest.mark.parametrize("kid", [None, "", 5])
def test_c6_key_id_missing(browser: Browser, kid: object) -> None:
    fields = browser.begin()
    token = by_hand({"alg": "RS256", "kid": kid}, browser.platform.claims(fields))
    assert send(browser, token, fields) == (401, "lti-key")


def test_c7_unknown_key_is_looked_for_once_in_a_while(install: Install, clock: Clock) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    assert browser.launch().status_code == 303
    assert platform.fetched == 1
    clock.shift(31)
    for fetched in (2, 2):
        fields = browser.begin()
        token = platform.sign(platform.claims(fields), kid="key-9")
        assert send(browser, token, fields) == (401, "lti-key")
        assert platform.fetched == fetched
    clock.shift(31)
    send(browser, platform.sign({}, kid="key-9"))
    assert platform.fetched == 3
    assert browser.launch().status_code == 303
    assert platform.fetched == 3


def test_c8_new_key_of_the_platform_is_accepted(install: Install, clock: Clock) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    assert browser.launch().status_code == 303
    clock.shift(31)
    platform.kids = ["key-2"]
    fields = browser.begin()
    token = platform.sign(platform.claims(fields), kid="key-2")
    answer = browser.post("/lti/launch", {"state": fields["state"], "id_token": token})
    assert (answer.status_code, platform.fetched) == (303, 2)


def test_withdrawn_key_is_forgotten_within_a_day(install: Install, clock: Clock) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    assert browser.launch().status_code == 303
    platform.kids = ["key-2"]
    clock.shift(24 * 3600)
    assert code_of(browser.launch()) == "lti-key"


def test_c9_right_id_wrong_key(browser: Browser) -> None:
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields), {"kid": "key-1"}, kid="key-9")
    assert send(browser, token, fields) == (401, "lti-signature")


def test_c10_content_changed_after_signing(browser: Browser) -> None:
    fields = browser.begin()
    claims = browser.platform.claims(fields)
    head, _, signature = browser.platform.sign(claims).split(".")
    body = encode(json.dumps(claims | {"sub": "2"}).encode())
    assert send(browser, f"{head}.{body}.{signature}", fields) == (401, "lti-signature")


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_c11_key_brought_along_is_ignored(browser: Browser, name: str) -> None:
    brought = {
        "jwk": rsa_key("key-9").as_dict(private=False),
        "jku": "https://evil.test/keys",
        "x5u": "https://evil.test/certificate",
        "x5c": ["MIIB"],
    }
    fields = browser.begin()
    header = {"kid": "key-1", name: brought[name]}
    token = browser.platform.sign(browser.platform.claims(fields), header, kid="key-9")
    assert send(browser, token, fields) == (401, "lti-signature")


def test_unknown_header_is_ignored(browser: Browser) -> None:
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields), {"colour": "blue"})
    answer = browser.post("/lti/launch", {"state": fields["state"], "id_token": token})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not JSON", id="C13-no-json"),
        pytest.param(b"[]", id="C13-list"),
        pytest.param(b'"text"', id="C13-text"),
        pytest.param(b"null", id="C13-null"),
        pytest.param(b'{"sub":"1","sub":"2"}', id="C13-twice"),
        pytest.param(b'{"a":{"b":1,"b":2}}', id="C13-twice-inside"),
        pytest.param(b'{"exp":NaN}', id="C13-nan"),
        pytest.param(b"\xff\xfe", id="C13-no-text"),
        pytest.param(b'{"name":"\\ud800"}', id="C13-half-a-letter"),
        pytest.param(b'{"name":"\\u0000"}', id="C13-zero"),
        pytest.param(b'{"exp":' + b"9" * 5000 + b"}", id="C13-long-number"),
        pytest.param(b'{"a":' * 20000, id="C13-deep"),
    ],
)
def test_signed_content_has_to_be_one_plain_object(browser: Browser, content: bytes) -> None:
    fields = browser.begin()
    token = browser.platform.sign(content) if len(content) < 40_000 else None
    if token is None:
        token = browser.platform.sign(b'{"a":' * 9000)
    assert send(browser, token, fields) == (400, "lti-content")


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(BadAnswer("500"), id="C14-error"),
        pytest.param(Unreachable("slow"), id="C14-timeout"),
        pytest.param(AnswerTooLarge("10 MB"), id="C14-large"),
    ],
)
def test_platform_that_does_not_give_its_keys(
    install: Install, clock: Clock, failure: Exception
) -> None:
    platform = Platform(failure=failure)
    tool = install(platform)
    browser = Browser(tool, platform)
    page = browser.launch()
    assert (page.status_code, code_of(page)) == (503, "outside")
    assert tool.count("visits") == 0
    assert code_of(browser.launch()) == "outside"
    assert platform.fetched == 1  # nobody else waits for it within the cooldown
    clock.shift(31)
    platform.failure = None
    assert browser.launch().status_code == 303
    platform.failure = failure
    clock.shift(24 * 3600)
    assert browser.launch().status_code == 303  # the cached keys are still there
    assert platform.fetched == 3


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("<html>", id="C14-html"),
        pytest.param([], id="C14-list"),
        pytest.param({"keys": {}}, id="C14-no-list"),
    ],
)
def test_answer_that_is_no_key_set(
    install: Install, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    platform = Platform()
    monkeypatch.setattr(platform, "jwks", lambda: answer)
    page = Browser(install(platform), platform).launch()
    assert (page.status_code, code_of(page)) == (503, "outside")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"use": "enc"}, id="C15-use"),
        pytest.param({"kty": "EC"}, id="C15-kty"),
        pytest.param({"alg": "RS512"}, id="C15-alg"),
        pytest.param({"n": "AQAB"}, id="C15-short"),
        pytest.param({"e": "AQ"}, id="C15-exponent"),
        pytest.param({"n": 5}, id="C15-number"),
        pytest.param({"n": "A" * 342}, id="C15-zero"),
        pytest.param({"n": "A" * 9999}, id="C15-huge"),
    ],
)
def test_c15_unsuitable_key_is_not_used(
    install: Install, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    platform = Platform()
    unsuitable = {"keys": ["text", platform.jwks()["keys"][0] | changes]}
    monkeypatch.setattr(platform, "jwks", lambda: unsuitable)
    page = Browser(install(platform), platform).launch()
    assert (page.status_code, code_of(page)) == (401, "lti-key")


def test_state_is_used_up_by_every_refusal(browser: Browser, tool: Tool) -> None:
    before = tool.count("states")
    send(browser, "nonsense")
    assert tool.count("states") == before
