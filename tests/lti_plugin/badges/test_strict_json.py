"""JSON is read once, whole, and in one way."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.badges import strict_json
from lti_plugin.badges.failures import BadgeFailure

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # Half of a character is none.
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


def code_of(text: bytes | str) -> str:
    with pytest.raises(BadgeFailure) as caught:
        strict_json.read(text)
    return caught.value.code


@pytest.mark.full
@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert strict_json.read(strict_json.compact(value)) == value


@given(st.binary() | st.text())
def test_whatever_is_given_is_read_or_refused(text: bytes | str) -> None:
    with suppress(BadgeFailure):
        strict_json.compact(strict_json.read(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "nul", "{'a':1}", '{"a":1,}', "[1] 2", "NaN", "Infinity", "-Infinity", "\ufeff{}",
        '"\\ud800"', '{"\\udfff":1}', '"\ud800"', "1e999", "[-1e999]", "1" * 5000,
        b"\xff", b'"\xc3"', b'"\xed\xa0\x80"', b'{"a":"\n"}',
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(text: bytes | str) -> None:
    assert code_of(text) == "not-json"


def test_two_halves_of_a_character_are_one() -> None:
    assert strict_json.read(r'"\ud83c\udf93"') == "🎓"


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', '[{"b":{"a":1,"c":2,"\\u0061":3}}]'])
def test_a_member_that_stands_twice_is_refused(text: str) -> None:
    assert code_of(text) == "twice"


def test_size_and_depth_have_an_end() -> None:
    largest = '"' + "é" * ((strict_json.LARGEST - 2) // 2) + '"'
    assert len(strict_json.read(largest)) == len(largest) - 2
    assert code_of(largest + " ") == "too-large"
    deepest = "[" * strict_json.DEEPEST + "]" * strict_json.DEEPEST
    assert strict_json.read(deepest)
    assert code_of(f"[{deepest}]") == "too-deep"
    assert code_of('{"a":' * 10_000 + "1" + "}" * 10_000) == "too-deep"


def test_brackets_within_a_text_are_no_depth() -> None:
    assert strict_json.read(json.dumps(['[{"' * 100, '\\"[' * 100])) == ['[{"' * 100, '\\"[' * 100]


@pytest.mark.parametrize("part", ['\\"', '"', "\\", '{"', '",', '\\"['])
def test_a_hostile_text_takes_no_longer_than_another_of_its_size(part: str) -> None:
    text = '{"a":"' + part * ((strict_json.LARGEST - 10) // len(part))
    began = time.process_time()
    assert code_of(text) in {"not-json", "too-deep"}
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", ["[]", "1", '"a"', "null"])
def test_an_object_is_wanted_and_nothing_else(text: str) -> None:
    with pytest.raises(BadgeFailure, match="not an object"):
        strict_json.read_object(text)
    assert strict_json.read_object('{"a":1}') == {"a": 1}


def test_texts_are_written_as_they_are_without_spaces() -> None:
    assert strict_json.compact({"a": ["é", 1]}) == '{"a":["é",1]}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        strict_json.compact(float("nan"))
