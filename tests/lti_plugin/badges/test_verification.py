"""The checks of a badge, in their order, whatever is given."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges import baking, did, strict_json, verification
from lti_plugin.badges.recipient import EMAIL, Recipient
from tests.support.badges import AT, LEARNER, LIST, SVG, Organisation, Web, png
from tests.support.deepening import spread

ISSUER = Organisation()
BADGE = ISSUER.badge()
TEXT = strict_json.compact(BADGE)
TOKEN = ISSUER.token()
HOME = did.address_of(ISSUER.did)


@pytest.fixture
def web() -> Web:
    """A web with the issuer on it."""
    return Web(ISSUER)


@pytest.mark.parametrize(
    "given_",
    [
        TEXT,
        b"\xef\xbb\xbf" + TEXT,
        b"\n " + TEXT + b"\n",
        TOKEN.encode(),
        TOKEN.encode() + b"\n",
        baking.in_png(png(), TEXT.decode()),
        baking.in_png(png(), TOKEN),
        baking.in_svg(SVG, TEXT.decode()),
        baking.in_svg(SVG, TOKEN),
        b"\xef\xbb\xbf" + baking.in_svg(SVG, TOKEN),
    ],
    ids=[
        "json",
        "json after a mark",
        "json with spaces",
        "jwt",
        "jwt with a line",
        "json in a png",
        "jwt in a png",
        "json in an svg",
        "jwt in an svg",
        "svg after a mark",
    ],
)
def test_a_badge_is_read_from_each_of_its_forms(web: Web, given_: bytes) -> None:
    verdict = web.verdict(given_, holder=LEARNER)
    assert verdict.valid
    assert [each.name for each in verdict.checks] == [
        "form",
        "issuer",
        "signature",
        "validity",
        "status",
        "recipient",
    ]
    assert web.asked == [HOME, LIST]
    assert verdict.document is not None
    unsigned = {name: each for name, each in verdict.document.items() if name != "proof"}
    assert unsigned == ISSUER.unsigned()


def test_without_a_holder_nobody_is_asked_for(web: Web) -> None:
    assert [each.name for each in web.verdict(TEXT).checks][-1] == "status"


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        (b"", "not-jwt"),
        (b"   ", "not-jwt"),
        (b"hello", "not-jwt"),
        (b"\xff\xfe", "not-badge"),
        (b"{", "not-json"),
        (b"[]", "not-jwt"),
        (b"{}", "type"),
        (b'{"type":"OpenBadgeCredential"}', "type"),
        (b'{"type":[1,{},"VerifiableCredential"]}', "type"),
        (b"<svg/>", "picture"),
        (b'{"type":["VerifiableCredential","OpenBadgeCredential"]}', "schema"),
        (b"\x89PNG", "picture"),
        (b"GIF89a", "not-jwt"),
        (png(), "baked"),
        (SVG, "baked"),
        (baking.in_png(png(), "x"), "not-jwt"),
        (baking.in_png(png(), ""), "not-jwt"),
        (baking.in_png(png(), "{}"), "type"),
        (b"{" + b" " * 300_000 + b"}", "too-large"),
    ],
)
def test_what_is_no_badge_ends_there(web: Web, given_: bytes, code: str) -> None:
    assert web.failures(given_) == {"form": code}
    assert web.asked == []


def test_other_checks_are_made_when_one_has_failed(web: Web) -> None:
    web.pages[LIST] = ISSUER.status(90_210)
    late = AT + timedelta(days=400)
    web.pages[LIST] = ISSUER.status(90_210, at=late)
    found = web.failures({**BADGE, "name": "other"}, late, Recipient(EMAIL, "b@example.org"))
    assert found == {
        "signature": "signature",
        "validity": "expired",
        "status": "revoked",
        "recipient": "recipient",
    }


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"[]",
        b"{}",
        b"<html>",
        {"id": "did:web:example.org"},
        b'{"id":1,"id":1}',
        {"id": ["a"]},
    ],
)
def test_an_issuer_whose_document_is_not_its_own_is_none(web: Web, page: Any) -> None:
    web.pages[HOME] = page
    assert set(web.failures(BADGE)) == {"issuer"}


def test_an_issuer_that_does_not_answer_is_none(web: Web) -> None:
    web.pages.clear()
    assert web.failures(BADGE) == {"issuer": "unreachable"}


PAGES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.sampled_from([ISSUER.did, ISSUER.method, ISSUER.jwk_method, LIST, "RSA", "Multikey"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "kty", "n", "e", "controller", "publicKeyMultibase"]),
            inner,
        )
    ),
    max_leaves=6,
)


# The keys behind a badge: its own, and that of the list which says whether it is revoked.
KEYS_OF = {TEXT: [ISSUER.method], TOKEN.encode(): [ISSUER.jwk_method, ISSUER.method]}


@pytest.mark.parametrize("badge", KEYS_OF, ids=["text", "token"])
def test_an_issuer_need_name_no_keys_but_those_behind_a_badge(badge: bytes) -> None:
    keys = KEYS_OF[badge]
    web = Web(ISSUER)
    web.pages[HOME] = {**ISSUER.published, "assertionMethod": keys}
    assert web.verdict(badge).valid
    for lost in keys:
        web = Web(ISSUER)
        named = [each for each in ISSUER.published["assertionMethod"] if each != lost]
        web.pages[HOME] = {**ISSUER.published, "assertionMethod": named}
        assert not web.verdict(badge).valid


def test_an_issuer_who_publishes_the_same_again_is_known() -> None:
    web = Web(ISSUER)
    web.pages[HOME] = {**ISSUER.published, "id": ISSUER.did}
    assert web.verdict(TEXT).valid


@pytest.mark.full
@given(st.sampled_from(sorted(ISSUER.published)), PAGES, st.sampled_from([TEXT, TOKEN.encode()]))
@settings(max_examples=100, deadline=None)
def test_whatever_an_issuer_publishes_a_verdict_is_given(
    name: str, value: Any, badge: bytes
) -> None:
    web = Web(ISSUER)
    web.pages[HOME] = {**ISSUER.published, name: value}
    verdict = web.verdict(badge)
    assert verdict.valid in {True, False}
    still_named = isinstance(value, list) and all(key in value for key in KEYS_OF[badge])
    as_before = value == ISSUER.published[name] or still_named
    if name in {"id", "verificationMethod", "assertionMethod"} and not as_before:
        assert not verdict.valid


LISTED = ISSUER.status()


@pytest.mark.full
@given(st.sampled_from(sorted(LISTED)), PAGES)
@settings(max_examples=60, deadline=None)
def test_whatever_a_list_says_a_changed_one_is_refused(name: str, value: Any) -> None:
    web = Web(ISSUER)
    web.pages[LIST] = {**LISTED, name: value}
    assert set(web.failures(BADGE)) == (set() if value == LISTED[name] else {"status"})


@pytest.mark.full
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="replace"))
)
def test_whatever_is_given_a_verdict_is_given(raw: bytes) -> None:
    for given_ in (raw, b"{" + raw, b"<svg" + raw, b"\x89PNG\r\n\x1a\n" + raw):
        assert not Web(ISSUER).verdict(given_).valid


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield whatever holds something, and where it holds it."""
    for name in value if isinstance(value, dict) else range(len(value)):
        yield value, name
        if isinstance(value[name], dict | list):
            yield from places(value[name])


COUNT = sum(1 for _ in places(BADGE))
MEANINGLESS = (
    None,
    [],
    {},
    "",
    "x",
    0,
    5,
    1.5,
    True,
    False,
    {"id": "urn:x"},
    "2026-11-22T12:00:01Z",
)


@pytest.mark.parametrize("number", spread(range(COUNT), 4))
def test_nothing_in_a_badge_can_be_put_otherwise(web: Web, number: int) -> None:
    chance = random.Random(number)
    for value in chance.sample(MEANINGLESS, 3):
        document = copy.deepcopy(BADGE)
        within, name = list(places(document))[number]
        within[name] = value
        if document != BADGE:
            assert not web.verdict(document).valid, (name, value)


@pytest.mark.parametrize("number", spread(range(COUNT), 4))
def test_nothing_in_a_badge_can_be_left_out(web: Web, number: int) -> None:
    document = copy.deepcopy(BADGE)
    within, name = list(places(document))[number]
    del within[name]
    assert not web.verdict(document).valid


@pytest.mark.parametrize("name", ["name", "endorsement", "evidence", "tag", "x", "@type"])
@pytest.mark.parametrize("value", spread(["a", [], None, {"id": "a b"}], 4))
def test_nothing_can_be_added(web: Web, name: str, value: Any) -> None:
    count = 0
    for number in range(COUNT):
        document = copy.deepcopy(BADGE)
        within, place = list(places(document))[number]
        held = within[place]
        if isinstance(held, dict) and name not in held:
            held[name] = value
            assert not web.verdict(document).valid, (place, name)
            count += 1
    assert count


@pytest.mark.parametrize("moment", [-61, -60, 0, 365 * 86_400 + 60, 365 * 86_400 + 61])
def test_clocks_may_differ_by_a_minute(web: Web, moment: int) -> None:
    at = AT + timedelta(seconds=moment)
    web.pages[LIST] = ISSUER.status(at=at)
    within = timedelta(0) - verification.SKEW <= at - AT <= timedelta(days=365) + verification.SKEW
    assert web.verdict(BADGE, at).valid is within
