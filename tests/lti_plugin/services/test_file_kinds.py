"""What a file is told by: its content and its name together; and which name it may keep."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lti_plugin.errors import BadInput
from lti_plugin.services import file_kinds
from lti_plugin.store.portfolio_files import LONGEST_NAME
from tests.support.uploads import (
    ACCEPTED,
    HTML,
    MACROS,
    PDF,
    PNG,
    SVG,
    archive,
    office,
    open_document,
)


@pytest.mark.parametrize("name", ACCEPTED)
def test_each_accepted_kind_is_known_by_its_content(name: str) -> None:
    media_type, content = ACCEPTED[name]
    assert file_kinds.recognise(name, content).media_type == media_type


def test_every_kind_is_tried_and_has_one_name() -> None:
    assert {kind for kind, _ in ACCEPTED.values()} == set(file_kinds.WORDS)
    assert len(file_kinds.WORDS) == len(file_kinds.KINDS)


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.htm", "a.xml", "a.exe", "a.docm", "a", ""])
def test_other_kinds_are_not_accepted_whatever_is_in_them(name: str) -> None:
    for content in (PDF, PNG, HTML, SVG, b"text"):
        with pytest.raises(BadInput, match="not accepted"):
            file_kinds.recognise(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", HTML),
        ("a.png", SVG),
        ("a.png", b"\x89PNG"),
        ("a.png", PDF),
        ("a.pdf", b" " + PDF),
        ("a.jpg", PNG),
        ("a.webp", b"RIFF\x10\x00\x00\x00WAVE"),
        ("a.txt", HTML),
        ("a.txt", b"\n<!-- a -->\n<!-- b --> <HTML>"),
        ("a.md", SVG),
        ("a.csv", b"\xef\xbb\xbf" + SVG),
        ("a.txt", b"a\x00b"),
        ("a.txt", "Zoë".encode("cp1252")),
        ("a.txt", "text".encode("utf-16")),
        ("a.docx", PDF),
        ("a.docx", b"PK\x03\x04" + bytes(40)),
        ("a.docx", ACCEPTED["a.xlsx"][1]),
        ("a.docx", ACCEPTED["a.docx"][1][:-30]),
        ("a.docx", office(MACROS)),
        ("a.docx", archive(other="x")),
        ("a.odt", open_document("text-template")),
        ("a.odt", ACCEPTED["a.ods"][1]),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text" + "x" * 5000)),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(BadInput, match="not what its name says"):
        file_kinds.recognise(name, content)


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_empty_file_is_no_file(name: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        file_kinds.recognise(name, b"")


def test_a_text_of_nothing_but_comments_is_read_in_one_go() -> None:
    assert file_kinds.recognise("a.md", b"<!-- x --> " * 100_000 + b"<!--").word == "Markdown"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\Users\\Zoë\\report.pdf", "report.pdf"),
        ("a\x00b\r\nc\x1b\t d.pdf", "ab c d.pdf"),
        ("\u202egnp.fdp.pdf", "gnp.fdp.pdf"),
        ('a"b<c>:d|e?f*.pdf', "a_b_c__d_e_f_.pdf"),
        ("Zoe\u0308.pdf", "Zo\u00eb.pdf"),
        (".pdf", "pdf"),
        ("..", "file"),
        ("", "file"),
        ("a. .pdf", "a.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_is_cleaned_and_keeps_its_ending(name: str, kept: str) -> None:
    assert file_kinds.cleaned(name) == kept


@given(some.text())
def test_every_name_can_be_stored_and_names_a_file_in_its_folder(name: str) -> None:
    kept = file_kinds.cleaned(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert kept not in {".", ".."}
    assert not set(kept) & set('/\\"\x00\r\n')
    assert file_kinds.cleaned(kept) == kept


@given(some.binary(max_size=200), some.sampled_from(file_kinds.ENDINGS))
def test_whatever_is_in_it_a_file_is_known_or_refused(content: bytes, ending: str) -> None:
    for given_ in (content, b"PK\x03\x04" + content, ACCEPTED["a.docx"][1][:60] + content):
        with suppress(BadInput):
            assert ending[1:] in file_kinds.recognise(f"a{ending}", given_).endings
