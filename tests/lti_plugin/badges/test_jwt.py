"""The same badge as a JWT."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from lti_plugin.badges import jwt, strict_json
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import ACHIEVEMENT, AT, Organisation

ISSUER = Organisation()
UNSIGNED = ISSUER.unsigned()
TOKEN = ISSUER.token(UNSIGNED)
PAYLOAD = strict_json.read_object(jws.extract_compact(TOKEN.encode()).payload)


def owners_key(_method: str) -> RSAKey:
    return RSAKey.import_key(ISSUER.rsa.as_dict(private=False))


def code_of(token: str) -> str:
    with pytest.raises(BadgeFailure) as caught:
        jwt.decoded(token, owners_key)
    return caught.value.code


def segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(payload: Any, **header: Any) -> str:
    """Return a token of the issuer with this payload and these changes to its header."""
    whole = {"alg": "RS256", "kid": ISSUER.jwk_method, "typ": "JWT", **header}
    registry = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    return jws.serialize_compact(whole, strict_json.compact(payload), ISSUER.rsa, registry=registry)


def test_a_badge_comes_back() -> None:
    assert jwt.decoded(TOKEN, owners_key) == UNSIGNED
    assert jwt.decoded(f" {TOKEN}\n", owners_key) == UNSIGNED
    assert jwt.unchecked(TOKEN) == UNSIGNED


@pytest.mark.parametrize(
    "name", ["🎓 日本語", "שלום", "\u202eabc", "e\u0301", "n" * 10_000, '"\\\n\t']
)
def test_any_name_comes_back(name: str) -> None:
    document = ISSUER.unsigned(replace(ACHIEVEMENT, name=name))
    assert jwt.decoded(ISSUER.token(document), owners_key)["name"] == name


def test_a_long_badge_of_an_issuer_with_a_long_name_comes_back() -> None:
    issuer = Organisation("badges.example.org", *["a" * 48] * 9)
    document = issuer.unsigned(replace(ACHIEVEMENT, narrative="n" * 240_000))
    assert len(issuer.did) < 500
    assert jwt.decoded(issuer.token(document), owners_key) == document


def test_the_claims_are_those_of_the_badge() -> None:
    assert PAYLOAD["iss"] == UNSIGNED["issuer"]["id"]
    assert PAYLOAD["jti"] == UNSIGNED["id"]
    assert PAYLOAD["sub"] == UNSIGNED["credentialSubject"]["id"]
    assert PAYLOAD["nbf"] == AT.timestamp()
    assert PAYLOAD["exp"] == (AT + timedelta(days=365)).timestamp()
    assert "vc" not in PAYLOAD
    header = jws.extract_compact(TOKEN.encode()).protected
    assert header == {"alg": "RS256", "kid": ISSUER.jwk_method, "typ": "JWT"}


def test_without_an_expiry_there_is_no_claim_of_one() -> None:
    token = ISSUER.token(ISSUER.unsigned(expires=None))
    assert "exp" not in strict_json.read_object(jws.extract_compact(token.encode()).payload)
    assert "validUntil" not in jwt.decoded(token, owners_key)


def test_a_subject_without_an_id_has_no_jwt() -> None:
    subject = {name: each for name, each in UNSIGNED["credentialSubject"].items() if name != "id"}
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.token({**UNSIGNED, "credentialSubject": subject})
    assert caught.value.code == "subject"


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
@pytest.mark.parametrize("value", ["did:web:example.org", 0, 5.5, True, None, [], PAYLOAD])
def test_a_claim_that_differs_from_the_badge_is_refused(claim: str, value: Any) -> None:
    assert code_of(signed({**PAYLOAD, claim: value})) == "claims"


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
def test_a_claim_that_is_left_out_is_refused(claim: str) -> None:
    left = {name: each for name, each in PAYLOAD.items() if name != claim}
    assert code_of(signed(left)) == "claims"


def test_an_expiry_that_the_badge_does_not_have_is_refused() -> None:
    left = {name: each for name, each in PAYLOAD.items() if name != "validUntil"}
    assert code_of(signed(left)) == "claims"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"jwk": {"kty": "RSA"}}, "header"),
        ({"jku": "https://example.org/keys"}, "header"),
        ({"x5u": "https://example.org/keys"}, "header"),
        ({"x5c": []}, "header"),
        ({"crit": ["exp"]}, "header"),
        ({"kid": 5}, "header"),
        ({"kid": None}, "header"),
        ({"alg": "none"}, "algorithm"),
        ({"alg": "HS256"}, "algorithm"),
        ({"alg": "RS512"}, "algorithm"),
        ({"alg": "EdDSA"}, "algorithm"),
        ({"alg": None}, "algorithm"),
    ],
)
def test_a_header_that_asks_for_another_key_or_way_is_refused_before_any_key_is_sought(
    header: dict[str, Any], code: str
) -> None:
    _, payload, signature = TOKEN.split(".")
    whole = {"alg": "RS256", "kid": ISSUER.jwk_method, "typ": "JWT", **header}
    forged = f"{segment(strict_json.compact(whole))}.{payload}.{signature}"
    with pytest.raises(BadgeFailure) as caught:
        jwt.decoded(forged, lambda _: pytest.fail("a key was sought"))
    # A reader of tokens may refuse such a header by itself.
    assert caught.value.code in {code, "not-jwt"}


def test_the_signature_is_written_in_one_way() -> None:
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    body, last = TOKEN[:-1], TOKEN[-1]
    for other in digits.replace(last, ""):
        assert code_of(body + other) == "signature"
    for more in ("=", "==", "!", "A", "."):
        assert code_of(TOKEN + more) in {"signature", "not-jwt"}


def test_another_payload_or_signature_is_refused() -> None:
    header, _, signature = TOKEN.split(".")
    other = segment(strict_json.compact({**PAYLOAD, "name": "x"}))
    assert code_of(f"{header}.{other}.{signature}") == "signature"
    assert code_of(f"{TOKEN[:-342]}") == "signature"


@pytest.mark.parametrize("payload", [b"", b"[]", b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b"\xff"])
def test_a_payload_is_one_object(payload: bytes) -> None:
    header, _, signature = TOKEN.split(".")
    assert code_of(f"{header}.{segment(payload)}.{signature}") in {"not-json", "twice"}


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "é.é", "{}", "\ud800"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert code_of(token) == "not-jwt"
    with pytest.raises(BadgeFailure):
        jwt.unchecked(token)


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("did:web:a", "did:web:a"),
        ({"id": "did:web:a"}, "did:web:a"),
        ({}, None),
        ([], None),
        (5, None),
        ({"id": 5}, None),
        (None, None),
    ],
)
def test_the_issuer_stands_alone_or_in_a_profile(issuer: Any, name: str | None) -> None:
    assert jwt.issuer_of({"issuer": issuer}) == name
