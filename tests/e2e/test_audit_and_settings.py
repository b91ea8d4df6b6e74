"""The L&D admin's audit and settings in a browser: every width, no barrier, by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, led_to, looked_at, opened_alone
from tests.support.menus import button
from tests.support.pictures import as_printed

pytestmark = [pytest.mark.browser, pytest.mark.full]

RANKING = "#ranking"  # the section that is previewed, saved and put back


def opened(page: Page, demo: str, name: str) -> None:
    """Open a page of the admin's menu."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    expect(answer(page)).to_be_visible()
    led_to(page, lambda: button(tool(page), name).press("Enter"))
    expect(answer(page)).to_be_visible()


def pressed(page: Page, name: str, within: str = "body") -> None:
    """Press a button by the keyboard, and wait for the page that it leads to."""
    tool(page).locator(within).get_by_role("button", name=name).first.press("Enter")
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def seen(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show."""
    page.set_viewport_size({"width": width, "height": 900})
    frame_of(page).evaluate(OPEN_ALL)
    looked_at(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", WIDTHS)
def test_a_cell_of_the_audit_leads_to_its_people_and_back(
    browser: Browser, demo: str, width: int
) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo, "Audit")
        seen(page, "audit", width)
        tool(page).locator("button.heat").first.press("Enter")
        expect(tool(page).get_by_role("heading", name="By role")).to_be_visible()
        seen(page, "audit-cell", width)
        pressed(page, "Back to the audit")
        pressed(page, "Whom learning reaches")
        expect(answer(page)).to_contain_text("finished a course within a year")
        seen(page, "reach", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_settings_are_previewed_saved_and_put_back(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo, "Settings")
        expect(answer(page)).to_contain_text("Every setting is as usual.")
        tool(page).get_by_label("Variety of lists").fill("3")
        pressed(page, "Preview, without saving")
        expect(tool(page).get_by_role("heading", name="Three lists")).to_be_visible()
        seen(page, "settings-preview", width)
        pressed(page, "Save", RANKING)
        expect(answer(page)).to_contain_text("1 setting is not as usual.")
        expect(tool(page).get_by_role("status")).to_contain_text("That is kept.")
        seen(page, "settings", width)
        pressed(page, "Put them back", RANKING)
        expect(answer(page)).to_contain_text("Every setting is as usual.")


def test_the_overview_shows_its_chart_and_numbers(browser: Browser, demo: str) -> None:
    for width in WIDTHS:
        with profiled(browser, width) as context:
            page = context.new_page()
            opened(page, demo, "Overview")
            expect(tool(page).get_by_role("img", name="Finished courses by month")).to_be_visible()
            seen(page, "overview", width)


def test_the_audit_prints_as_a_whole(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        opened(page, demo, "Overview")
        window = opened_alone(page)
        button(window, "Audit").press("Enter")
        expect(window.locator("button.heat").first).to_be_visible()
        window.emulate_media(media="print")
        expect(window.locator("nav.side")).to_be_hidden()
        expect(window.locator("form.find")).to_be_hidden()
        assert as_printed(window, "audit-printed").startswith(b"%PDF")
