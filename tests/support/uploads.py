"""Small files of each accepted kind, and of kinds that are not, made as a form sends them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lti_plugin.services.portfolio_files import MEGABYTE, Upload
from tests.support.installation import Visit

OFFICE = "application/vnd.openxmlformats-officedocument"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
OPEN = "application/vnd.oasis.opendocument"
PDF = b"%PDF-1.7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(**parts: str) -> bytes:
    """Return an archive of these parts; a list of contents is called ``types`` here."""
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr("[Content_Types].xml" if name == "types" else name, text)
    return out.getvalue()


def office(main: str) -> bytes:
    """Return a file of Office whose main part is of this kind."""
    return archive(types=f'<Types><Override ContentType="{main}"/></Types>')


def open_document(kind: str) -> bytes:
    """Return a file of LibreOffice of this kind."""
    return archive(mimetype=f"{OPEN}.{kind}")


ACCEPTED = {
    "a.pdf": ("application/pdf", PDF),
    "a.png": ("image/png", PNG),
    "a.jpg": ("image/jpeg", b"\xff\xd8\xff\xe0" + bytes(16)),
    "A.JPEG": ("image/jpeg", b"\xff\xd8\xff\xdb" + bytes(16)),
    "a.webp": ("image/webp", b"RIFF\x10\x00\x00\x00WEBPVP8 "),
    "a.txt": ("text/plain", "\ufeffZoë\r\n\tline <b>two</b>\f".encode()),
    "a.md": ("text/markdown", b'<!-- note -->\n<h1 align="center">Title</h1>\n'),
    "a.csv": ("text/csv", b"a;b\n1;2\n"),
    "a.docx": (
        f"{OFFICE}.wordprocessingml.document",
        office(f"{OFFICE}.wordprocessingml.document.main+xml"),
    ),
    "a.pptx": (
        f"{OFFICE}.presentationml.presentation",
        office(f"{OFFICE}.presentationml.presentation.main+xml"),
    ),
    "a.xlsx": (
        f"{OFFICE}.spreadsheetml.sheet",
        office(f"{OFFICE}.spreadsheetml.sheet.main+xml"),
    ),
    "a.odt": (f"{OPEN}.text", open_document("text")),
    "a.odp": (f"{OPEN}.presentation", open_document("presentation")),
    "a.ods": (f"{OPEN}.spreadsheet", open_document("spreadsheet")),
}


def upload(name: str = "report.pdf", content: bytes = PDF, most: int = MEGABYTE) -> Upload:
    """Return a file as the page gives it on."""
    return Upload(name, content, most)


def field(name: str = "report.pdf", content: bytes = PDF) -> tuple[BytesIO, str]:
    """Return a file as a form sends it."""
    return BytesIO(content), name


def send(mine: Visit, path: str, *files: tuple[str, bytes], **fields: object) -> TestResponse:
    """Post a form with files of any size; the test client leaves the large ones open."""
    sent = [FileStorage(BytesIO(content), name) for name, content in files]
    boundary, body = encode_multipart({"page_token": mine.token, **fields, "file": sent})
    return mine.browser.post(path, body, content_type=f"multipart/form-data; boundary={boundary}")
