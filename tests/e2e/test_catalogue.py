"""The L&D admin's pages about the catalogue in a browser: every width, no barrier, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, framed_in_both_themes, led_to, looked_at
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]


def pressed(page: Page, name: str, *, exact: bool = True) -> None:
    """Press a button by the keyboard, and wait for the page that it leads to."""
    button(tool(page), name, exact=exact).press("Enter")
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def listed(page: Page) -> None:
    """Go to the list of courses, and wait until it is there and not the page before it."""
    pressed(page, "Catalogue")
    expect(answer(page)).to_contain_text("Learners can be offered")


def opened(page: Page, demo: str) -> None:
    """Open the list of courses as the admin."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    listed(page)


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
def test_a_course_is_found_changed_pinned_and_left_as_it_was(
    browser: Browser, demo: str, width: int
) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        seen(page, "catalogue", width)
        tool(page).get_by_label("Title or tag").fill("sql")
        page.keyboard.press("Enter")
        expect(answer(page)).to_contain_text("fit")
        tool(page).locator('input[name="course"]').first.check()
        unfolded(page, "Change many at once")
        tool(page).locator('input[name="to_cost"]').fill("120")
        pressed(page, "Change them")
        expect(tool(page).get_by_role("status")).to_contain_text("1 course was changed.")
        tool(page).locator('button[form="open"]').first.press("Enter")
        expect(tool(page).get_by_role("heading", name="What is said of it")).to_be_visible()
        unfolded(page, "Put it first, or hide it")
        tool(page).get_by_label("First day; empty for at once").fill("2030-01-01")
        tool(page).get_by_role("button", name="Keep", exact=True).last.press("Enter")
        expect(tool(page).get_by_role("status")).to_contain_text("Lists follow it at once.")
        seen(page, "catalogue-course", width)
        pressed(page, "Take back", exact=False)
        expect(tool(page).get_by_role("status")).to_contain_text("It is taken back")
        pressed(page, "Take the source’s", exact=False)
        expect(tool(page).get_by_role("status")).to_contain_text("is taken, now")
        listed(page)
        pressed(page, "Rules")
        expect(answer(page)).to_contain_text("left out")
        seen(page, "catalogue-rules", width)
        listed(page)
        pressed(page, "Tied to nothing, out of date")
        expect(tool(page).locator("#untied")).to_be_visible()
        seen(page, "catalogue-upkeep", width)
        listed(page)
        pressed(page, "Add something outside Moodle")
        expect(answer(page)).to_contain_text("outside Moodle")
        seen(page, "catalogue-new", width)


def test_two_admins_see_both_versions(browser: Browser, demo: str) -> None:
    with profiled(browser, 320) as context:
        pages = [context.new_page(), context.new_page()]
        for page in pages:
            opened(page, demo)
            tool(page).locator('button[form="open"]').first.press("Enter")
            expect(tool(page).get_by_role("heading", name="What is said of it")).to_be_visible()
        for page, cost in zip(pages, ("75", "90"), strict=True):
            tool(page).locator("#d-cost").fill(cost)
            led_to(page, tool(page).get_by_role("button", name="Keep the changes").click)
        expect(answer(page)).to_contain_text("Nothing of yours is lost.")
        looked_at(page, "catalogue-conflict-320")
        pressed(page, "Keep what is chosen")
        expect(tool(page).locator("#d-cost")).to_have_value("90")
        pressed(page, "Take the source’s", exact=False)


COURSES = """id,title,category,level,duration_minutes,skills
FILE-1,Reading a balance sheet,Finance,basic,90,Accounting:2
FILE-2,,Finance,advanced,60,Accounting:4
"""


def sent(page: Page, what: str, text: str) -> None:
    """Send a file, and wait until it has been looked at."""
    tool(page).get_by_label(f"CSV file of {what}, at most 30 MB").set_input_files(
        {"name": f"{what}.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    tool(page).get_by_role("button", name="Send and look at it").press("Enter")
    expect(answer(page)).to_contain_text("Nothing is written yet.")


def in_both_themes(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show, light and dark."""
    page.set_viewport_size({"width": width, "height": 900})
    frame_of(page).evaluate(OPEN_ALL)
    framed_in_both_themes(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", WIDTHS)
def test_files_of_courses_and_skills_are_looked_at_taken_over_and_taken_back(
    browser: Browser, demo: str, width: int
) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        pressed(page, "Import courses or skills")
        expect(answer(page)).to_contain_text("Send a file of your courses.")
        in_both_themes(page, "import-courses-empty", width)
        sent(page, "courses", COURSES.replace("FILE-", f"FILE-{width}-"))
        in_both_themes(page, "import-courses", width)
        tool(page).get_by_role("button", name="Take the rows over").press("Enter")
        expect(answer(page)).to_contain_text("was taken over", timeout=30_000)
        in_both_themes(page, "import-courses-taken", width)
        pressed(page, "Take it back")
        expect(tool(page).get_by_role("status").first).to_contain_text("1 course is as before.")
        pressed(page, "Import courses or skills")
        pressed(page, "Forget the file")
        expect(answer(page)).to_contain_text("Send a file of your courses.")
        pressed(page, "Import skills")
        expect(answer(page)).to_contain_text("organisation’s skills")
        sent(page, "skills", "name,durable\nAccounting,yes\nGlassblowing,no\n,no\n")
        in_both_themes(page, "import-skills", width)
        pressed(page, "Forget the file")
        expect(answer(page)).to_contain_text("organisation’s skills")
