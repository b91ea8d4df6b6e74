"""The page that connects a site in a browser: checked, mapped, read, with the tray beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at, opened_alone, seen_alone
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def connect_page(page: Page, demo: str) -> None:
    """Open the page as the demo's administrator."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    button(tool(page), "Connect").press("Enter")
    settled(page)


def settled(page: Page) -> None:
    """Wait for the page that a button leads to."""
    expect(tool(page).locator(".guide")).to_be_visible()
    page.wait_for_load_state("networkidle")


def unfolded(page: Page, step: str) -> None:
    """Open a step by the keyboard."""
    if not tool(page).locator(f"#step-{step}[open]").count():
        tool(page).locator(f"#step-{step} > summary").press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_step_is_seen_and_done_by_keyboard(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        connect_page(page, demo)
        looked_at(page, f"connect-steps-{width}")
        unfolded(page, "check")
        tool(page).get_by_role("button", name="Check").press("Enter")
        expect(tool(page).locator("#headline")).to_have_text(
            "Everything that an update needs is there."
        )
        settled(page)
        unfolded(page, "fields")
        tool(page).get_by_role("button", name="Keep these fields").press("Enter")
        expect(tool(page).locator(".alert-success")).to_contain_text("the next update reads")
        settled(page)
        frame_of(page).evaluate(OPEN_ALL)
        looked_at(page, f"connect-open-{width}")


def test_an_update_shows_its_progress_here_and_on_other_pages(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        connect_page(page, demo)
        unfolded(page, "sync")
        tool(page).get_by_role("button", name="Update from Moodle now").press("Enter")
        expect(tool(page).locator("[data-swap]")).to_contain_text("Cancel")
        tray = tool(page).locator("[data-tray]")
        expect(tray).to_contain_text("Update from Moodle")
        button(tool(page), "Audit").press("Enter")
        expect(tray).to_contain_text("Update from Moodle: done")
        expect(tool(page).locator("[aria-current=page]")).to_have_text("Audit")
        page.wait_for_load_state("networkidle")
        looked_at(page, "tray-1280")


def test_a_full_page_works(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        connect_page(page, demo)
        window = opened_alone(page)
        button(window, "Connect").press("Enter")
        expect(window.locator(".guide")).to_be_visible()
        seen_alone(window, "Connect", "alone")
