"""did:web: names that are addresses, and the keys that stand there."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.badges import did
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import Organisation, key_of

ISSUER = Organisation()
STEPS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(
    lambda step: step not in {".", ".."} and "/" not in step
)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org%3a8443:a", "https://example.org:8443/a/did.json"),
        ("did:web:example.org:t:acme", "https://example.org/t/acme/did.json"),
        ("did:web:example.org:a%20b", "https://example.org/a%20b/did.json"),
    ],
)
def test_a_name_is_an_address(name: str, address: str) -> None:
    assert did.address_of(name) == address


@given(st.lists(STEPS, max_size=3))
def test_names_that_are_made_here_are_read_here(steps: list[str]) -> None:
    name = did.did_web("example.org:8443", *steps)
    address = did.address_of(name)
    assert address.startswith("https://example.org:8443/")
    assert address.count("/") == 4 + max(len(steps) - 1, 0)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "did:web:",
        "did:web",
        "did:key:z6Mk",
        "web:example.org",
        "DID:WEB:example.org",
        "https://example.org",
        "did:web:example.org:",
        "did:web:example.org::a",
        "did:web:a@b",
        "did:web:example.org/a",
        "did:web:example.org?a",
        "did:web:example.org#a",
        "did:web: a",
        "did:web:example.org%2Fa",
        "did:web:example.org%40b",
        "did:web:example.org%3A",
        "did:web:[::1]",
        "did:web:example.org%3A1234567",
        "did:web:example.org%3A٣",
        "did:web:exämple.org",
        "did:web:example.org:..",
        "did:web:example.org:%2e%2E",
        "did:web:example.org:.",
        "did:web:example.org:a%2F..%2Fb",
        "did:web:example.org:a%2fb",
        "did:web:example.org:%zz",
        "did:web:example.org:a/b",
        "did:web:example.org\n",
        "did:web:example.org:a\n",
        "did:web:example.org:a?",
        "did:web:example.org:" + "a" * 500,
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadgeFailure) as caught:
        did.address_of(name)
    assert caught.value.code == "issuer"


def code_of(change: Callable[[dict[str, Any]], Any], method: str = ISSUER.method) -> str:
    published = copy.deepcopy(ISSUER.published)
    change(published)
    with pytest.raises(BadgeFailure) as caught:
        did.key_in(published, ISSUER.did, method)
    return caught.value.code


def test_published_keys_are_found() -> None:
    older = key_of(7)
    keys = [ISSUER.key.public_key(), older.public_key()]
    published = did.document(ISSUER.did, keys, [ISSUER.rsa.as_dict(private=False)])
    for key in keys:
        found = did.key_in(published, ISSUER.did, did.method_of(ISSUER.did, key))
        assert found.public_bytes_raw() == key.public_bytes_raw()
    assert did.jwk_in(published, ISSUER.did, ISSUER.jwk_method) == ISSUER.rsa.as_dict(private=False)
    assert published["verificationMethod"][0]["id"] == ISSUER.method


def first(published: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = published["verificationMethod"][0]
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda published: published.update(id="did:web:example.org"),
        lambda published: published.pop("id"),
        lambda published: published.pop("verificationMethod"),
        lambda published: published.update(verificationMethod={}),
        lambda published: published.update(verificationMethod=[None, 5, "a", ISSUER.method]),
        lambda published: published["verificationMethod"].append(first(published)),
        lambda published: published.pop("assertionMethod"),
        lambda published: published.update(assertionMethod=[]),
        lambda published: published.update(assertionMethod=ISSUER.method),
        lambda published: published.update(assertionMethod=[{"id": ISSUER.method}]),
        lambda published: first(published).update(controller="did:web:example.org"),
        lambda published: first(published).pop("controller"),
        lambda published: first(published).update(type="JsonWebKey"),
        lambda published: first(published).pop("publicKeyMultibase"),
        lambda published: first(published).update(publicKeyMultibase=5),
        lambda published: first(published).update(publicKeyMultibase="z111"),
        lambda published: first(published).update(id=f"{ISSUER.did}#other"),
        lambda published: first(published).update(secretKeyMultibase="z3u2"),
        lambda published: first(published).update(privateKeyJwk={}),
        lambda published: published["verificationMethod"][1]["publicKeyJwk"].update(d="AA"),
    ],
)
def test_a_key_that_is_not_vouched_for_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    assert code_of(change) == "key"


@pytest.mark.parametrize(
    "method",
    [
        "",
        "key-1",
        f"{ISSUER.did}",
        f"{ISSUER.did}#",
        f"{ISSUER.did}#z6Mk",
        f"{ISSUER.did}:a#k",
        ISSUER.jwk_method,
        "did:web:example.org#" + ISSUER.method.partition("#")[2],
    ],
)
def test_a_key_is_named_exactly(method: str) -> None:
    assert code_of(lambda published: None, method) == "key"


@pytest.mark.parametrize("jwk", [None, "a", {}, {"kty": 5}])
def test_a_jwk_is_one(jwk: Any) -> None:
    published = copy.deepcopy(ISSUER.published)
    published["verificationMethod"][1]["publicKeyJwk"] = jwk
    with pytest.raises(BadgeFailure) as caught:
        did.jwk_in(published, ISSUER.did, ISSUER.jwk_method)
    assert caught.value.code == "key"


@pytest.mark.parametrize("secret", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_no_part_of_a_private_key_is_published(secret: str) -> None:
    jwk = {**ISSUER.rsa.as_dict(private=False), secret: "AA"}
    with pytest.raises(ValueError, match="private"):
        did.document(ISSUER.did, [], [jwk])
