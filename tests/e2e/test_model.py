"""The admin's page about the model in a browser: its setting by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def keep(page: Page, step: str, key: str) -> None:
    """Move from the chosen step to the next by a key, and keep it."""
    tool(page).get_by_role("radio", checked=True).press(key)
    expect(tool(page).get_by_role("radio", name=step)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(tool(page).get_by_role("status").filter(has_text="That is kept.")).to_be_visible()
    expect(tool(page).get_by_text(f"Popular courses count: “{step}”.")).to_be_visible()


def test_how_much_popular_courses_count_is_set_by_keyboard(browser: Browser, demo: str) -> None:
    with profiled(browser, 320) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=admin"]').click()
        button(tool(page), "Model").press("Enter")
        expect(answer(page)).to_contain_text("ranks the courses")
        keep(page, "Less", "ArrowDown")
        frame_of(page).evaluate(OPEN_ALL)
        looked_at(page, "model-320")
        keep(page, "As learned", "ArrowUp")
