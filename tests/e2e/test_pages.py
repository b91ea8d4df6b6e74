"""Every page in every width and theme: no barrier, no sideways scrolling; pictures to look at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.full, pytest.mark.xdist_group("demo")]

WIDTHS = (1280, 768, 320)
AUDIENCES = ("learner", "career-changer", "newcomer", "instructor", "admin")
PUBLIC = ("/", "/nowhere", "/admin/enter", "/lti/launch")


def _pictures() -> Path:
    folder = Path(os.environ.get("FINGERPOST_TEST_PICTURES", "build/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _without_barriers(page: Page | Frame) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", AUDIENCES)
def test_the_tool_in_its_course_page(browser: Browser, demo: str, who: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=_pictures() / f"{who}-{width}.png", full_page=True)
    _without_barriers(next(frame for frame in page.frames if "localhost" in frame.url))
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_of_its_own(browser: Browser, demo: str, path: str, width: int, theme: str) -> None:
    origin = demo.split("/demo-moodle")[0].replace("127.0.0.1", "localhost")
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme=theme,
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(origin + path)
    name = path.strip("/").replace("/", "-") or "front"
    page.screenshot(path=_pictures() / f"{name}-{width}-{theme}.png", full_page=True)
    _without_barriers(page)
    context.close()


def test_the_list_can_be_used_in_a_low_frame(browser: Browser, demo: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 500})
    page = context.new_page()
    page.goto(demo)
    page.locator('a[href$="as=learner"]').click()
    tool = page.frame_locator("iframe")
    button = tool.get_by_role("button", name="Not for me").first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    context.close()


@pytest.mark.parametrize("who", ["learner", "admin"])
def test_the_pictures_of_the_readme(browser: Browser, demo: str, who: str) -> None:
    context = browser.new_context(viewport={"width": 1120, "height": 720})
    page = context.new_page()
    page.goto(demo)
    page.locator(f'a[href$="as={who}"]').click()
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    file = _pictures() / f"readme-{who}.png"
    page.screenshot(path=file)
    assert file.stat().st_size > 20_000
    context.close()
