"""What kind a file is, told by what is in it, and the name that it may keep."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lti_plugin.errors import BadInput
from lti_plugin.store.portfolio_files import LONGEST_NAME

HINT = (
    "Accepted are PDF, PNG, JPEG and WebP, plain text, Markdown and CSV, "
    "and the files of Office (DOCX, PPTX, XLSX) and LibreOffice (ODT, ODP, ODS)."
)
LONGEST_ENDING = 10
# Other systems have these for themselves in names.
_RESERVED = re.compile(r'[<>:"|?*]')
# What begins so is a page or a drawing, which could run, whatever it is called. Nothing is tried
# twice, so that a file of nothing but comments is read in one go.
_MARKUP = re.compile(
    r"\s*+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype|html|head|body|script|iframe|svg|\?xml)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# An Office file says in its list of contents what its main part is; with macros it is another kind.
_LIST, _LONGEST_LIST = "[Content_Types].xml", 1_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# What a file comes to that only begins like an archive.
_DAMAGE = (
    BadZipFile,
    EOFError,
    zlib.error,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is called, its media type, how names end, and what shows it."""

    word: str
    media_type: str
    endings: Sequence[str]
    shown_by: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not _MARKUP.match(text)


def _part(content: bytes, name: str, most: int) -> bytes:
    """Return the beginning of one file of an archive; empty where there is none to be read."""
    if not content.startswith(b"PK\x03\x04"):
        return b""
    try:
        with ZipFile(BytesIO(content)) as archive:
            if archive.getinfo(name).compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                return b""
            with archive.open(name) as part:
                return part.read(most)
    except _DAMAGE:
        return b""


def _office(main: str) -> Callable[[bytes], bool]:
    told = f'"{_OFFICE}.{main}.main+xml"'.encode()
    return lambda content: told in _part(content, _LIST, _LONGEST_LIST)


def _open_document(kind: str) -> Callable[[bytes], bool]:
    told = f"{_OPEN}.{kind}".encode()
    return lambda content: _part(content, "mimetype", 100).strip() == told


KINDS = (
    Kind("PDF", "application/pdf", ("pdf",), _begins(b"%PDF-")),
    Kind("PNG", "image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Kind("JPEG", "image/jpeg", ("jpg", "jpeg"), _begins(b"\xff\xd8\xff")),
    Kind("WebP", "image/webp", ("webp",), _webp),
    Kind("TXT", "text/plain", ("txt",), _text),
    Kind("Markdown", "text/markdown", ("md", "markdown"), _text),
    Kind("CSV", "text/csv", ("csv",), _text),
    Kind(
        "DOCX",
        f"{_OFFICE}.wordprocessingml.document",
        ("docx",),
        _office("wordprocessingml.document"),
    ),
    Kind(
        "PPTX",
        f"{_OFFICE}.presentationml.presentation",
        ("pptx",),
        _office("presentationml.presentation"),
    ),
    Kind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _office("spreadsheetml.sheet")),
    Kind("ODT", f"{_OPEN}.text", ("odt",), _open_document("text")),
    Kind("ODP", f"{_OPEN}.presentation", ("odp",), _open_document("presentation")),
    Kind("ODS", f"{_OPEN}.spreadsheet", ("ods",), _open_document("spreadsheet")),
)
ENDINGS = tuple(f".{ending}" for kind in KINDS for ending in kind.endings)
WORDS = {kind.media_type: kind.word for kind in KINDS}


def recognise(name: str, content: bytes) -> Kind:
    """Return what a file is where its content is what its name says.

    Raises
    ------
    BadInput
        When it is empty, of a kind that is not accepted, or not what its name says.
    """
    if not content:
        raise BadInput("This file is empty.")
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind = next((each for each in KINDS if ending in each.endings), None)
    if kind is None:
        raise BadInput("Files of this kind are not accepted.", hint=HINT)
    if not kind.shown_by(content):
        raise BadInput(
            "What is in this file is not what its name says.",
            hint="Text has to be in UTF-8 and no web page; a file of Office has no macros.",
        )
    return kind


def cleaned(given: str) -> str:
    """Return a file's name without folders and without what cannot be seen or stored."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    name = "".join(
        c if c.isspace() else "" if unicodedata.category(c)[0] == "C" else c for c in name
    )
    name = _RESERVED.sub("_", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST_NAME].rstrip(". ") or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ') or 'file'}.{ending}"
