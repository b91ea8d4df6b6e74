"""The page to print: its title, its language, and a code that leads to the badge."""

from __future__ import annotations

import re
import zlib

import pytest

from lti_plugin.services import badge_pdf
from tests.support.badged import png

ADDRESS = "https://tool.test/badges/00000000-0000-4000-8000-000000000000"


def page(title: str = "SQL", about: str = "Reads tables.", picture: bytes | None = None) -> bytes:
    """Return a page to print."""
    lines = ["Ada Byron", "Issued by Acme", "Awarded on 3 May 2026"]
    return badge_pdf.page(
        title, lines, about, ["Scan it", ADDRESS], ADDRESS, "de", picture, "A ring"
    )


def pages_of(pdf: bytes) -> int:
    """Return how many pages there are."""
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def unpacked(pdf: bytes) -> bytes:
    """Return all that is drawn."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    drawn = []
    for each in found:
        try:
            drawn.append(zlib.decompress(each))
        except zlib.error:
            continue
    return b"".join(drawn)


def test_it_tells_programs_its_language_and_its_pictures() -> None:
    pdf = page(picture=png())
    assert b"/Lang (de)" in pdf
    assert pdf.count(b"/Subtype /Image") >= 2
    assert pdf.count(b"/Alt ") == 2


def test_without_a_picture_the_code_is_there_all_the_same() -> None:
    assert page().count(b"/Alt ") == 1


@pytest.mark.parametrize("title", ["W" * 255, "Long " * 50, "日本語" * 80, "🏅", "\u202eabc", ""])
def test_whatever_it_is_called_it_is_one_page(title: str) -> None:
    pdf = page(title, "A long text. " * 400, png())
    assert pages_of(pdf) == 1
    assert unpacked(pdf)


def test_a_letter_that_the_font_lacks_is_a_dot() -> None:
    assert unpacked(page("日")) == unpacked(page("·"))
    assert unpacked(page("é")) != unpacked(page("·"))
