"""The teacher's pages about cohorts and the class in a browser: every width, no barrier."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, framed_in_both_themes
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def seen(page: Page, name: str, title: str) -> None:
    """Wait for the page of this section; keep pictures of it, and find no barrier in it."""
    expect(tool(page).get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    frame_of(page).evaluate(OPEN_ALL)
    framed_in_both_themes(page, name)


def pressed(page: Page, name: str) -> None:
    """Press the first button of this name."""
    button(tool(page), name, exact=False).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_cohorts_of_the_instructors_course(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=instructor"]').click()
        expect(answer(page)).to_contain_text("people are ready for this course in")
        expect(tool(page).locator("main")).to_contain_text("If it runs, they cover")
        seen(page, f"cohorts-{width}", "Cohorts for this course")
        pressed(page, "Look at this cohort")
        expect(answer(page)).to_contain_text("need “SQL from the ground up” in")
        seen(page, f"cohort-{width}", "Who they are")
        pressed(page, "Skills and progress")
        seen(page, f"class-{width}", "The class against the skills of this course")
        expect(answer(page)).to_contain_text("assessed")
