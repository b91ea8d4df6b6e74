"""A person's own pages as tests read them."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse

from tests.support.installation import Installation, Visit, arrive

STAND, WAY, PATH = "/learn/skills", "/learn/way", "/learn/path"


def opened(installation: Installation, page: str, who: str = "learner") -> Visit:
    """Come in as somebody new and open a page from the menu."""
    mine = arrive(installation, who, "100")
    mine.page = mine.press(page)
    assert mine.page.status_code == 200, mine.page.text
    return mine


def arms(page: TestResponse) -> dict[str, str]:
    """Return what the list of ways says of each, by its role."""
    found = re.findall(r"<span><b>([^<]*)</b>(.*?)</span>\s*<span[^>]*>([^<]*)<", page.text)
    return {unescape(role): unescape(what + told) for role, what, told in found}


def suggested(page: TestResponse) -> list[str]:
    """Return the roles of the ways that are marked as suggested."""
    return [role for role, said in arms(page).items() if "suggested" in said]


def steps(page: TestResponse) -> list[str]:
    """Return the titles of a path's steps."""
    return [unescape(each) for each in re.findall(r'id="(?:step|title)-[^"]*">([^<]*)<', page.text)]


def sessions(page: TestResponse) -> list[str]:
    """Return when something is learned."""
    found = re.findall(r"<li><span>([^<]*–[^<]*)</span>", page.text)
    return [unescape(each).replace("\u202f", " ") for each in found]


def leads_to_rating(page: TestResponse) -> bool:
    """Say whether the page has a button to the one where people rate themselves."""
    form = r'action="/learn/skills[^>]*>\s*<input[^>]*>\s*<button[^>]*>Rate yourself<'
    return re.search(form, page.text) is not None
