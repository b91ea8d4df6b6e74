"""What the demo shows from the start, in every width and theme: no barrier, pictures to look at.

Nothing is changed here, so that these may run beside most others, on a second demo.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS, without_barriers
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import alone_in_both_themes, framed_in_both_themes, opened_alone
from tests.support.menus import button
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


@pytest.mark.parametrize("width", [768, 320])
def test_the_menu_opens_and_closes_by_the_keyboard(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=admin"]').click()
        opener = tool(page).get_by_role("button", name="Menu Overview", expanded=False)
        catalogue = tool(page).get_by_role("button", name="Catalogue", exact=True)
        expect(opener).to_be_visible()
        frame_of(page).wait_for_load_state()
        expect(catalogue).to_be_hidden()
        opener.press("Enter")
        expect(catalogue).to_be_visible()
        framed_in_both_themes(page, f"menu-{width}")
        page.keyboard.press("Tab")
        expect(tool(page).get_by_role("button", name="Overview", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        expect(catalogue).to_be_hidden()
        opener.press("Enter")
        catalogue.press("Enter")
        expect(tool(page).get_by_role("button", name="Menu Catalogue")).to_be_visible()


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
        refusal = tool(page).get_by_role("button", name="Not for me").first
        refusal.scroll_into_view_if_needed()
        box = refusal.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@contextmanager
def small(browser: Browser) -> Iterator[Page]:
    """Give a window whose picture is 1,120 pixels wide and shows as much as one of 1,400."""
    size = {"width": 1400, "height": 900}
    context = browser.new_context(viewport=size, device_scale_factor=0.8)
    yield context.new_page()
    context.close()


def test_the_picture_of_the_readme_in_a_course(browser: Browser, demo: str) -> None:
    with small(browser) as page:
        page.goto(demo)
        page.locator('a[href$="as=learner"]').click()
        expect(answer(page)).to_be_visible()
        frame_of(page).wait_for_load_state()
        assert len(of_window(page, "readme-learner")) > 20_000


@pytest.mark.parametrize(("who", "name"), [("admin", "Audit"), ("instructor", "Cohorts")])
def test_the_pictures_of_the_readme_of_whole_pages(
    browser: Browser, demo: str, who: str, name: str
) -> None:
    with small(browser) as page:
        page.goto(demo)
        page.locator(f'a[href$="as={who}"]').click()
        window = opened_alone(page)
        button(window, name).press("Enter")
        expect(window.locator("[aria-current=page]")).to_have_text(name)
        window.wait_for_load_state()
        assert len(of_window(window, f"readme-{name.lower()}")) > 20_000
