"""Plain text from HTML: what a reader would see, with a break where a block ends."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

LONGEST = 50_000

_BLOCK_NAMES = (
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section "
    "select summary table tbody td tfoot th thead title tr ul"
)
_INLINE_NAMES = (
    "a abbr acronym area audio b base bdi bdo big button canvas caption center cite code col "
    "colgroup data datalist del dfn dialog em embed font i iframe img input ins kbd label link map "
    "mark meta meter noscript object output param picture progress q rp rt ruby s samp script slot "
    "small source span strike strong style sub sup svg template textarea time track tt u var "
    "video wbr"
)
_BLOCKS, _INLINE = frozenset(_BLOCK_NAMES.split()), frozenset(_INLINE_NAMES.split())
_DROPPED = frozenset(("script", "style"))
_KNOWN = _BLOCKS | _INLINE | {"br"}
_MARKUP = re.compile(
    rf"<(?:/?(?:{'|'.join(sorted(_KNOWN, key=len, reverse=True))})(?=[\s/>])|!--|!doctype)",
    re.IGNORECASE,
)
_ANGLE = re.compile(
    r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])"
    r"""(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>"""
    r"|<(?P<declared>[!?])[^<>]*>|<"
)


class TextTooLong(ValueError):
    """A text is longer than anybody pastes; the message says how long it may be."""


def plain_text(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` as a reader sees it; what is no HTML stays as it is but for entities.

    Blocks are set apart by an empty line, cells of tables too; scripts, styles and comments are
    left out. Angle brackets that are no tag of HTML stay (``vector<int>``, ``< 5 years``).

    Parameters
    ----------
    text : str
        HTML or plain text.
    longest : int
        Characters that are read, markup included.

    Raises
    ------
    TextTooLong
        ``text`` has more characters than ``longest``.
    """
    if len(text) > longest:
        raise TextTooLong(
            f"The text has {len(text):,} characters; paste at most {longest:,}, "
            "for example the description of the job alone."
        )
    if not _MARKUP.search(text):
        return html.unescape(text)
    reader = _Reader()
    reader.feed(_ANGLE.sub(_bare_tag, _without_comments(text)))
    reader.close()
    return reader.text()


def _without_comments(text: str) -> str:
    kept, behind = [], 0
    while (start := text.find("<!--", behind)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[behind:start])
        behind = end + 3
    return " ".join([*kept, text[behind:]])


def _bare_tag(match: re.Match[str]) -> str:
    """Leave tags their name alone: half-open attributes take the parser quadratic time."""
    if match["declared"]:
        return " "
    if match["name"] and match["name"].lower() in _KNOWN:
        return f"<{match['slash']}{match['name']}>"
    return "&lt;" + match[0][1:]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._dropped: str | None = None

    def text(self) -> str:
        joined = re.sub(r"[ \t\r\f\v]+", " ", "".join(self._parts))
        return re.sub(r" ?\n ?(?:\n ?)+", "\n\n", joined).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _DROPPED:
            self._dropped = tag
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._dropped:
            self._dropped = None
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._dropped is None:
            self._parts.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self._parts.append("\n\n")
