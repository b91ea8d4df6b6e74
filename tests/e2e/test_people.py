"""The admin's page about people in its frame: by mouse and keyboard, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.demo_moodle import frame_of, tool
from tests.support.looking import OPEN_ALL, framed_in_both_themes
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]

SOMEBODY = "anton d"  # few of the demo's organisation


@contextmanager
def people_page(
    browser: Browser,
    demo: str,
    width: int = 1280,
    *,
    scripted: bool = True,
    bypass_csp: bool = False,
) -> Iterator[Page]:
    """Open the demo as an admin and go to the page about people."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, bypass_csp=bypass_csp)
    page = context.new_page()
    if not scripted:
        page.route("**/fingerpost.js", lambda route: route.abort())
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    button(tool(page), "People").click()
    tool(page).get_by_role("button", name="L&D admins and roles").click()
    expect(tool(page).get_by_role("heading", name="What was changed lately")).to_be_visible()
    yield page
    context.close()


def find(page: Page, text: str) -> None:
    """Search, and wait for what was found."""
    tool(page).get_by_role("searchbox").fill(text)
    tool(page).get_by_role("searchbox").press("Enter")
    expect(tool(page).get_by_role("heading", level=3)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_state_of_the_page(browser: Browser, demo: str, width: int) -> None:
    with people_page(browser, demo, width, bypass_csp=True) as page:
        find(page, SOMEBODY)
        frame_of(page).evaluate(OPEN_ALL)
        framed_in_both_themes(page, f"admin-people-{width}")


def test_an_admin_is_made_and_taken_away_by_keyboard(browser: Browser, demo: str) -> None:
    with people_page(browser, demo) as page:
        find(page, SOMEBODY)
        making = tool(page).get_by_role("button", name="Make L&D admin").first
        name = str(making.get_attribute("aria-label")).removeprefix("Make L&D admin: ")
        making.press("Enter")
        said = tool(page).get_by_role("status").filter(has_text="is an L&D admin from now on.")
        expect(said).to_be_focused()
        asking = tool(page).locator("summary", has_text=f"Take away…: {name}")
        asking.press("Enter")
        tool(page).get_by_role("button", name=f"Leave it to their launches: {name}").press("Enter")
        expect(tool(page).get_by_text("is what their launches say again.").first).to_be_focused()


def test_it_works_without_its_script_and_without_cookies(browser: Browser, demo: str) -> None:
    with people_page(browser, demo, scripted=False) as page:
        page.context.clear_cookies()
        tool(page).get_by_text("Change the rules…").click()
        tool(page).get_by_label("Mentor").select_option("instructor")
        tool(page).get_by_role("button", name="Save the rules").click()
        expect(tool(page).get_by_role("status")).to_have_text("The rules are saved.")
        expect(tool(page).get_by_label("Mentor")).to_have_value("instructor")
