"""Text that somebody wrote in Markdown, as HTML that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "a", "code", "pre", "blockquote"}
HEADINGS = {"h4", "h5", "h6"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINKS = "nofollow noopener noreferrer ugc"
# The page has headings of its own above these.
DEEPER = 3

# No HTML within the text, and no pictures: they would tell another host who reads the page.
_reader = MarkdownIt("commonmark", {"html": False}).disable("image")


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the filter."""
    app.jinja_env.filters["markdown"] = rendered


def rendered(text: str) -> Markup:
    """Return a text as HTML of few tags; what is not among them is left out, even by mistake."""
    tokens = _reader.parse(text)
    html = _reader.renderer.render(_lowered(tokens), _reader.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS | HEADINGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=LINKS,
    )
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it


def _lowered(tokens: Sequence[Token]) -> Sequence[Token]:
    for each in tokens:
        if each.type in {"heading_open", "heading_close"}:
            each.tag = f"h{min(int(each.tag[1]) + DEEPER, 6)}"
    return tokens
