"""Badges inside pictures: a signed credential in a PNG's text or in an SVG's first element.

Source: 1EdTech, Open Badges 3.0, Document Format, section 5.3.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from uuid import uuid4
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lti_plugin.badges.failures import BadgeFailure

LARGEST = 4 * 1024 * 1024
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = "http://www.w3.org/2000/svg"
_CREDENTIAL = f"{{{NAMESPACE}}}credential"
# The end of a CDATA section, and what XML cannot hold at all. In JSON both can only stand in a
# text, where they may be written otherwise.
_NOT_IN_CDATA = re.compile("(?<=]])>|[\ufffe\uffff]")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"iTXt", b"tEXt", b"zTXt")


def in_png(picture: bytes, credential: str) -> bytes:
    """Return a PNG with a credential in it; what stood there of the kind before is taken out.

    Raises
    ------
    BadgeFailure
        ``picture``: it is not a whole PNG.
    """
    # Keyword, not compressed, no method, no language, no translated keyword, then the text.
    data = KEYWORD + b"\0\0\0\0\0" + credential.encode()
    chunks = [each for each in _chunks(picture) if not _is_ours(*each)]
    head, rest = chunks[0], chunks[1:]
    return _SIGNATURE + b"".join(_chunk(*each) for each in (head, (b"iTXt", data), *rest))


def from_png(picture: bytes) -> str:
    """Return the credential in a PNG.

    Raises
    ------
    BadgeFailure
        ``picture`` where it is not a whole PNG, ``baked`` where there is not exactly one
        credential, written as it has to be.
    """
    found = [(kind, data) for kind, data in _chunks(picture) if _is_ours(kind, data)]
    if len(found) != 1:
        raise BadgeFailure("baked", "This picture does not hold exactly one badge.")
    ((kind, data),) = found
    keyword, _, rest = data.partition(b"\0")
    if kind != b"iTXt" or keyword != KEYWORD or rest[:2] != b"\0\0":
        raise BadgeFailure("baked", "The badge in this picture is not written as it should be.")
    _language, _, after = rest[2:].partition(b"\0")
    _translated, _, text = after.partition(b"\0")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise BadgeFailure("baked", "The badge in this picture is not text.") from None


def in_svg(picture: bytes, credential: str) -> bytes:
    """Return an SVG with a credential as its first element; see :func:`in_png`."""
    root = _svg(picture)
    for parent in list(root.iter()):
        for each in parent.findall(_CREDENTIAL):
            parent.remove(each)
    register_namespace("", _SVG)
    register_namespace("openbadges", NAMESPACE)
    baked = Element(_CREDENTIAL)
    root.insert(0, baked)
    if _is_jws(credential):
        baked.set("verify", credential)
        return _written(root).encode()
    # ElementTree writes no CDATA: a mark is put there that stands nowhere else, then the text.
    baked.text = mark = uuid4().hex
    safe = _NOT_IN_CDATA.sub(lambda found: f"\\u{ord(found[0]):04x}", credential)
    return _written(root).replace(mark, f"<![CDATA[{safe}]]>", 1).encode()


def _written(root: Element) -> str:
    try:
        return tostring(root, encoding="unicode")
    except RecursionError:
        raise BadgeFailure("picture", "This SVG is nested too deep.") from None


def from_svg(picture: bytes) -> str:
    """Return the credential in an SVG.

    Raises
    ------
    BadgeFailure
        ``picture`` where it is no SVG, or brings entities, ``baked`` where there is not exactly one
        credential.
    """
    found = list(_svg(picture).iter(_CREDENTIAL))
    if len(found) != 1:
        raise BadgeFailure("baked", "This picture does not hold exactly one badge.")
    (baked,) = found
    written = [each.strip() for each in (baked.get("verify"), baked.text) if each and each.strip()]
    # Of two, one reader would see the first and another the second.
    if len(written) != 1 or len(baked):
        raise BadgeFailure("baked", "The badge in this picture is not written as it should be.")
    return written[0]


def _svg(picture: bytes) -> Element:
    if len(picture) > LARGEST:
        raise BadgeFailure("picture", f"A picture has at most {LARGEST:,} bytes.")
    try:
        root: Element = fromstring(picture, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise BadgeFailure("picture", "This is not an SVG that is read here.") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise BadgeFailure("picture", "This is not an SVG.")
    return root


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, kind and data, from its header to its end and nothing after."""
    if len(picture) > LARGEST or not picture.startswith(_SIGNATURE):
        raise BadgeFailure("picture", "This is not a PNG, or too large a one.")
    place, first = len(_SIGNATURE), True
    while True:
        head = picture[place : place + 8]
        if len(head) < 8:
            raise BadgeFailure("picture", "This PNG is cut short.")
        length, kind = struct.unpack(">I4s", head)
        data = picture[place + 8 : place + 8 + length]
        tail = picture[place + 8 + length : place + 12 + length]
        if len(tail) < 4 or struct.unpack(">I", tail)[0] != zlib.crc32(kind + data):
            raise BadgeFailure("picture", "This PNG is damaged.")
        if first != (kind == b"IHDR"):
            raise BadgeFailure("picture", "This PNG is not in order.")
        yield kind, data
        place, first = place + 12 + length, False
        if kind == b"IEND":
            break
    if place != len(picture):
        raise BadgeFailure("picture", "Something else follows after this PNG.")


def _is_ours(kind: bytes, data: bytes) -> bool:
    return kind in _TEXTS and data.partition(b"\0")[0].lower() == KEYWORD


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _is_jws(credential: str) -> bool:
    return not credential.lstrip().startswith("{")
