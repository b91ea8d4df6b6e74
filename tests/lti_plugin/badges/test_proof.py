"""Data Integrity proofs: what is signed, and by whom."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld  # type: ignore[import-untyped]  # it has no types

from lti_plugin.badges import contexts, proof
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import AT, Organisation, key_of

ISSUER = Organisation()
SIGNED = ISSUER.badge()


def owners_key(method: str) -> Ed25519PublicKey:
    assert method == ISSUER.method
    return ISSUER.key.public_key()


def code_of(**members: Any) -> str:
    """Return why a badge is refused whose proof has these members; None takes one out."""
    changed = {**SIGNED["proof"], **members}
    kept = {name: each for name, each in changed.items() if each is not None}
    with pytest.raises(BadgeFailure) as caught:
        proof.check({**SIGNED, "proof": kept}, lambda _: ISSUER.key.public_key())
    return caught.value.code


def test_what_is_signed_is_checked_and_unchanged() -> None:
    proof.check(SIGNED, owners_key)
    assert {name: each for name, each in SIGNED.items() if name != "proof"} == ISSUER.unsigned()
    assert set(SIGNED["proof"]) == set(proof.MEMBERS)


def test_the_same_badge_has_the_same_proof() -> None:
    assert ISSUER.badge() == SIGNED
    later = ISSUER.sign(ISSUER.unsigned(), AT + timedelta(seconds=1))
    assert later["proof"]["proofValue"] != SIGNED["proof"]["proofValue"]


def test_statements_of_the_proof_are_those_of_json_ld() -> None:
    options = {name: each for name, each in SIGNED["proof"].items() if name != "proofValue"}
    for others in ([], [contexts.OPEN_BADGES], [contexts.OPEN_BADGES, contexts.EXTENSIONS]):
        said = jsonld.normalize(
            {"@context": [contexts.CREDENTIALS, *others], **options},
            options={
                "algorithm": "URDNA2015",
                "format": "application/n-quads",
                "documentLoader": contexts.loader,
            },
        )
        assert proof._OPTIONS.format_map(options) == said


@pytest.mark.full
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
@settings(max_examples=30, deadline=None)
def test_any_name_is_signed(name: str) -> None:
    signed = ISSUER.sign({**ISSUER.unsigned(), "name": name})
    proof.check(signed, owners_key)
    with pytest.raises(BadgeFailure) as caught:
        proof.check({**signed, "name": f"{name} "}, owners_key)
    assert caught.value.code == "signature"


@pytest.mark.parametrize("given_", [None, [], "a", [SIGNED["proof"]], [SIGNED["proof"]] * 2, {}])
def test_there_is_one_proof(given_: Any) -> None:
    with pytest.raises(BadgeFailure) as caught:
        proof.check({**SIGNED, "proof": given_}, owners_key)
    assert caught.value.code == "proof"


def test_a_badge_without_a_proof_is_refused() -> None:
    with pytest.raises(BadgeFailure, match="no proof"):
        proof.check(ISSUER.unsigned(), owners_key)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"type": "Ed25519Signature2020"}, "proof"),
        ({"type": ["DataIntegrityProof"]}, "proof"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "proof"),
        ({"proofPurpose": "authentication"}, "proof"),
        ({"created": None}, "proof"),
        ({"verificationMethod": None}, "proof"),
        ({"verificationMethod": {"id": ISSUER.method}}, "proof"),
        ({"verificationMethod": "key-1"}, "proof"),
        ({"verificationMethod": "urn:a> .\n<urn:b"}, "proof"),
        ({"domain": "example.org"}, "proof"),
        ({"@context": contexts.CREDENTIALS}, "proof"),
        ({"proofValue": 5}, "proof"),
        ({"created": "yesterday"}, "moment"),
        ({"created": '2026-11-22T12:00:00Z" .'}, "moment"),
        ({"created": "2026-11-22T12:00:01Z"}, "signature"),
        ({"created": "2026-11-22T12:00:00.0Z"}, "signature"),
        ({"verificationMethod": f"{ISSUER.method}x"}, "signature"),
        ({"proofValue": "z"}, "signature"),
        ({"proofValue": SIGNED["proof"]["proofValue"] + "1"}, "signature"),
        ({"proofValue": "z1" + SIGNED["proof"]["proofValue"][1:]}, "signature"),
        ({"proofValue": "u" + SIGNED["proof"]["proofValue"][1:]}, "multibase"),
    ],
)
def test_a_changed_proof_is_refused(members: dict[str, Any], code: str) -> None:
    assert code_of(**members) == code


def test_a_key_that_nobody_vouches_for_is_refused() -> None:
    def nobodys(_method: str) -> Ed25519PublicKey:
        raise BadgeFailure("key", "nobody's")

    with pytest.raises(BadgeFailure) as caught:
        proof.check(SIGNED, nobodys)
    assert caught.value.code == "key"
    with pytest.raises(BadgeFailure) as caught:
        proof.check(SIGNED, lambda _: key_of(9).public_key())
    assert caught.value.code == "signature"


def test_nothing_is_signed_that_would_not_be_said() -> None:
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.sign({**ISSUER.unsigned(), "medal": "gold"})
    assert caught.value.code == "spelling"


def test_signing_leaves_the_document_alone() -> None:
    before = ISSUER.unsigned()
    copied = copy.deepcopy(before)
    ISSUER.sign(before)
    assert before == copied
