"""Two tabs of one browser with two courses: what is done in one stays in its course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, expect

from tests.support.browser import ALLOWED, profile
from tests.support.embedded import Embedded

pytestmark = [pytest.mark.browser, pytest.mark.full]

# A course is never recommended in itself, so a list tells in which course it was made.
PRACTITIONER, NEGOTIATION = 3, 5
TITLES = {
    "SQL: Foundations",
    "SQL: Practitioner",
    "Statistics: Foundations",
    "Negotiation: Foundations",
}


@pytest.fixture
def context(tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own."""
    with profile(tmp_path, ALLOWED) as context:
        yield context


def opened(context: BrowserContext, pages: Embedded, course: int) -> FrameLocator:
    """Open a course in a new tab and return the tool in it."""
    tab = context.new_page()
    tab.goto(pages.page(course))
    return tab.frame_locator("iframe")


def shows(tool: FrameLocator, titles: set[str]) -> None:
    """Wait until the tool lists exactly these courses."""
    expect(tool.locator(".course h2")).to_have_count(len(titles))
    assert set(tool.locator(".course h2").all_inner_texts()) == titles


@pytest.mark.parametrize("kept", [True, False], ids=["cookies", "no-cookies"])
def test_what_is_done_in_one_tab_stays_in_its_course(
    pages: Embedded, context: BrowserContext, kept: bool
) -> None:
    if not kept:
        pages.without_cookies()
    one = opened(context, pages, PRACTITIONER)
    shows(one, TITLES - {"SQL: Practitioner"})
    two = opened(context, pages, NEGOTIATION)
    shows(two, TITLES - {"Negotiation: Foundations"})

    one.get_by_role("button", name="Later: Statistics: Foundations").click()
    expect(one.locator(".undo")).to_contain_text("comes back in a month")
    shows(one, {"SQL: Foundations", "Negotiation: Foundations"})

    two.get_by_role("button", name="Later: SQL: Foundations").click()
    expect(two.locator(".undo")).to_contain_text("comes back in a month")
    shows(two, {"SQL: Practitioner"})


@pytest.mark.parametrize("kept", [True, False], ids=["cookies", "no-cookies"])
def test_a_tab_that_is_loaded_again_is_still_of_its_course(
    pages: Embedded, context: BrowserContext, kept: bool
) -> None:
    if not kept:
        pages.without_cookies()
    one = opened(context, pages, PRACTITIONER)
    shows(one, TITLES - {"SQL: Practitioner"})
    shows(opened(context, pages, NEGOTIATION), TITLES - {"Negotiation: Foundations"})
    context.pages[-2].reload()
    shows(one, TITLES - {"SQL: Practitioner"})


def test_two_people_in_one_browser_never_mix(pages: Embedded, context: BrowserContext) -> None:
    one = opened(context, pages, PRACTITIONER)
    shows(one, TITLES - {"SQL: Practitioner"})
    pages.person = "102"
    two = opened(context, pages, NEGOTIATION)
    shows(two, {"SQL: Practitioner", "Statistics: Foundations"})
    one.get_by_role("button", name="Not for me: SQL: Foundations").click()
    shows(one, {"Statistics: Foundations", "Negotiation: Foundations"})
