"""The L&D admin's pages about people in a browser: every width and theme, by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, framed_in_both_themes
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]
FILE = "Employee ID;Full name;Job title;Hire date\nE9001;Zoë Neu;Analyst;2026-02-01\nE9002;;;x\n"


def settled(page: Page) -> None:
    """Wait for the page that a button leads to."""
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def pressed(page: Page, name: str) -> None:
    """Press a button by the keyboard, and wait until another answer has come in place of this."""
    answer(page).evaluate("answer => { answer.dataset.left = ''; }")
    button(tool(page), name).press("Enter")
    expect(tool(page).locator("[data-left]")).to_have_count(0)
    settled(page)


def turned(page: Page, name: str) -> None:
    """Go to another of the pages about people."""
    pressed(page, name)
    expect(tool(page).locator(".within [aria-current]")).to_have_text(name)
    settled(page)


def ask(page: Page, demo: str) -> None:
    """Ask, as a learner, to be erased; asked again, it is the same request."""
    page.goto(demo)
    page.locator('a[href$="as=learner"]').click()
    pressed(page, "My data")
    pressed(page, "Erase everything …")
    pressed(page, "Yes, ask for it")


def seen(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show."""
    page.set_viewport_size({"width": width, "height": 900})
    frame_of(page).evaluate(OPEN_ALL)
    framed_in_both_themes(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", WIDTHS)
def test_people_are_found_corrected_imported_and_logged(
    browser: Browser, demo: str, width: int
) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        ask(page, demo)
        page.goto(demo)
        page.locator('a[href$="as=admin"]').click()
        pressed(page, "People")
        expect(answer(page)).to_contain_text("people are here.")
        seen(page, "people", width)
        tool(page).get_by_label("What they are here").select_option("manager")
        pressed(page, "Show")
        tool(page).get_by_role("region", name="Table of people").get_by_role("button").first.press(
            "Enter"
        )
        expect(tool(page).get_by_role("heading", name="On record")).to_be_visible()
        frame_of(page).evaluate(OPEN_ALL)
        tool(page).get_by_label("Department").fill(f"Field team {width}")
        pressed(page, "Keep the corrections")
        expect(tool(page).get_by_role("status")).to_contain_text("no update overwrites it")
        seen(page, "person", width)
        pressed(page, "Leave it to the source")
        turned(page, "Import")
        tool(page).get_by_label("CSV file of people, at most 30 MB").set_input_files(
            {"name": "hr.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
        )
        pressed(page, "Send and look at it")
        expect(answer(page)).to_contain_text("Nothing is written yet.")
        seen(page, "import", width)
        pressed(page, "Forget the file")
        turned(page, "Log of changes")
        seen(page, "log", width)
        turned(page, "API tokens")
        frame_of(page).evaluate(OPEN_ALL)
        tool(page).get_by_label("The program that will use it").fill("Data warehouse")
        tool(page).get_by_label("read the list of people").check()
        pressed(page, "Make the token")
        secret = tool(page).get_by_label("The token", exact=True).input_value()
        assert secret.startswith("fp_")
        seen(page, "tokens", width)
        pressed(page, "Requests")
        expect(tool(page).get_by_role("heading", name="What people asked for")).to_be_visible()
        seen(page, "inbox", width)
