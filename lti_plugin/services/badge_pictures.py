"""Pictures of achievements: drawn from the name, or sent by somebody and then made anew from it.

Nothing that was sent is ever given out again as it came: a picture is decoded, drawn on an empty
ground and encoded, which leaves behind whatever else a file can carry.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import badge_drawing, svg_rendering
from lti_plugin.store import achievements
from lti_plugin.store.achievements import Achievement, AchievementPicture

LARGEST = 2 * 1024 * 1024
SIDE = 600  # pixels of the pictures that are kept
LEAST = 90
MOST_PIXELS = 20_000_000
MOST_ELEMENTS, DEEPEST = 20_000, 60
PNG = b"\x89PNG\r\n\x1a\n"
WITHIN = ("#", "data:image/png;", "data:image/jpeg;")
_SVG = "http://www.w3.org/2000/svg"
_BAD_PICTURES = (
    OSError,
    SyntaxError,
    ValueError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in both forms in which badges are given out."""

    png: bytes = field(repr=False)
    svg: bytes = field(repr=False)
    drawn: bool


def drawn(achievement: Achievement) -> Picture:
    """Return the picture that an achievement has by itself."""
    caption = achievement.caption or achievement.name
    svg = badge_drawing.draw(achievement.kind, achievement.name, caption, achievement.level)
    return Picture(svg_rendering.render(svg), svg.encode(), drawn=True)


def sent(content: bytes, caption: str) -> Picture:
    """Return a picture that somebody sent, a PNG or an SVG, square and without anything else.

    Raises
    ------
    BadInput
        When it is too large or too small, is neither, is damaged, or needs more than is in it.
    """
    if len(content) > LARGEST:
        raise BadInput("A picture has at most 2 MB.")
    png = _squared(content if content.startswith(PNG) else _rendered(content))
    data = b64encode(png).decode()
    svg = (
        f'<svg xmlns="{_SVG}" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"'
        f' role="img"><title>{escape(badge_drawing.printable(caption))}</title>'
        f'<image width="{SIDE}" height="{SIDE}" href="data:image/png;base64,{data}"/></svg>'
    )
    return Picture(png, svg.encode(), drawn=False)


def keep(session: Session, achievement: Achievement, picture: Picture) -> AchievementPicture:
    """Keep a picture as an achievement's own, in place of the one before."""
    row = achievements.picture_of(session, achievement)
    if row is None:
        row = AchievementPicture(site_id=achievement.site_id, achievement_id=achievement.id)
        session.add(row)
    row.png, row.svg, row.drawn = picture.png, picture.svg, picture.drawn
    session.flush()
    return row


def _squared(content: bytes) -> bytes:
    """Return a PNG drawn anew, in the middle of a square; of several frames the first."""
    try:
        width, height = struct.unpack(">II", content[16:24])
        _check_size(width, height)
        with Image.open(BytesIO(content), formats=["PNG"]) as found:
            _check_size(*found.size)
            picture = found.convert("RGBA")
        picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        if max(picture.size) < SIDE:
            factor = SIDE / max(picture.size)
            picture = picture.resize(
                (round(picture.width * factor) or 1, round(picture.height * factor) or 1),
                Image.Resampling.LANCZOS,
            )
        ground = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
        ground.paste(picture, ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2))
        written = BytesIO()
        ground.save(written, "PNG", optimize=True)
    except _BAD_PICTURES:
        raise BadInput("This picture is damaged, or not a PNG that is read here.") from None
    return written.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadInput("A picture has at most 20 million pixels.")
    if min(width, height) < LEAST:
        raise BadInput("A picture has at least 90 pixels each way.")


def _rendered(content: bytes) -> bytes:
    """Return an SVG as PNG, once it is known to need nothing from elsewhere."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        root = None
    if root is None or root.tag != f"{{{_SVG}}}svg":
        raise BadInput("A picture is a PNG or an SVG, without entities or a document type.")
    _check_parts(root)
    try:
        return svg_rendering.render_apart(content.decode())
    except ValueError:
        raise BadInput(
            "This SVG cannot be drawn here.",
            hint="Save it in UTF-8 and in plain SVG, or send a PNG.",
        ) from None


def _check_parts(root: Element) -> None:
    waiting, met = [(root, 1)], 0
    while waiting:
        each, depth = waiting.pop()
        met += 1
        if met > MOST_ELEMENTS or depth > DEEPEST:
            raise BadInput("This SVG has too many parts, or too many within each other.")
        if any(_leads_away(name, value) for name, value in each.attrib.items()):
            raise BadInput(
                "This SVG needs something that is not in it.",
                hint="Save its pictures within it, as PNG or JPEG.",
            )
        waiting.extend((child, depth + 1) for child in each)


def _leads_away(name: str, value: str) -> bool:
    is_link = name.rpartition("}")[2].lower() in {"href", "base"}
    return is_link and not value.strip().lower().startswith(WITHIN)
