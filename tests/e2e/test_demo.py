"""A newcomer's first minutes: the demo in a real browser, as each audience."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.full]


def _open(page: Page, demo: str, who: str) -> FrameLocator:
    """Choose who to be and return the tool inside the course page."""
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    return page.frame_locator("iframe")


def _titles(tool: FrameLocator) -> list[str]:
    expect(tool.locator(".course").first).to_be_visible()
    return tool.locator(".course h2").all_inner_texts()


def test_a_learner_sees_what_to_take_next_and_why(page: Page, demo: str) -> None:
    tool = _open(page, demo, "learner")
    expect(tool.get_by_role("heading", level=1)).to_contain_text("Next for you")
    cards = tool.locator(".course")
    expect(cards).to_have_count(6)
    for card in cards.all():
        assert card.locator(".why").inner_text().strip()
        link = card.get_by_role("link", name="Open in Moodle")
        assert "/demo-moodle/course/view.php?id=" in (link.get_attribute("href") or "")
        assert link.get_attribute("target") == "_top"


def test_what_is_put_aside_leaves_at_once_and_comes_back_with_undo(page: Page, demo: str) -> None:
    tool = _open(page, demo, "career-changer")
    expect(tool.locator(".course")).to_have_count(6)
    before = _titles(tool)
    tool.get_by_role("button", name=f"Not for me: {before[0]}").click()
    expect(tool.locator(".undo")).to_contain_text(before[0])
    assert before[0] not in _titles(tool)
    tool.get_by_role("button", name=f"Undo: {before[0]}").click()
    expect(tool.locator(".undo")).to_have_count(0)
    assert _titles(tool) == before


def test_the_whole_list_can_be_used_with_the_keyboard(page: Page, demo: str) -> None:
    tool = _open(page, demo, "support-to-data")
    first = _titles(tool)[0]
    later = tool.get_by_role("button", name=f"Later: {first}")
    later.focus()
    page.keyboard.press("Enter")
    expect(tool.locator(".undo")).to_contain_text("comes back in a month")
    focused = tool.locator(":focus")
    expect(focused).to_have_attribute("data-focus", "")
    page.keyboard.press("Tab")
    expect(tool.locator(":focus")).to_have_text("Undo")
    page.keyboard.press("Enter")
    expect(tool.locator(".undo")).to_have_count(0)


def test_a_newcomer_gets_a_list_too(page: Page, demo: str) -> None:
    tool = _open(page, demo, "newcomer")
    expect(tool.locator(".course").first).to_be_visible()


def test_an_instructor_sees_the_own_course(page: Page, demo: str) -> None:
    tool = _open(page, demo, "instructor")
    expect(tool.get_by_role("heading", name="Next after this course")).to_be_visible()
    expect(tool.get_by_role("heading", name="What this course teaches")).to_be_visible()


def test_an_admin_sees_the_site(page: Page, demo: str) -> None:
    tool = _open(page, demo, "admin")
    expect(tool.get_by_role("heading", level=1)).to_contain_text(
        re.compile(r"17[0-9] courses")  # a copy of one counts as well
    )
    expect(tool.get_by_role("row", name="Update from Moodle").first).to_contain_text("done")


def test_a_launch_works_where_the_browser_keeps_no_cookies_of_frames(
    browser: Browser, demo: str
) -> None:
    context = browser.new_context()
    context.route(
        "**/lti/**",
        lambda route: route.continue_(
            headers={k: v for k, v in route.request.headers.items() if k != "cookie"}
        ),
    )
    context.route(
        "**/learn/**",
        lambda route: route.continue_(
            headers={k: v for k, v in route.request.headers.items() if k != "cookie"}
        ),
    )
    tool = _open(context.new_page(), demo, "learner")
    expect(tool.locator(".course")).to_have_count(6)
    first = _titles(tool)[0]
    tool.get_by_role("button", name=f"Later: {first}").click()
    expect(tool.locator(".undo")).to_contain_text(first)
    tool.get_by_role("button", name=f"Undo: {first}").click()
    expect(tool.locator(".undo")).to_have_count(0)
    context.close()


def test_two_tabs_never_mix(context: BrowserContext, demo: str) -> None:
    one, two = context.new_page(), context.new_page()
    first = _open(one, demo, "instructor")
    expect(first.get_by_role("heading", name="Next after this course")).to_be_visible()
    second = _open(two, demo, "learner")
    expect(second.locator(".course").first).to_be_visible()
    one.reload()
    heading = one.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_be_visible()


def test_a_finished_course_leaves_the_list_after_the_next_update(
    context: BrowserContext, demo: str
) -> None:
    learner = context.new_page()
    tool = _open(learner, demo, "newcomer")
    first = _titles(tool)[0]
    tool.get_by_role("link", name=f"Open in Moodle: {first}").click()
    learner.get_by_role("button", name="Mark as done").click()
    admin = _open(context.new_page(), demo, "admin")
    admin.get_by_role("button", name="Update from Moodle now").click()
    row = admin.get_by_role("row", name="Update from Moodle").first
    expect(row).to_contain_text("new completions: 1", timeout=90_000)
    expect(row).to_contain_text("done")
    tool = _open(learner, demo, "newcomer")
    expect(tool.locator(".course").first).to_be_visible()
    assert first not in _titles(tool)
