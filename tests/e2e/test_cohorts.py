"""The teacher's pages about cohorts and the class in a browser: every width, no barrier."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import THEMES, WIDTHS, without_barriers
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL
from tests.support.pictures import of_frame

pytestmark = [pytest.mark.browser, pytest.mark.full]


def seen(page: Page, name: str) -> None:
    """Keep a picture of all that the page can show, and find no barrier in it."""
    expect(answer(page)).to_be_visible()
    frame = frame_of(page)
    frame.evaluate(OPEN_ALL)
    of_frame(page, frame, name)
    without_barriers(frame)


def pressed(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    tool(page).get_by_role("button", name=name).first.click()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_cohorts_of_the_instructors_course(
    browser: Browser, demo: str, width: int, theme: str
) -> None:
    with profiled(browser, width, 900, theme) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=instructor"]').click()
        expect(answer(page)).to_contain_text("people are ready for this course in")
        expect(tool(page).locator("main")).to_contain_text("If it runs, they cover")
        seen(page, f"cohorts-{width}-{theme}")
        pressed(page, "Look at this cohort")
        expect(answer(page)).to_contain_text("need “SQL from the ground up” in")
        seen(page, f"cohort-{width}-{theme}")
        pressed(page, "Skills and progress")
        expect(answer(page)).to_contain_text("SQL")
        seen(page, f"class-{width}-{theme}")
