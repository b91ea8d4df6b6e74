"""What a reader sees of a page, without its markup."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse


def main_of(page: TestResponse) -> str:
    """Return the words of a page's main part, or of the part that a script was sent."""
    text = page.text
    if "<main" in text:
        text = text[text.index("<main") : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def answer_of(page: TestResponse) -> str:
    """Return a page's first heading."""
    found = re.search(r'<h1 class="answer"[^>]*>(.*?)</h1>', page.text, re.DOTALL)
    assert found is not None, page.text
    return " ".join(unescape(found[1]).split())


def values_of(page: TestResponse, name: str) -> list[str]:
    """Return the values of the fields of this name, in their order."""
    return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', page.text)]
