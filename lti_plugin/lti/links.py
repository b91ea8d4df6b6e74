"""Reads Link headers (RFC 8288), those with Moodle's typographic quotes and ``&amp;`` included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urljoin

# What was opened and never closed ends with the header, so that reading takes linear time.
_TOKEN = re.compile(
    r"""<(?P<target>[^<>]*)(?:>|$)
      | "(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\\?$)
      | (?P<mark>[;,=])
      | (?P<word>[^\s;,="<>]+)""",
    re.VERBOSE,
)
_STRAIGHT = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f", '"'))
_ESCAPED = re.compile(r"\\(.)")

Link = tuple[str, dict[str, str]]


def next_page(header: str | None, page: str) -> str | None:
    """Return the address of the page after ``page``, or None where the header names none.

    The address is as it was sent, made absolute; whether it may be asked is for the caller.
    """
    for target, parameters in _links(header or ""):
        # With an anchor the link is one of another resource than this page.
        if "next" in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            address = target.replace("&amp;", "&")
            try:
                return urljoin(page, address)
            except ValueError:
                return address
    return None


def _links(header: str) -> Iterator[Link]:
    """Yield each link's target and its parameters; of a repeated parameter the first counts."""
    link: Link | None = None
    name, after = "", ""
    for token in _TOKEN.finditer(_readable(header)):
        kind = token.lastgroup or ""
        text = token[kind]
        if link is not None and (kind == "target" or (kind, text) == ("mark", ",")):
            yield link
            link = None
        if kind == "target":
            link, name = (text.strip(), {}), ""
        elif kind != "mark" and link is not None:
            if after == "=" and name:
                link[1].setdefault(name, _ESCAPED.sub(r"\1", text))
            else:
                name = text.lower()
        after = text if kind == "mark" else ""
    if link is not None:
        yield link


def _readable(header: str) -> str:
    """Return the header with plain quotes; what came as UTF-8 was read as Latin-1."""
    with suppress(UnicodeError):
        header = header.encode("latin-1").decode()
    return header.translate(_STRAIGHT)
