"""The attacks on whom a badge means, what is in it and what it comes in, by their numbers."""

from __future__ import annotations

import copy
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from lti_plugin.badges import baking, strict_json
from lti_plugin.badges.credential import Evidence
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.recipient import EMAIL, LTI_USER, Recipient, identity_object
from tests.support.badges import (
    ACHIEVEMENT,
    LEARNER,
    SVG,
    Organisation,
    Web,
    chunk,
    png,
)

ISSUER = Organisation()
SIGNED = ISSUER.badge()
TEXT = strict_json.compact(SIGNED).decode()


@pytest.fixture
def web() -> Web:
    """A web with the issuer on it."""
    return Web(ISSUER)


def test_a18_a_badge_of_somebody_else_is_not_claimed(web: Web) -> None:
    assert web.verdict(SIGNED, holder=LEARNER).valid
    for other in (Recipient(EMAIL, "other@example.org"), Recipient(LTI_USER, LEARNER.identity)):
        assert web.failures(SIGNED, holder=other) == {"recipient": "recipient"}


def test_a18_nor_by_writing_oneself_into_it(web: Web) -> None:
    thief = Recipient(EMAIL, "thief@example.org")
    stolen = copy.deepcopy(SIGNED)
    stolen["credentialSubject"]["identifier"] = [identity_object(thief, "s")]
    assert web.failures(stolen, holder=thief) == {"signature": "signature"}
    stolen["credentialSubject"]["identifier"] *= 2
    assert "signature" in web.failures(stolen, holder=thief)


@pytest.mark.parametrize("listed", [None, {}])
def test_a18_a_badge_that_names_nobody_is_nobodys(web: Web, listed: Any) -> None:
    document = ISSUER.unsigned()
    del document["credentialSubject"]["identifier"]
    assert web.failures(ISSUER.sign(document), holder=LEARNER) == {"recipient": "recipient"}


@pytest.mark.parametrize(
    "identity", ["Learner@Example.org", " learner@example.org ", "LEARNER@EXAMPLE.ORG"]
)
def test_a19_an_address_is_the_same_in_any_case(web: Web, identity: str) -> None:
    assert web.verdict(SIGNED, holder=Recipient(EMAIL, identity)).valid
    badge = ISSUER.badge(subject=identity_object(Recipient(EMAIL, identity), "s"))
    assert web.verdict(badge, holder=LEARNER).valid


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("andr\u00e9@example.org", "andre\u0301@example.org", True),
        ("a@b\u00fccher.example", "A@BU\u0308CHER.example", True),
        ("a@b\u00fccher.example", "a@xn--bcher-kva.example", False),
        ("a+b@example.org", "a@example.org", False),
        ("a.b@example.org", "ab@example.org", False),
    ],
)
def test_a19_accents_are_composed_and_nothing_else_is_guessed(
    web: Web, one: str, other: str, same: bool
) -> None:
    badge = ISSUER.badge(subject=identity_object(Recipient(EMAIL, one), "s"))
    assert web.verdict(badge, holder=Recipient(EMAIL, other)).valid is same


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](data:text/html;base64,AA)"


def test_a21_a_hostile_text_is_signed_as_it_is_for_the_pages_to_show_safely(web: Web) -> None:
    what = replace(ACHIEVEMENT, name=HOSTILE, narrative=HOSTILE, caption=HOSTILE)
    badge = ISSUER.badge(what, evidence=(Evidence(HOSTILE, HOSTILE, "javascript:alert(1)"),))
    for given in (
        strict_json.compact(badge),
        baking.in_svg(SVG, strict_json.compact(badge).decode()),
        baking.in_png(png(), strict_json.compact(badge).decode()),
    ):
        verdict = web.verdict(given)
        assert verdict.valid
        assert verdict.document == badge
    assert b"<script" not in baking.in_svg(SVG, TEXT)


ENTITIES = (
    b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>',
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://evil.example/svg.dtd">',
)


@pytest.mark.parametrize("opening", ENTITIES)
def test_a23_an_svg_with_entities_is_neither_read_nor_baked(web: Web, opening: bytes) -> None:
    assert web.failures(opening + baking.in_svg(SVG, TEXT)) == {"form": "picture"}
    with pytest.raises(BadgeFailure):
        baking.in_svg(opening + SVG, TEXT)
    assert web.asked == []


def test_a23_what_else_an_svg_holds_says_nothing_about_the_badge(web: Web) -> None:
    # Whether it is shown is for the pages; the badge in it is what was signed.
    busy = SVG.replace(b"<rect", b'<script>alert(1)</script><rect onload="alert(1)"')
    assert web.verdict(baking.in_svg(busy, TEXT)).valid


BAKED = baking.in_png(png(), TEXT)
ANIMATED = chunk(b"acTL", b"\0\0\0\1\0\0\0\0")
HUGE = BAKED[:16] + (30_000).to_bytes(4) * 2 + BAKED[24:]


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (BAKED[: len(BAKED) // 2], "picture"),
        (BAKED[:-12], "picture"),
        (BAKED[:-5] + b"\0" + BAKED[-4:], "picture"),
        (BAKED + b"<svg/>", "picture"),
        (BAKED + BAKED, "picture"),
        (BAKED + b"%PDF-1.7", "picture"),
        (HUGE, "picture"),  # its sum is not that of another size
        (baking.in_png(png(), TEXT)[:33] + 2 * BAKED[33:-80] + BAKED[-80:], "baked"),
    ],
)
def test_a24_a_damaged_or_doubled_png_is_refused(web: Web, picture: bytes, code: str) -> None:
    assert web.failures(picture) in ({"form": code}, {"form": "picture"})


def test_a24_a_moving_picture_is_a_picture(web: Web) -> None:
    assert web.verdict(baking.in_png(png(ANIMATED), TEXT)).valid


def test_a24_the_size_that_a_png_claims_costs_nothing(web: Web) -> None:
    # Its pixels are never unpacked to read the badge.
    header = (30_000).to_bytes(4) * 2 + b"\x08\0\0\0\0"
    picture = BAKED[:8] + chunk(b"IHDR", header) + BAKED[33:]
    assert web.verdict(picture).valid


KEY = baking.KEYWORD
RAW = TEXT.encode()


@pytest.mark.parametrize(
    "between",
    [
        (chunk(b"iTXt", KEY + b"\0\1\0\0\0" + RAW),),
        (chunk(b"tEXt", KEY + b"\0" + RAW),),
        (chunk(b"iTXt", b"OpenBadgeCredential\0\0\0\0\0" + RAW),),
        (chunk(b"iTXt", b"openbadges\0\0\0\0\0" + RAW),),
        (chunk(b"iTXt", KEY + b"\0\0\0\0\0" + RAW),) * 2,
        (),
    ],
    ids=["compressed", "tEXt", "case", "older standard", "two", "none"],
)
def test_a25_a_badge_that_is_baked_otherwise_is_refused(
    web: Web, between: tuple[bytes, ...]
) -> None:
    assert web.failures(png(*between)) == {"form": "baked"}


def test_a25_a_picture_that_was_baked_before_holds_the_new_badge_alone(web: Web) -> None:
    older = strict_json.compact(ISSUER.badge(id="urn:uuid:older")).decode()
    for picture in (baking.in_png(png(), older), baking.in_svg(SVG, older)):
        bake = baking.in_png if picture.startswith(b"\x89") else baking.in_svg
        again = bake(picture, TEXT)
        assert b"urn:uuid:older" not in again
        assert web.verdict(again).document == SIGNED


NAMES = [
    "\u202egnp.exe",
    "zero\u200bwidth\u200d",
    unicodedata.normalize("NFD", "Müller"),
    "🎓👩🏽\u200d🚀",
    "日本語のバッジ",
    "العربية",
    "n" * 10_000,
    "\u2066a\u2069",
    "\ufffe",
    "\u0085\u2028\u2029",
    "a\tb\nc",
]


@pytest.mark.parametrize("name", NAMES)
def test_a26_the_bytes_of_a_name_are_signed_and_come_back(web: Web, name: str) -> None:
    unsigned = ISSUER.unsigned(replace(ACHIEVEMENT, name=name))
    text = strict_json.compact(ISSUER.sign(unsigned))
    token = ISSUER.token(unsigned)
    for given in (
        text, token.encode(), baking.in_png(png(), text.decode()), baking.in_png(png(), token),
        baking.in_svg(SVG, text.decode()), baking.in_svg(SVG, token),
    ):  # fmt: skip
        verdict = web.verdict(given)
        assert verdict.valid
        assert verdict.document is not None
        assert verdict.document["name"] == name


def test_a26_names_that_look_alike_are_not_the_same(web: Web) -> None:
    signed = ISSUER.badge(replace(ACHIEVEMENT, name="M\u00fcller"))
    for other in ("Mu\u0308ller", "M\u00fcller\u200b", "\u202aM\u00fcller"):
        assert web.failures({**signed, "name": other}) == {"signature": "signature"}


@pytest.mark.parametrize("name", ["a\x00b", "a\x0bb", "\x7f"])
def test_a26_a_control_character_is_not_signed(name: str) -> None:
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.badge(replace(ACHIEVEMENT, name=name))
    assert caught.value.code == "control"
