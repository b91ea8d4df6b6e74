"""A person's own pages in a browser: every width and theme, and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at, opened_alone, seen_alone
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]

OWN = ("Where I stand", "Which way", "My path", "My badges")
TARGETS = """() => [...document.querySelectorAll("button, input, select, summary, textarea")]
    .filter(each => each.type != "hidden" && each.type != "radio" && each.checkVisibility())
    .map(each => each.type == "checkbox" ? each.closest(".choice") : each)
    .filter(each => each.getBoundingClientRect().height < 44)
    .map(each => each.outerHTML)"""


def opened(page: Page, demo: str, who: str, name: str) -> None:
    """Open a page of the menu as somebody."""
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    button(tool(page), name).click()
    expect(tool(page).locator("[aria-current=page]")).to_have_text(name)
    expect(answer(page)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", ["learner", "career-changer", "newcomer"])
def test_in_the_course_page(browser: Browser, demo: str, who: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        for name in OWN:
            opened(page, demo, who, name)
            frame_of(page).evaluate(OPEN_ALL)
            assert frame_of(page).evaluate(TARGETS) == []
            if (who, name) == ("learner", "My badges"):
                expect(answer(page)).to_have_text("You have 2 badges; public: 0.")
            looked_at(page, f"{name.lower().replace(' ', '-')}-{who}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_in_a_window_of_its_own(browser: Browser, demo: str, who: str, width: int) -> None:
    with profiled(browser, width, 700) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator(f'a[href$="as={who}"]').click()
        window = opened_alone(page)
        for name in ("My next courses", *OWN):
            button(window, name).click()
            seen_alone(window, name, f"own-{who}-{width}")


def test_a_rating_by_keyboard(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        opened(page, demo, "newcomer", "Where I stand")
        link = tool(page).get_by_role("link", name="rate yourself in")
        link.focus()
        page.keyboard.press("Enter")
        choice = tool(page).locator("details[open]").get_by_role("radio").first
        choice.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(tool(page).get_by_role("status")).to_contain_text("Your rating is kept.")
        expect(answer(page)).to_be_focused()


def test_an_aim_and_an_answer_by_keyboard(browser: Browser, demo: str) -> None:
    with profiled(browser, 320) as context:
        page = context.new_page()
        opened(page, demo, "newcomer", "Which way")
        tool(page).get_by_role("combobox").focus()
        page.keyboard.type("UX Designer")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(answer(page)).to_have_text("Turn: you aim at UX Designer.")
        expect(answer(page)).to_be_focused()
        tool(page).locator("summary", has_text="I disagree").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("It was only a try.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(tool(page).get_by_text("You disagreed: It was only a try.")).to_be_visible()
        tool(page).get_by_role("combobox").fill("")
        tool(page).get_by_role("button", name="Keep this aim").click()
        expect(answer(page)).not_to_contain_text("UX Designer")


def test_the_button_beside_an_address_stays_on_one_line(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        opened(page, demo, "learner", "My path")
        tool(page).get_by_role("button", name="Put these times into my calendar").click()
        copy = tool(page).locator("[data-copy]")
        expect(copy).to_be_visible()
        assert copy.evaluate("each => each.getBoundingClientRect().height") < 60
