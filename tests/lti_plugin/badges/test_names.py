"""What is named in a badge is an address, and described in one place."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.badges import names
from lti_plugin.badges.failures import BadgeFailure

NAME = "https://schema.org/name"


def code_of(expanded: Any) -> str | None:
    try:
        names.check(expanded)
    except BadgeFailure as failure:
        return failure.code
    return None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org", "urn:uuid:1", "did:web:example.org#k", "mailto:a@example.org",
        "x-a.b+c:1", "https://example.org/ü?q='(1)'", "https://example.org/日本語",
    ],
)  # fmt: skip
def test_addresses_are_signed_as_they_stand(text: str) -> None:
    assert names.is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        None, 1, "", "foo", "foo/bar", "/foo", "#foo", "//example.org", ":", "urn:", "_:b0", "1a:b",
        "a\\b:c", "é:b", "https://example.org/a b", "https://example.org/\t", "urn:a\n",
        "urn:a\u3000", "urn:a\u2028b", "urn:a>", "urn:<a", 'urn:"', "urn:{a}",
        "urn:a|b", "urn:a^b", "urn:a`b",
        "urn:a\\u0020b", "urn:a\x00", "urn:x> <urn:p> <urn:o> .\n<urn:y",
    ],
)  # fmt: skip
def test_anything_else_would_not_be_signed_as_it_stands(text: object) -> None:
    assert not names.is_address(text)
    assert code_of([{"@id": text, NAME: [{"@value": "a"}]}]) == "address"
    assert code_of([{"@id": "urn:a", "@type": ["urn:b", text]}]) == "address"
    assert code_of([{"@id": "urn:a", NAME: [{"@value": "a", "@type": text}]}]) == "address"


def test_a_thing_is_described_in_one_place() -> None:
    whole = {"@id": "urn:a", NAME: [{"@value": "a"}]}
    more = {**whole, "urn:until": [{"@value": "2026"}]}
    assert code_of([{"@id": "urn:b", "urn:p": [whole], "urn:q": [more]}]) == "described"
    assert code_of([{**whole, "urn:p": [more]}]) == "described"


def test_it_may_be_referred_to_and_told_again_in_the_same_words() -> None:
    whole = {"@id": "urn:a", "@type": ["urn:t"], NAME: [{"@value": "a"}]}
    bare = {"@id": "urn:a", "@type": ["urn:t"]}
    assert code_of([{"@id": "urn:b", "urn:p": [whole, bare, {"@id": "urn:a"}, whole]}]) is None


def test_things_without_a_name_are_never_the_same() -> None:
    parts = [{NAME: [{"@value": "a"}]}, {NAME: [{"@value": "b"}]}]
    assert code_of([{"@id": "urn:b", "urn:p": parts}]) is None


def test_what_stands_in_a_graph_of_its_own_is_not_mixed_with_the_rest() -> None:
    inner = {"@id": "urn:a", NAME: [{"@value": "b"}]}
    outer = {"@id": "urn:a", NAME: [{"@value": "a"}], "urn:p": [{"@graph": [inner]}]}
    assert code_of([outer]) is None
    assert code_of([{"@graph": [inner, {**inner, NAME: []}]}]) == "described"
