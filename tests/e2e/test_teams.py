"""The pages of a manager, and of who asks one, in a browser: every width, no barrier."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def opened(page: Page, demo: str, who: str, name: str) -> None:
    """Open a page of the menu as somebody."""
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    pressed(page, name)


def pressed(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    button(tool(page), name).click()
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def seen(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show."""
    page.set_viewport_size({"width": width, "height": 900})
    frame_of(page).evaluate(OPEN_ALL)
    looked_at(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", WIDTHS)
def test_a_managers_pages(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo, "team-lead", "My team")
        expect(answer(page)).to_have_text("1 request of your team waits for you.")
        seen(page, "team", width)
        pressed(page, "Plan for the whole team")
        tool(page).get_by_label("Skill", exact=True).first.select_option(label="SQL")
        pressed(page, "Plan for the team")
        expect(answer(page)).to_contain_text("bring your team from")
        seen(page, "board", width)
        pressed(page, "Back to my team")
        pressed(page, "Budgets")
        expect(answer(page)).to_have_text("1 budget limits what is planned here.")
        seen(page, "budgets", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_asking_for_an_assignment_and_who_decides(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo, "ai-support", "My path")
        expect(tool(page).locator("main")).to_contain_text("Run the AI assistant")
        pressed(page, "Assignments at work")
        expect(tool(page).locator("main")).to_contain_text("Noor Rahimi, your manager, decides")
        seen(page, "assignments", width)
        opened(page, demo, "admin", "Requests")
        expect(answer(page)).to_have_text("Nothing waits for the L&D team.")
        seen(page, "requests", width)
