"""What somebody wrote in Markdown becomes HTML that runs and loads nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.pages.markdown import ATTRIBUTES, HEADINGS, TAGS, rendered

TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
        ("# A\n\n## B", "<h4>A</h4>\n<h5>B</h5>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        (
            "[site](https://example.org)",
            '<p><a href="https://example.org" rel="nofollow noopener noreferrer ugc">site</a></p>',
        ),
    ],
)
def test_what_is_usual_is_shown(text: str, html: str) -> None:
    assert str(rendered(text)).strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://elsewhere.test/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "<svg onload=alert(1)>",
        '[x](https://a.test "" onmouseover="alert(1)")',
        "<a href='javascript:alert(1)'>x</a>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_a21_nothing_runs_and_nothing_is_loaded(text: str) -> None:
    html = str(rendered(text))
    for _, name, attributes in TAG.findall(html):
        assert name in TAGS | HEADINGS
        for attribute, value in ATTRIBUTE.findall(attributes):
            assert attribute in ATTRIBUTES.get(name, set()) | {"rel"}
            if attribute == "href":
                assert value.startswith(("https://", "http://", "mailto:"))


@given(st.text(st.sampled_from("<>\"'=[]()!*#`-\n ajsvcriptonerxd:/."), max_size=60))
def test_a21_whatever_was_written_only_known_tags_come_out(text: str) -> None:
    html = str(rendered(text))
    assert {name for _, name, _ in TAG.findall(html)} <= TAGS | HEADINGS
    assert "<img" not in html
    assert "<script" not in html
