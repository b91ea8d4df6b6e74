"""Whose badge it is, for those who know already."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.badges.recipient import (
    EMAIL,
    LTI_USER,
    Recipient,
    hashed,
    identity_object,
    is_meant,
    new_salt,
)

ADDRESS = "learner@example.org"


@given(st.sampled_from([EMAIL, LTI_USER]), st.text(st.characters(codec="utf-8")))
def test_what_was_normalised_is_normal(kind: str, identity: str) -> None:
    once = Recipient(kind, identity).normalised
    assert Recipient(kind, once).normalised == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    "identity",
    [ADDRESS, "Learner@Example.org", " learner@example.org\n", "\u00a0LEARNER@EXAMPLE.ORG\u3000"],
)
def test_an_address_has_no_case_and_no_spaces_around_it(identity: str) -> None:
    assert is_meant(identity_object(Recipient(EMAIL, identity), "s"), Recipient(EMAIL, ADDRESS))
    assert is_meant(identity_object(Recipient(EMAIL, ADDRESS), "s"), Recipient(EMAIL, identity))


def test_an_accent_is_the_same_however_it_is_written() -> None:
    composed, apart = (
        Recipient(EMAIL, "jos\u00e9@example.org"),
        Recipient(EMAIL, "jose\u0301@example.org"),
    )
    assert hashed(composed, "s") == hashed(apart, "s")


@pytest.mark.parametrize(
    "other",
    [
        "learner+a@example.org",
        "l.earner@example.org",
        "learner@example.com",
        "",
        "learner@exämple.org",
    ],
)
def test_another_address_is_another_person(other: str) -> None:
    assert not is_meant(identity_object(Recipient(EMAIL, ADDRESS), "s"), Recipient(EMAIL, other))


def test_the_name_of_an_lti_user_has_a_case() -> None:
    assert not is_meant(identity_object(Recipient(LTI_USER, "A1"), "s"), Recipient(LTI_USER, "a1"))
    assert is_meant(identity_object(Recipient(LTI_USER, "A1"), "s"), Recipient(LTI_USER, "A1"))


def test_an_identity_of_another_kind_is_another_person() -> None:
    found = identity_object(Recipient(EMAIL, "a1"), "s")
    assert not is_meant(found, Recipient(LTI_USER, "a1"))


def test_the_hash_is_that_of_open_badges() -> None:
    expected = sha256(b"learner@example.orgs4lt").hexdigest()
    assert hashed(Recipient(EMAIL, ADDRESS), "s4lt") == f"sha256${expected}"


def test_two_badges_of_a_person_are_not_told_to_be_theirs() -> None:
    salts = {new_salt() for _ in range(50)}
    assert len({hashed(Recipient(EMAIL, ADDRESS), salt) for salt in salts}) == 50
    assert ADDRESS not in str(identity_object(Recipient(EMAIL, ADDRESS), new_salt()))


@pytest.mark.parametrize(
    "change",
    [
        {"identityHash": None},
        {"identityHash": 5},
        {"salt": None},
        {"salt": "other"},
        {"salt": 5},
        {"identityType": "userName"},
        {"identityType": None},
        {"hashed": False},
        {"hashed": "true"},
        {"hashed": 1},
        {"identityHash": "sha256$"},
        {"identityHash": "é"},
    ],
)
def test_what_does_not_fit_means_nobody(change: dict[str, Any]) -> None:
    known = Recipient(EMAIL, ADDRESS)
    assert not is_meant({**identity_object(known, "s"), **change}, known)


def test_an_identity_may_stand_there_openly() -> None:
    known = Recipient(EMAIL, ADDRESS)
    told = {"identityType": EMAIL, "hashed": False, "identityHash": "Learner@example.org"}
    assert is_meant(told, known)
    assert not is_meant({**told, "identityHash": "other@example.org"}, known)


def test_a_hash_without_a_salt_is_one() -> None:
    known = Recipient(EMAIL, ADDRESS)
    told = {"identityType": EMAIL, "hashed": True, "identityHash": hashed(known, "")}
    assert is_meant(told, known)
