"""Plain text out of the HTML that Moodle puts into names, summaries and cells."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
# Beyond every sign that there is; the parser would read a very long one as a number, and fail.
_NO_SIGN = re.compile(r"&#[0-9]{8,};?")


class _Words(HTMLParser):
    """Collects the text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip a section of a name that the parser does not know, as browsers do."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)


def plain(html: str | None) -> str:
    """Return the words of ``html`` in one line, without tags and entities."""
    if not html:
        return ""
    if "<" in html or "&" in html:
        words = _Words()
        words.feed(_NO_SIGN.sub("\ufffd", html))
        words.close()
        html = "".join(words.parts)
    return " ".join(html.split())


def folded(text: str) -> str:
    """Return ``text`` in lower case, without accents, with single plain spaces."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())
