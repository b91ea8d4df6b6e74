"""A badge as a page to print: the picture, whose it is, what for, and a code that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import font_source_sans_pro
import segno
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from lti_plugin.store.base import now

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
FAMILY = "source"
WIDE, MARGIN = 210, 22
PICTURE, CODE = 52, 34
LONGEST_TEXT = 900
FULL_LINE = 170


def page(
    title: str,
    lines: Sequence[str],
    about: str,
    foot: Sequence[str],
    address: str,
    language: str,
    picture: bytes | None = None,
    caption: str = "",
) -> bytes:
    """Return a PDF of one page.

    Parameters
    ----------
    title
        The achievement's name.
    lines
        Whose it is, who vouches, since when and until when.
    about
        What it is for.
    foot
        What the code is good for.
    address
        Where the code leads.
    """
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(MARGIN)
    pdf.add_font(FAMILY, "", FONTS / "SourceSansPro-Regular.ttf")
    pdf.add_font(FAMILY, "B", FONTS / "SourceSansPro-Semibold.ttf")
    pdf.set_title(title)
    pdf.set_lang(language)
    pdf.set_creation_date(now())
    pdf.add_page()
    pdf.set_draw_color(15, 108, 191)
    pdf.set_line_width(1.2)
    pdf.rect(10, 10, WIDE - 20, 277)
    pdf.set_y(30)
    if picture is not None:
        left = (WIDE - PICTURE) / 2
        pdf.image(BytesIO(picture), x=left, w=PICTURE, h=PICTURE, alt_text=caption or title)
        pdf.set_y(30 + PICTURE + 8)
    _centred(pdf, _clipped(title, FULL_LINE), 24, bold=True)
    pdf.ln(4)
    for line in lines:
        _centred(pdf, line, 14)
    pdf.ln(5)
    _centred(pdf, _clipped(about, LONGEST_TEXT), 11)
    _coded(pdf, address, foot)
    return bytes(pdf.output())


def _centred(pdf: FPDF, text: str, size: int, *, bold: bool = False) -> None:
    pdf.set_font(FAMILY, "B" if bold else "", size)
    pdf.multi_cell(
        0, size * 0.5, _shown(pdf, text), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )


def _coded(pdf: FPDF, address: str, foot: Sequence[str]) -> None:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
    pdf.image(BytesIO(drawn.getvalue()), x=MARGIN, y=236, w=CODE, h=CODE, alt_text=address)
    pdf.set_xy(MARGIN + CODE + 6, 242)
    pdf.set_font(FAMILY, "", 10)
    for line in foot:
        pdf.set_x(MARGIN + CODE + 6)
        pdf.multi_cell(0, 5, _shown(pdf, line), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _shown(pdf: FPDF, text: str) -> str:
    """Return a text with a mark for each letter that the font does not have."""
    font = pdf.current_font
    known = font.cmap if isinstance(font, TTFFont) else {}
    return "".join(each if ord(each) in known or each.isspace() else "·" for each in text)


def _clipped(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
