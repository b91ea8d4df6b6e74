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


def seen(page: Page, name: str, theme: str, title: str) -> None:
    """Wait for the page of this section; keep a picture of it, and find no barrier in it."""
    expect(tool(page).get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    frame = frame_of(page)
    frame.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
    frame.evaluate(OPEN_ALL)
    of_frame(page, frame, name)
    without_barriers(frame)


def pressed(page: Page, name: str) -> None:
    """Press the first button of this name."""
    tool(page).get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_cohorts_of_the_instructors_course(
    browser: Browser, demo: str, width: int, theme: str
) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=instructor"]').click()
        expect(answer(page)).to_contain_text("people are ready for this course in")
        expect(tool(page).locator("main")).to_contain_text("If it runs, they cover")
        seen(page, f"cohorts-{width}-{theme}", theme, "Cohorts for this course")
        pressed(page, "Look at this cohort")
        expect(answer(page)).to_contain_text("need “SQL from the ground up” in")
        seen(page, f"cohort-{width}-{theme}", theme, "Who they are")
        pressed(page, "Skills and progress")
        seen(page, f"class-{width}-{theme}", theme, "The class against the skills of this course")
        expect(answer(page)).to_contain_text("assessed")
