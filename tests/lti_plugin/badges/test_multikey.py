"""Keys and signatures in base58."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.badges import multikey
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import key_of


@given(st.binary(max_size=100))
def test_bytes_come_back(raw: bytes) -> None:
    assert multikey.from_base58(multikey.to_base58(raw)) == raw


@given(st.text(st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")))
def test_a_text_is_written_in_one_way(digits: str) -> None:
    assert multikey.to_base58(multikey.from_base58(f"z{digits}")) == f"z{digits}"


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"", "z"), (b"\0", "z1"), (b"Hello World!", "z2NEpo7TZRRrLZSi2U"), (b"\0\0a", "z112g")],
)
def test_known_values(raw: bytes, text: str) -> None:
    assert multikey.to_base58(raw) == text


@pytest.mark.parametrize("text", ["", "2g", "u2g", "z0", "zO", "zI", "zl", "z ", "zé", "z" * 513])
def test_what_is_no_base58_is_refused(text: str) -> None:
    with pytest.raises(BadgeFailure) as caught:
        multikey.from_base58(text)
    assert caught.value.code == "multibase"


@given(st.integers(0, 255))
def test_a_key_comes_back(seed: int) -> None:
    key = key_of(seed).public_key()
    text = multikey.to_multikey(key)
    assert text.startswith("z6Mk")
    assert multikey.from_multikey(text).public_bytes_raw() == key.public_bytes_raw()


@pytest.mark.parametrize(
    "raw", [b"", b"\xed\x01", b"\xed\x01" + b"\1" * 31, b"\xed\x01" + b"\1" * 33, b"\x80\x24" * 17]
)
def test_other_keys_are_refused(raw: bytes) -> None:
    with pytest.raises(BadgeFailure) as caught:
        multikey.from_multikey(multikey.to_base58(raw))
    assert caught.value.code == "key"
