"""Pictures of achievements: what is drawn, and what is made of what somebody sends (A23 to A25)."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO
from uuid import uuid4

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from lti_plugin.badges import baking
from lti_plugin.errors import BadInput
from lti_plugin.services import badge_drawing, badge_pictures, svg_rendering
from lti_plugin.services.badge_pictures import SIDE
from lti_plugin.store import achievements
from lti_plugin.store.achievements import COURSE, PATH, SKILL, Achievement
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
RED = HEAD + '<rect width="100" height="100" fill="#f00"/></svg>'
CLEAR = (0, 0, 0, 0)


def png(size: tuple[int, int] = (200, 200), colour: str = "#0a0", **saved: object) -> bytes:
    """Return a PNG of one colour."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG", **saved)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of few bytes that says to be very large."""
    small = png((1, 1))
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content), formats=["PNG"]).convert("RGBA")


def texts(svg: str) -> str:
    """Return what a drawing says, in one line."""
    found = fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(each.text or "" for each in found)


def test_a_drawing_says_the_name_and_so_does_its_title() -> None:
    svg = badge_drawing.draw(COURSE, "SQL & <Foundations>", "A book above a name")
    assert texts(svg) == "SQL & <Foundations>"
    assert "<title>A book above a name</title>" in svg


@pytest.mark.parametrize("name", ["日本語の基礎", "שלום", "العربية", "", "\u200b"])
def test_a_name_that_the_font_lacks_leaves_a_picture_without_text(name: str) -> None:
    svg = badge_drawing.draw(PATH, name, name)
    assert texts(svg) == ""
    assert opened(svg_rendering.render(svg)).getpixel((300, 30)) != CLEAR


@pytest.mark.parametrize("name", ["Zażółć gęślą jaźń", "Основы анализа", "Βασικά", "Tiếng Việt"])
def test_latin_greek_and_cyrillic_are_written(name: str) -> None:
    assert texts(badge_drawing.draw(SKILL, name, name, 3)) == name


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=("L", "Zs", "P", "N")), max_size=400))
def test_any_name_is_drawn_within_the_ring(name: str) -> None:
    block = badge_drawing.set_in(badge_drawing.printable(name))
    assert len(block.lines) <= badge_drawing.MOST_LINES
    assert all(width <= badge_drawing.WIDEST for width in block.widths)
    height = len(block.lines) * block.size * badge_drawing.LEADING
    assert height <= badge_drawing.HIGHEST
    assert fromstring(badge_drawing.draw(COURSE, name, name)).tag.endswith("svg")


def test_a_name_with_an_override_of_its_direction_is_drawn_without_it() -> None:
    assert texts(badge_drawing.draw(COURSE, "abc\u202edef", "x")) == "abcdef"


def test_a_composed_and_a_decomposed_letter_are_drawn_alike() -> None:
    assert badge_drawing.draw(COURSE, "Cafe\u0301", "x") == badge_drawing.draw(COURSE, "Café", "x")


@pytest.mark.parametrize(("level", "filled"), [(1.0, 1), (3.0, 3), (5.0, 5)])
def test_a_skills_level_is_told_by_dots(level: float, filled: int) -> None:
    svg = badge_drawing.draw(SKILL, "SQL", "x", level)
    dots = [part for part in svg.split("<circle")[1:] if 'r="9"' in part]
    assert ['fill="url(#gold)"' in dot for dot in dots].count(True) == filled
    assert len(dots) == 5


def test_a_sent_png_becomes_a_square_of_the_usual_size_without_what_else_was_in_it() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("openbadgecredential", '{"old": true}')
    info.add_text("Author", "somebody")
    found = badge_pictures.sent(png((400, 200), pnginfo=info, icc_profile=b"secret" * 9), "A")
    picture = Image.open(BytesIO(found.png))
    assert picture.size == (SIDE, SIDE)
    assert picture.info == {}
    assert opened(found.png).getpixel((300, 300)) == (0, 170, 0, 255)
    assert opened(found.png).getpixel((300, 20)) == CLEAR
    assert not found.drawn


def test_both_forms_of_a_picture_can_be_baked() -> None:
    for found in (badge_pictures.sent(png(), "A"), badge_pictures.drawn(achievement())):
        for bake, read, given_ in (
            (baking.in_png, baking.from_png, found.png),
            (baking.in_svg, baking.from_svg, found.svg),
        ):
            assert read(bake(given_, '{"a": "b"}')) == '{"a": "b"}'


def test_a24_of_an_animated_png_the_first_picture_is_taken() -> None:
    written = BytesIO()
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("#f00", "#00f")]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    found = badge_pictures.sent(written.getvalue(), "A")
    assert b"acTL" not in found.png
    assert opened(found.png).getpixel((300, 300)) == (255, 0, 0, 255)


def test_a24_what_follows_after_a_png_is_left_behind() -> None:
    found = badge_pictures.sent(png() + b"PK\x03\x04 an archive <script>", "A")
    assert b"script" not in found.png


@pytest.mark.parametrize("size", [(30000, 30000), (20000, 5000), (50, 600), (0, 200)])
def test_a24_a_png_of_an_unreasonable_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="pixels"):
        badge_pictures.sent(bomb(*size), "A")


@pytest.mark.parametrize(
    "content", [png()[:100], png()[:16], bomb(300, 300), b"", b"GIF89a", png()[:60] + b"\0" * 60]
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        badge_pictures.sent(content, "A")


def test_more_than_two_megabytes_are_refused() -> None:
    with pytest.raises(BadInput, match="2 MB"):
        badge_pictures.sent(png() + b"\0" * badge_pictures.LARGEST, "A")


def test_a_sent_svg_is_drawn_and_itself_left_behind() -> None:
    scripted = RED.replace("<rect", '<script>alert(1)</script><rect onload="alert(2)"')
    found = badge_pictures.sent(scripted.encode(), "A <caption>")
    assert opened(found.png).getpixel((300, 300)) == (255, 0, 0, 255)
    assert b"alert" not in found.svg
    assert b"<title>A &lt;caption&gt;</title>" in found.svg


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + RED,
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + HEAD
        + "<text>&x;</text></svg>",
        RED[:-6],
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<svg/>",
    ],
    ids=["entity", "external entity", "cut", "html", "no namespace"],
)
def test_what_is_no_plain_svg_is_refused(content: str) -> None:
    with pytest.raises(BadInput):
        badge_pictures.sent(content.encode(), "A")


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/hostname",
        "/etc/hostname",
        "https://evil.test/a.png",
        " HTTP://169.254.169.254/",
        "data:image/svg+xml;base64,AAAA",
        "data:text/html,x",
    ],
)
@pytest.mark.parametrize("link", ["href", "xlink:href"])
def test_an_svg_that_needs_something_from_elsewhere_is_refused(target: str, link: str) -> None:
    space = HEAD.replace(">", ' xmlns:xlink="http://www.w3.org/1999/xlink">')
    content = f'{space}<image width="9" height="9" {link}="{target}"/></svg>'
    with pytest.raises(BadInput, match="not in it"):
        badge_pictures.sent(content.encode(), "A")


def test_an_svg_of_many_uses_within_each_other_takes_no_longer_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(svg_rendering, "SECONDS", 2)
    uses = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}" x="1"/>' * 10 + "</g>" for n in range(1, 12)
    )
    content = (
        f'{HEAD}<defs><rect id="g0" width="9" height="9"/>{uses}</defs><use href="#g11"/></svg>'
    )
    begun = time.monotonic()
    with pytest.raises(BadInput, match="cannot be drawn"):
        badge_pictures.sent(content.encode(), "A")
    assert time.monotonic() - begun < 30


def test_an_svg_of_too_many_parts_or_too_deep_is_refused() -> None:
    deep = HEAD + "<g>" * 100 + "</g>" * 100 + "</svg>"
    many = HEAD + "<g/>" * (badge_pictures.MOST_ELEMENTS + 1) + "</svg>"
    for content in (deep, many):
        with pytest.raises(BadInput, match="too many"):
            badge_pictures.sent(content.encode(), "A")


def achievement(**changes: object) -> Achievement:
    """Return an achievement that is kept nowhere yet."""
    fields = {"id": uuid4(), "kind": COURSE, "course_id": uuid4(), "name": "SQL", "caption": ""}
    more = {"description": "d", "criteria": "c"}
    return Achievement(**fields, **more, **changes)


def test_a_picture_takes_the_place_of_the_one_before(database: Database, site: Site) -> None:
    with database.writing() as session:
        row = achievement(site_id=site.id)
        session.add(row)
        session.flush()
        badge_pictures.keep(session, row, badge_pictures.drawn(row))
        sent = badge_pictures.sent(png(), "A")
        badge_pictures.keep(session, row, sent)
        kept = achievements.picture_of(session, row)
        assert kept is not None
        assert (kept.png, kept.svg, kept.drawn) == (sent.png, sent.svg, False)
