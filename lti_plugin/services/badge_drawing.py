"""The picture that an achievement has by itself: its name on a shield, as SVG of our own making."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

import font_source_sans_pro as fonts
from fontTools.ttLib import TTFont
from PIL import ImageFont

from lti_plugin.store.achievements import COURSE, PATH, SKILL

FONT: str = fonts.font_files_ttf["SourceSansProSemibold"]
FAMILY = "Source Sans Pro"
SIZE = 512
MIDDLE = SIZE // 2
# Each kind has a colour and a sign, so that neither alone tells it.
COLOURS = {
    COURSE: ("#1769aa", "#0d3f70"),
    PATH: ("#17805f", "#0a4a3a"),
    SKILL: ("#8a3b80", "#4f1f55"),
}
GOLD = ("#f6c453", "#d8932a")
WIDEST, HIGHEST = 336, 180
LARGEST_TYPE, SMALLEST_TYPE, LEADING = 58, 26, 1.12
MOST_LINES, ELLIPSIS = 5, "…"
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text with the size of their type, and how wide each is in it."""

    lines: Sequence[str]
    size: int
    widths: Sequence[float]


def draw(kind: str, name: str, caption: str, level: float | None = None) -> str:
    """Return the picture; its text is left out where the font lacks any letter of it.

    Parameters
    ----------
    level
        Of a skill, 0-5; told by that many filled dots.
    """
    shown = printable(name)
    written = is_written(shown)
    top, bottom = COLOURS[kind]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}" role="img">',
        f"<title>{escape(printable(caption))}</title>",
        f"<defs>{_gradient('ground', top, bottom)}{_gradient('gold', *GOLD)}</defs>",
        _shield(),
        _sign(kind) if written else _enlarged(_sign(kind)),
        _text(set_in(shown)) if written else "",
        _dots(level) if level is not None else _rule(),
        "</svg>",
    ]
    return "".join(parts)


def printable(text: str) -> str:
    """Return a text composed, without what is not seen, on one line."""
    composed = unicodedata.normalize("NFC", text)
    seen = (c if unicodedata.category(c)[0] != "C" or c.isspace() else "" for c in composed)
    return " ".join("".join(seen).split())


def is_written(text: str) -> bool:
    """Say whether the font has every letter of a text, which has at least one."""
    return bool(text) and all(ord(each) in _letters() for each in text)


def set_in(text: str) -> Block:
    """Return a text in lines, in the largest type in which all of it fits; cut if none does.

    Only in the smallest type a word is broken.
    """
    words = text.split(" ")
    for size in range(LARGEST_TYPE, SMALLEST_TYPE - 1, -2):
        lines = _lines(words, size)
        fits = len(lines) <= MOST_LINES and len(lines) * size * LEADING <= HIGHEST
        if fits and all(_width(line, size) <= WIDEST for line in lines):
            return _block(lines, size)
    pieces = [piece for word in words for piece in _broken(word)]
    return _block(_cut(_lines(pieces, SMALLEST_TYPE)), SMALLEST_TYPE)


@cache
def _letters() -> frozenset[int]:
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _type(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def _width(text: str, size: int) -> float:
    return float(_type(size).getlength(text))


def _block(lines: Sequence[str], size: int) -> Block:
    return Block(lines, size, [_width(line, size) for line in lines])


def _lines(words: Sequence[str], size: int) -> list[str]:
    """Return words in lines, as many in each as there is room for, at least one."""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined, size) <= WIDEST:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def _broken(word: str) -> list[str]:
    """Return a word in pieces that fit into a line of the smallest type, with hyphens."""
    pieces = [""]
    for letter in word:
        if _width(f"{pieces[-1]}{letter}-", SMALLEST_TYPE) > WIDEST:
            pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(lines: list[str]) -> list[str]:
    """Return as many lines as there is room for, with a sign where there were more."""
    if len(lines) <= MOST_LINES:
        return lines
    last = lines[MOST_LINES - 1]
    while _width(last + ELLIPSIS, SMALLEST_TYPE) > WIDEST:
        last = last[:-1]
    return [*lines[: MOST_LINES - 1], last.rstrip() + ELLIPSIS]


def _gradient(name: str, top: str, bottom: str) -> str:
    return (
        f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/>'
        "</linearGradient>"
    )


def _shield() -> str:
    return (
        f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="248" fill="url(#gold)"/>'
        f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="232" fill="#fff"/>'
        f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="224" fill="url(#ground)"/>'
        f'<circle cx="{MIDDLE}" cy="{MIDDLE}" r="208" fill="none" stroke="#fff"'
        ' stroke-opacity=".35" stroke-width="2" stroke-dasharray="2 9" stroke-linecap="round"/>'
    )


def _sign(kind: str) -> str:
    """Return the sign of a kind, above the name: a book, a signpost, a rising star."""
    signs = {
        COURSE: (
            '<path d="M256 92c-18-13-40-17-62-15v58c22-2 44 2 62 15 18-13 40-17 62-15V77'
            'c-22-2-44 2-62 15z" fill="#fff"/>'
            '<path d="M256 94v54" stroke="#0d3f70" stroke-width="4" stroke-linecap="round"/>'
        ),
        PATH: (
            '<path d="M251 66h10v92h-10z" fill="#fff"/>'
            '<path d="M204 76h92l20 15-20 15h-92z" fill="url(#gold)"/>'
            '<path d="M308 114h-84l-20 14 20 14h84z" fill="#fff"/>'
        ),
        SKILL: (
            '<path d="M256 62l14.7 30.1 33.1 4.7-24 23.300 5.800 33L256 137.400l-29.600 15.700'
            ' 5.800-33-24-23.300 33.1-4.700z" fill="url(#gold)"/>'
        ),
    }
    return signs[kind]


def _enlarged(sign: str) -> str:
    """Return a sign in the middle, where no name is."""
    return f'<g transform="translate(-256 8) scale(2)">{sign}</g>'


def _text(block: Block) -> str:
    step = block.size * LEADING
    first = 266 - step * (len(block.lines) - 1) / 2 + block.size * 0.34
    # The width is told too, so that where the font is not there another one keeps to it.
    lines = [
        f'<text x="{MIDDLE}" y="{first + step * place:.1f}" textLength="{width:.1f}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(line)}</text>'
        for place, (line, width) in enumerate(zip(block.lines, block.widths, strict=True))
    ]
    return (
        f'<g fill="#fff" text-anchor="middle" font-size="{block.size}" font-weight="600"'
        f' font-family="{FAMILY}, sans-serif">{"".join(lines)}</g>'
    )


def _rule() -> str:
    return (
        '<path d="M196 398h42M274 398h42" stroke="#fff" stroke-opacity=".6" stroke-width="3"'
        ' stroke-linecap="round"/><path d="M256 390l8 8-8 8-8-8z" fill="url(#gold)"/>'
    )


def _dots(level: float) -> str:
    filled = round(level)
    return "".join(
        f'<circle cx="{MIDDLE + 32 * (place - 2)}" cy="398" r="9" stroke="#fff" stroke-width="3"'
        f' fill="{"url(#gold)" if place < filled else "none"}"/>'
        for place in range(LEVELS)
    )
