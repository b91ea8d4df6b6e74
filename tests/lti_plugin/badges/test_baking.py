"""Badges in pictures."""

from __future__ import annotations

import struct
import zlib
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges import baking, strict_json
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import SVG, chunk, png

TEXTS = st.text(st.characters(codec="utf-8"))
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
)
IN_IT = '<openbadges:credential verify="a.b.c"/>'


def svg(inside: str) -> bytes:
    return f"{OPEN}{inside}</svg>".encode()


def code_of_png(picture: bytes) -> str:
    with pytest.raises(BadgeFailure) as caught:
        baking.from_png(picture)
    return caught.value.code


def code_of_svg(picture: bytes) -> str:
    with pytest.raises(BadgeFailure) as caught:
        baking.from_svg(picture)
    return caught.value.code


def text(keyword: bytes = baking.KEYWORD, after: bytes = b"\0\0\0\0\0{}") -> bytes:
    return chunk(b"iTXt", keyword + after)


@pytest.mark.full
@given(TEXTS)
@settings(deadline=None)
def test_a_text_comes_back_from_both_pictures(name: str) -> None:
    credential = strict_json.compact({"name": name}).decode()
    assert baking.from_png(baking.in_png(png(), credential)) == credential
    baked = baking.from_svg(baking.in_svg(SVG, credential))
    assert strict_json.read(baked) == {"name": name}


@pytest.mark.parametrize(
    "name", ["]]>", "<![CDATA[", "\ufffe\uffff", "</openbadges:credential>", "&lt;"]
)
def test_what_means_something_to_xml_comes_back(name: str) -> None:
    credential = strict_json.compact([{"name": name}, "]]", ">"]).decode()
    credential = credential.replace("[", '{"a":[', 1) + "}"
    assert strict_json.read(baking.from_svg(baking.in_svg(SVG, credential))) == {
        "a": [{"name": name}, "]]", ">"]
    }


def test_a_token_comes_back_from_both_pictures() -> None:
    assert baking.from_png(baking.in_png(png(), "a.b-_.c")) == "a.b-_.c"
    baked = baking.in_svg(SVG, "a.b-_.c")
    assert baking.from_svg(baked) == "a.b-_.c"
    assert b'verify="a.b-_.c"' in baked


def test_baking_again_replaces_what_was_baked_before() -> None:
    older = [
        text(),
        chunk(b"tEXt", b"openbadgecredential\0old"),
        chunk(b"zTXt", b"openbadgecredential\0\0x"),
        text(b"OpenBadgeCredential"),
    ]
    assert baking.from_png(baking.in_png(png(*older), "a.b.c")) == "a.b.c"
    nested = svg(f"<g>{IN_IT}<g>{IN_IT}</g></g>{IN_IT}")
    assert baking.from_svg(baking.in_svg(nested, '{"a":1}')) == '{"a":1}'


def test_other_texts_of_a_picture_stay() -> None:
    other = chunk(b"tEXt", b"Author\0Somebody")
    assert other in baking.in_png(png(other), "{}")


def test_the_credential_comes_first_and_the_picture_is_the_same() -> None:
    baked = baking.in_png(png(), "{}")
    assert baked[8:33] == png()[8:33]
    assert baked[33:] == text() + png()[33:]
    root = fromstring(baking.in_svg(SVG, "{}"))  # our own
    assert [each.tag.partition("}")[2] for each in root] == ["credential", "rect"]


def test_a_mark_of_our_own_in_a_picture_does_no_harm() -> None:
    # What stands before the credential is never taken for it.
    before = SVG.replace(b"<svg ", b'<svg id="openbadges-credential-stands-here" ')
    assert baking.from_svg(baking.in_svg(before, '{"a":1}')) == '{"a":1}'


@pytest.mark.parametrize(
    "between",
    [
        (),
        (text(), text()),
        (text(), chunk(b"tEXt", b"openbadgecredential\0{}")),
        (chunk(b"tEXt", b"openbadgecredential\0{}"),),
        (chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(b"{}")),),
        (text(after=b"\0\1\0\0\0" + zlib.compress(b"{}")),),
        (text(after=b"\0\0\1\0\0{}"),),
        (text(b"OpenBadgeCredential"),),
        (text(b"openbadges"),),
        (text(b" openbadgecredential"),),
        (text(after=b""),),
        (text(after=b"\0\0\0\0\0\xff"),),
    ],
)
def test_a_png_holds_one_badge_written_as_it_has_to_be(between: tuple[bytes, ...]) -> None:
    assert code_of_png(png(*between)) == "baked"


BAKED = baking.in_png(png(), '{"a":1}')
HEADER = BAKED[8:33]


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"\x89PNG",
        b"GIF89a",
        BAKED[1:],
        BAKED + b"x",
        BAKED + BAKED,
        BAKED + b"PK\x03\x04",
        BAKED[:8] + BAKED[33:],
        BAKED[:8] + HEADER + BAKED[8:],
        BAKED[:-12],
        BAKED[:33] + struct.pack(">I", 2**32 - 1) + BAKED[37:],
        BAKED[:8] + text() + BAKED[8:],
        BAKED[:-12] + b"\0" * baking.LARGEST + BAKED[-12:],
    ],
)
def test_a_damaged_png_is_refused(picture: bytes) -> None:
    assert code_of_png(picture) == "picture"
    with pytest.raises(BadgeFailure):
        baking.in_png(picture, "{}")


@pytest.mark.parametrize("length", range(0, len(BAKED), 7))
def test_a_png_that_was_cut_short_is_refused(length: int) -> None:
    assert code_of_png(BAKED[:length]) == "picture"


@pytest.mark.parametrize("place", range(len(BAKED)))
def test_no_bit_of_a_png_may_change(place: int) -> None:
    flipped = bytearray(BAKED)
    flipped[place] ^= 1 << place % 8
    assert code_of_png(bytes(flipped)) == "picture"


@pytest.mark.parametrize(
    "inside",
    [
        "",
        IN_IT * 2,
        "<g>" + IN_IT + "</g>" + IN_IT,
        "<openbadges:credential/>",
        '<openbadges:credential verify=""/>',
        '<openbadges:credential verify=" "> </openbadges:credential>',
        '<openbadges:credential verify="a.b.c">{}</openbadges:credential>',
        "<openbadges:credential>{<g/>}</openbadges:credential>",
        "<credential>{}</credential>",
        '<credential xmlns="https://purl.imsglobal.org/ob/v2p0">{}</credential>',
    ],
)
def test_an_svg_holds_one_badge_written_in_one_way(inside: str) -> None:
    assert code_of_svg(svg(inside)) == "baked"


BOMB = (
    b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>' + svg("<text>&c;</text>")
)


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"<",
        b"<svg>",
        b"<svg/>",
        b"<html/>",
        b'<svg xmlns="urn:a"/>',
        BOMB,
        b"<!DOCTYPE svg>" + svg(IN_IT),
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>"),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg.dtd">'
        + svg(IN_IT),
        svg("\x00"),
        svg("\ufffe"),
        b"\xff" + svg(IN_IT),
        svg(" " * baking.LARGEST),
        *(
            f'<?xml version="1.0" encoding="{name}"?>'.encode() + svg(IN_IT)
            for name in ("none", "base64", "rot13", "utf-7", "utf-16", "shift_jis")
        ),
    ],
)
def test_an_svg_that_brings_more_than_a_picture_is_refused(picture: bytes) -> None:
    assert code_of_svg(picture) == "picture"
    with pytest.raises(BadgeFailure):
        baking.in_svg(picture, "{}")


def test_a_deep_svg_is_refused() -> None:
    with pytest.raises(BadgeFailure) as caught:
        baking.in_svg(svg("<g>" * 10_000 + "</g>" * 10_000), "{}")
    assert caught.value.code == "picture"
    assert code_of_svg(svg("<g>" * 200_000 + "</g>" * 200_000)) == "baked"
