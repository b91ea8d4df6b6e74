"""The L&D admin's pages about badges in a browser: every width, no barrier, by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def settled(page: Page) -> None:
    """Wait for the page that a button leads to."""
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def pressed(page: Page, name: str) -> None:
    """Press a button by the keyboard."""
    button(tool(page), name).press("Enter")
    settled(page)


def unfolded(page: Page, name: str) -> None:
    """Open a part of the page by the keyboard."""
    tool(page).locator("summary", has_text=name).first.press("Enter")


def seen(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show."""
    page.set_viewport_size({"width": width, "height": 900})
    frame_of(page).evaluate(OPEN_ALL)
    looked_at(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", WIDTHS)
def test_a_badge_is_designed_tried_and_activated(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=admin"]').click()
        pressed(page, "Badges")
        expect(tool(page).get_by_role("table")).to_contain_text("SQL for analysts")
        seen(page, "site-badges", width)
        tool(page).get_by_label("Skill, by its name here").fill("SQL")
        page.keyboard.press("Enter")
        expect(answer(page)).to_contain_text("Skill at a level: SQL (independent)")
        settled(page)
        tool(page).get_by_label("Name", exact=True).fill(f"SQL in practice {width}")
        pressed(page, "Preview")
        expect(tool(page).locator("main")).to_contain_text("Preview; nothing is kept yet")
        seen(page, "badge-preview", width)
        pressed(page, "Keep")
        pressed(page, "How many have earned it already?")
        expect(tool(page).get_by_role("status").first).to_contain_text("earned it")
        seen(page, "badge-draft", width)
        pressed(page, "Activate")
        expect(tool(page).locator(".alert-success")).to_have_text("It is awarded from now on.")
        unfolded(page, "Award it by hand, or from a file")
        tool(page).get_by_label("People, one a line: an id or an e-mail address").fill("nobody\n2")
        tool(page).get_by_label("Why they get it").fill("Led a workshop")
        pressed(page, "Try it, award nothing")
        expect(tool(page).locator("main")).to_contain_text("nobody here has this id")
        seen(page, "badge-rows", width)
