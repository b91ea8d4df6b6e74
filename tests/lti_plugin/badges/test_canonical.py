"""What is signed of a document: all that its JSON says, spelled in one way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges.canonical import MOST_BLANK, statements
from lti_plugin.badges.contexts import CREDENTIALS, EXTENSIONS, MULTIKEY, OPEN_BADGES
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import Organisation

BADGE = Organisation().unsigned()
# Control characters are refused, but for those that end a line or stand between words.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\t\n\r"))


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    document = copy.deepcopy(BADGE)
    change(document)
    return document


def code_of(change: Callable[[dict[str, Any]], Any]) -> str:
    with pytest.raises(BadgeFailure) as caught:
        statements(changed(change))
    return caught.value.code


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def literal(text: str) -> str:
    """Return a text as canonical N-Quads write it."""
    for given_, written in (
        ("\\", "\\\\"),
        ("\t", "\\t"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ('"', '\\"'),
    ):
        text = text.replace(given_, written)
    return f'"{text}"'


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_text_is_signed_as_it_is(text: str) -> None:
    said = statements({**BADGE, "name": text}).decode()
    assert f"<{BADGE['id']}> <https://schema.org/name> {literal(text)} .\n" in said


def test_the_order_of_members_does_not_matter() -> None:
    assert statements(dict(reversed(BADGE.items()))) == statements(BADGE)


def test_every_text_of_a_badge_is_signed() -> None:
    said = statements(BADGE).decode()
    for text in _texts({name: each for name, each in BADGE.items() if name != "@context"}):
        assert text in said or text in {"VerifiableCredential", "1EdTechJsonSchemaValidator2019"}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "contexts",
    [
        None,
        [],
        {},
        "",
        OPEN_BADGES,
        [OPEN_BADGES, CREDENTIALS],
        [CREDENTIALS, CREDENTIALS],
        [CREDENTIALS, {"x": "urn:x"}],
        [{"@import": CREDENTIALS}],
        [CREDENTIALS, None],
        [[CREDENTIALS]],
        [CREDENTIALS, "https://example.org/own.json"],
        [CREDENTIALS, 1],
        [CREDENTIALS, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
        [CREDENTIALS, OPEN_BADGES, EXTENSIONS, MULTIKEY, *(f"urn:{number}" for number in range(8))],
    ],
)
def test_contexts_are_pinned_ones_in_their_order(contexts: Any) -> None:
    assert code_of(lambda document: document.update({"@context": contexts})) == "context"


def test_a_document_without_contexts_is_refused() -> None:
    assert code_of(lambda document: document.pop("@context")) == "context"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("medal", "gold"),
        ("https://schema.org/name", "a"),
        ("xsd:string", "a"),
        ("https://www.w3.org/2018/credentials#validUntil", "2026-11-22T12:00:00Z"),
        ("@type", ["VerifiableCredential"]),
        ("@id", "urn:a"),
        ("@graph", [{"id": "urn:a"}]),
        ("@reverse", {"evidence": "urn:a"}),
        ("@included", [{"id": "urn:a"}]),
        ("@nest", {"name": "a"}),
    ],
)
def test_a_member_that_no_context_defines_is_refused_wherever_it_stands(
    name: str, value: Any
) -> None:
    assert code_of(lambda document: document.update({name: value})) == "spelling"
    assert code_of(lambda document: achievement(document).update({name: value})) == "spelling"
    assert code_of(lambda document: document["evidence"][0].update({name: value})) == "spelling"


@pytest.mark.parametrize(
    "change",
    [
        lambda document: achievement(document).update({"@context": CREDENTIALS}),
        lambda document: document.update(name={"@value": "a", "@language": "en"}),
        lambda document: document.update(evidence=[[document["evidence"][0]]]),
        # Terms of one kind of thing in another.
        lambda document: document.update(targetName="a"),
        lambda document: achievement(document).update(validUntil="2026-11-22T12:00:00Z"),
        lambda document: document["evidence"][0].update(
            credentialStatus=document["credentialStatus"]
        ),
        # Their full names.
        lambda document: document["type"].append(
            "https://www.w3.org/2018/credentials#VerifiableCredential"
        ),
    ],
)
def test_other_ways_to_say_it_are_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    assert code_of(change) == "spelling"


@pytest.mark.parametrize("kind", ["Medal", "a b", "_:b0", "", "#x", "./x", "a\\b:c"])
def test_a_type_that_no_context_defines_is_refused(kind: str) -> None:
    assert code_of(lambda document: document["type"].append(kind)) in {"address", "spelling"}


@pytest.mark.parametrize(
    "name", ["a b", "https://example.org/a b", "_:b0", "x", "", "a\\b:c", 5, True]
)
def test_an_id_that_would_not_be_signed_is_refused(name: Any) -> None:
    code = code_of(lambda document: document["evidence"].append({"id": name, "type": ["Evidence"]}))
    assert code in {"address", "spelling", "json-ld"}


@pytest.mark.parametrize("empty", [None, []])
def test_a_member_that_says_nothing_is_refused(empty: Any) -> None:
    assert code_of(lambda document: document.update(evidence=empty)) == "empty"
    assert code_of(lambda document: achievement(document).update(tag=empty)) == "empty"


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x1b", "\x7f"])
def test_control_characters_are_refused(character: str) -> None:
    # Readers differ in how they write them, and so in what they take to be signed.
    assert code_of(lambda document: document.update(name=f"a{character}b")) == "control"
    assert code_of(lambda document: achievement(document)["tag"].append(character)) == "control"


def test_a_thing_described_twice_is_refused() -> None:
    def twice(document: dict[str, Any]) -> None:
        document["evidence"][0]["id"] = document["id"]

    assert code_of(twice) == "described"


def test_an_id_alone_may_stand_in_an_object_or_by_itself() -> None:
    url = "https://example.org/criteria"
    alone = changed(lambda document: achievement(document).update(criteria=url))
    within = changed(lambda document: achievement(document).update(criteria={"id": url}))
    assert statements(alone) == statements(within)


def test_one_may_stand_in_a_list_or_by_itself() -> None:
    alone = changed(lambda document: document.update(evidence=document["evidence"][0]))
    assert statements(alone) == statements(BADGE)


def test_too_many_parts_without_an_id_are_refused() -> None:
    many = [{"type": ["Evidence"], "name": str(number)} for number in range(MOST_BLANK)]
    assert code_of(lambda document: document.update(evidence=many)) == "too-many"


def test_many_threads_get_the_same() -> None:
    # pyld's caches are not made for it.
    documents = [{**BADGE, "name": f"badge {number}"} for number in range(40)]
    expected = [statements(each) for each in documents]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(statements, documents)) == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(-1, 1)
    | st.sampled_from(["a", "id", "@id", "urn:a", "xsd:a", "_:a", "Evidence", "Profile", " "]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "name", "tag", "x", "evidence"]), inner)
    ),
    max_leaves=5,
)
PLACES = ("id", "type", "name", "issuer", "validFrom", "evidence", "credentialSubject", "proof")


@pytest.mark.full
@given(st.sampled_from(PLACES), st.sampled_from([BADGE, achievement(BADGE)]), JSON)
@settings(max_examples=200, deadline=None)
def test_whatever_is_given_is_signed_or_refused(name: str, within: Any, value: Any) -> None:
    document = copy.deepcopy(BADGE)
    (document if within is BADGE else achievement(document))[name] = value
    with suppress(BadgeFailure):
        assert isinstance(statements(document), bytes)
