"""What the tests of the Moodle look-alike share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

TODAY = date(2026, 11, 22)
Call = Callable[..., Any]


class Form(HTMLParser):
    """The first form of a page: where it goes and which fields it carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.address = ""
        self.fields: dict[str, str] = {}
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.address = given["action"]
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given["value"]
        elif tag == "script":
            self.scripts.append(given.get("src", "inline"))
