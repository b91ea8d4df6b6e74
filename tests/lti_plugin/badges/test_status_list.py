"""Which badges are revoked."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges import schema, status_list
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import read
from tests.support.badges import AT, LIST, Organisation

INDICES = st.sets(st.integers(0, status_list.SIZE - 1), max_size=20)


def packed(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")


def code_of(text: object, index: int = 0) -> str:
    with pytest.raises(BadgeFailure) as caught:
        status_list.is_set(text, index)
    return caught.value.code


@given(INDICES, st.integers(0, status_list.SIZE - 1))
@settings(deadline=None)
def test_just_those_are_set_that_were_revoked(revoked: set[int], other: int) -> None:
    text = status_list.encoded(revoked)
    assert all(status_list.is_set(text, index) for index in revoked)
    assert status_list.is_set(text, other) == (other in revoked)


def test_the_first_bit_is_the_highest_of_the_first_byte() -> None:
    text = status_list.encoded([0, 15])
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert bits == b"\x80\x01" + b"\0" * (16_384 - 2)


def test_the_same_list_is_the_same_text() -> None:
    assert status_list.encoded([5, 7]) == status_list.encoded([7, 5, 7])
    assert len(status_list.encoded([])) < 100


@pytest.mark.parametrize("index", [-1, status_list.SIZE, 10**9])
def test_there_are_only_so_many_places(index: int) -> None:
    with pytest.raises(ValueError, match="no bit"):
        status_list.encoded([index])
    assert code_of(status_list.encoded([]), index) == "status"


@pytest.mark.parametrize(
    "text",
    [
        None, 5, "", "u", "z111", "uAAAA", "u!!!!", "u=", "ué", status_list.encoded([])[1:],
        status_list.encoded([])[:-4], status_list.encoded([]) + "AAAA",
        "u" + base64.urlsafe_b64encode(b"\0" * 16_384).decode(),
        packed(b""), packed(b"\0" * 16_383), "u" + status_list.encoded([])[1:] * 2,
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(text: object) -> None:
    assert code_of(text) == "status"


def test_two_lists_packed_together_are_refused() -> None:
    # One reader would see the first of them, another both.
    part = gzip.compress(b"\0" * 16_384, mtime=0)
    text = "u" + base64.urlsafe_b64encode(part + part).decode().rstrip("=")
    assert code_of(text) == "status"


def test_a_larger_list_is_read_but_not_a_huge_one() -> None:
    assert status_list.is_set(packed(b"\0" * 2_000_000 + b"\x01"), 16_000_007)
    assert code_of(packed(b"\0" * (status_list.LARGEST_BYTES + 1))) == "status"
    assert code_of(packed(b"\0" * 64 * 1024 * 1024)) == "status"


@pytest.mark.parametrize("index", [0, 42, status_list.SIZE - 1])
def test_a_badge_tells_its_place(index: int) -> None:
    entry = status_list.entry(LIST, index)
    assert status_list.index_of(entry) == index
    schema.check(Organisation().unsigned(status=entry))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "StatusList2021Entry"},
        {"type": ["BitstringStatusListEntry"]},
        {"statusPurpose": "suspension"},
        {"statusPurpose": None},
        {"statusSize": 2},
        {"statusSize": "1"},
        {"statusListIndex": 5},
        {"statusListIndex": None},
        {"statusListIndex": ""},
        {"statusListIndex": "-1"},
        {"statusListIndex": "+1"},
        {"statusListIndex": " 1"},
        {"statusListIndex": "1.0"},
        {"statusListIndex": "0x1"},
        {"statusListIndex": "٣"},
        {"statusListIndex": "²"},
        {"statusListIndex": "1" * 13},
    ],
)
def test_a_place_that_is_none_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadgeFailure) as caught:
        status_list.index_of({**status_list.entry(LIST, 5), **change})
    assert caught.value.code == "status"


def test_a_list_says_how_long_it_is_good() -> None:
    document = status_list.credential(LIST, Organisation().did, [5], AT)
    assert read(document["validUntil"]) - read(document["validFrom"]) == status_list.GOOD_FOR
    assert status_list.is_set(document["credentialSubject"]["encodedList"], 5)
    assert Organisation().sign(document)["proof"]
