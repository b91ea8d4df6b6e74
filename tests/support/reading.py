"""What a reader sees of a page, without its markup."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse


def text_of(markup: str) -> str:
    """Return what stands in a piece of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def main_of(page: TestResponse) -> str:
    """Return the words of a page's main part, or of the part that a script was sent."""
    text = page.text
    if "<main" in text:
        text = text[text.index("<main") : text.index("</main>")]
    return text_of(text)


def answer_of(page: TestResponse) -> str:
    """Return a page's answer, which is its first heading."""
    return answer_in(page.text)


def answer_in(text: str) -> str:
    """Return the answer of a page, or of the part that a script was sent."""
    found = re.search(r'<h1 class="answer"[^>]*>(.*?)</h1>', text, re.DOTALL)
    assert found is not None, text
    return text_of(found[1])


def values_of(page: TestResponse, name: str) -> list[str]:
    """Return the values of the fields of this name, in their order."""
    return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', page.text)]
