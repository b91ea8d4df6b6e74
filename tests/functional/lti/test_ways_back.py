"""No dead end in a real browser: the back button, and a page that was open for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from sqlalchemy import update

from lti_plugin.store.base import now
from lti_plugin.store.visits import Visit
from tests.support.browser import ALLOWED, profile
from tests.support.embedded import Embedded
from tests.support.menus import button
from tests.support.platform import INSTRUCTOR, LTI

pytestmark = [pytest.mark.browser, pytest.mark.full]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A tab of a browser with a profile of its own."""
    with profile(tmp_path, ALLOWED) as context:
        yield context.new_page()


@pytest.fixture(params=[True, False], ids=["cookies", "no-cookies"])
def course(request: pytest.FixtureRequest, pages: Embedded) -> Embedded:
    """The platform's courses, for a browser that keeps cookies of frames and one that does not."""
    if not request.param:
        pages.without_cookies()
    return pages


def opened(page: Page, course: Embedded) -> FrameLocator:
    """Open the tool in a course and return its frame."""
    page.goto(course.page())
    tool = page.frame_locator("iframe")
    expect(tool.locator(".course").first).to_be_visible()
    return tool


def end_visits(course: Embedded) -> None:
    """Let the time of every visit be over."""
    with course.tool.database.writing() as session:
        session.execute(update(Visit).values(expires_at=now() - timedelta(minutes=1)))


def open_again(tool: FrameLocator, page: Page, course: Embedded) -> None:
    """Follow the card's link, which opens the activity in the whole window; the list is there."""
    link = tool.get_by_role("link", name="Open again")
    expect(link).to_have_attribute("href", course.page())
    expect(link).to_have_attribute("target", "_top")
    link.click()
    page.wait_for_url(course.page())
    expect(tool.locator(".course").first).to_be_visible()


def test_back_from_another_page_leads_to_the_list_or_a_way_to_it(
    course: Embedded, page: Page
) -> None:
    tool = opened(page, course)
    page.goto(f"{course.platform.issuer}/course/view.php?id=3")
    page.go_back()
    ending = tool.locator(".course").first.or_(tool.get_by_role("link", name="Open again"))
    expect(ending).to_be_visible()
    if tool.locator(".course").count() == 0:
        open_again(tool, page, course)


def test_one_step_back_from_the_list_leaves_the_course(course: Embedded, page: Page) -> None:
    page.goto(f"{course.platform.issuer}/course/view.php?id=3")
    opened(page, course)
    page.go_back()
    expect(page.get_by_role("heading", name="Another course")).to_be_visible()


def test_button_of_a_visit_that_is_over_offers_to_open_it_again(
    course: Embedded, page: Page
) -> None:
    tool = opened(page, course)
    end_visits(course)
    tool.get_by_role("button", name="Later: ").first.click()
    expect(tool.get_by_text("open for too long")).to_be_visible()
    open_again(tool, page, course)


def test_page_of_a_visit_that_is_over_offers_to_open_it_again(pages: Embedded, page: Page) -> None:
    tool = opened(page, pages)
    end_visits(pages)
    inside = next(frame for frame in page.frames if frame.url.startswith(pages.address))
    inside.goto(inside.url)
    expect(tool.get_by_text("open for too long")).to_be_visible()
    open_again(tool, page, pages)


def test_posts_of_our_own_pages_are_known_as_ours_in_a_frame_and_out_of_it(
    pages: Embedded, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the browser tells of a post's sender refuses those of other sites, and none of ours."""
    claims = pages.platform.claims
    teaching = {LTI + "roles": [INSTRUCTOR]}
    monkeypatch.setattr(
        pages.platform, "claims", lambda fields, **changes: claims(fields, **changes) | teaching
    )
    page.goto(pages.page())
    tool = page.frame_locator("iframe")
    button(tool, "My next courses").click()
    expect(tool.locator(".course").first).to_be_visible()
    with page.context.expect_page() as opened_page:
        button(tool, "Open full page").click()
    heading = opened_page.value.get_by_role("heading", level=1)
    expect(heading).to_contain_text("finished")
