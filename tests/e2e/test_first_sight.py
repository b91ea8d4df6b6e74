"""What the demo shows from the start, in every width and theme: no barrier, pictures to look at.

Nothing is changed here, so that these may run beside most others, on a second demo.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS, without_barriers
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import alone_in_both_themes
from tests.support.pictures import of_page, of_window

pytestmark = [pytest.mark.browser, pytest.mark.full]

AUDIENCES = ("learner", "career-changer", "newcomer", "instructor", "admin")
PUBLIC = (
    "/",
    "/nowhere",
    "/admin/enter",
    "/lti/launch",
    "/lti/register",
    "/lti/register?invitation=x",
    "/learn/?v=00000000",
)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the width that the test asks for."""
    with profiled(browser, request.getfixturevalue("width")) as context:
        yield context.new_page()


@pytest.mark.parametrize("width", [*WIDTHS, 768])
@pytest.mark.parametrize("who", AUDIENCES)
def test_the_tool_in_its_course_page(page: Page, demo: str, who: str, width: int) -> None:
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    expect(answer(page)).to_be_visible()
    frame_of(page).wait_for_load_state()
    of_page(page, f"{who}-{width}")
    without_barriers(frame_of(page))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_of_its_own(browser: Browser, demo: str, path: str, width: int) -> None:
    origin = demo.split("/demo-moodle")[0].replace("127.0.0.1", "localhost")
    with profiled(browser, width, 700) as context:
        page = context.new_page()
        page.goto(origin + path)
        name = path.strip("/").translate(str.maketrans("/?=", "---")) or "front"
        alone_in_both_themes(page, f"{name}-{width}")


def test_the_list_can_be_used_in_a_low_frame(browser: Browser, demo: str) -> None:
    with profiled(browser, 320, 500) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=learner"]').click()
        button = tool(page).get_by_role("button", name="Not for me").first
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize("who", ["learner", "admin"])
def test_the_pictures_of_the_readme(browser: Browser, demo: str, who: str) -> None:
    with profiled(browser, 1120, 720) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator(f'a[href$="as={who}"]').click()
        expect(answer(page)).to_be_visible()
        frame_of(page).wait_for_load_state()
        assert len(of_window(page, f"readme-{who}")) > 20_000
