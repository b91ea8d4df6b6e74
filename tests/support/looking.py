"""Looks at the tool's pages in a browser, in their frame and in a window of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.support.barriers import DESKTOP, LOOKS, TABLET, without_barriers
from tests.support.demo_moodle import frame_of, tool
from tests.support.menus import button
from tests.support.pictures import of_frame, of_page

# The page's scripts are told of what the reader likes before the next frame is drawn.
TOLD = """theme => new Promise((done) => {
    const look = () => matchMedia("(prefers-color-scheme: dark)").matches === (theme === "dark")
        ? requestAnimationFrame(() => requestAnimationFrame(done)) : requestAnimationFrame(look);
    look();
})"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Chromium takes neither clicks nor keys before a page is drawn; what is out of sight never is.
LEAVING = """() => new Promise((done) => {
    document.documentElement.dataset.left = '';
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(done, 1000);
})"""
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"


def led_to(page: Page, act: Callable[[], None]) -> None:
    """Do what leads from the tool's page to another, or to itself, and wait for that one."""
    frame_of(page).evaluate(LEAVING)
    act()
    expect(tool(page).locator("html[data-left]")).to_have_count(0)
    frame_of(page).wait_for_load_state()


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of the tool's page in its frame, and find no barrier in it."""
    frame = frame_of(page)
    for each in at_each_width(page, name):
        of_frame(page, frame, each)
        without_barriers(frame)


def framed_in_both_themes(page: Page, name: str) -> None:
    """Look at the tool's page in its frame, light and dark: there only the tests make it dark."""
    frame = frame_of(page)
    for each in at_each_width(page, name):
        for theme, rules in LOOKS:
            frame.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
            of_frame(page, frame, f"{each}-{theme}")
            without_barriers(frame, rules)


def alone_in_both_themes(window: Page, name: str) -> None:
    """Look at a page in a window of its own as readers of light and of dark pages see it."""
    for each in at_each_width(window, name):
        for theme, rules in LOOKS:
            # What fades from one theme to the other has the colours of neither.
            window.emulate_media(color_scheme=theme, reduced_motion="reduce")
            window.evaluate(TOLD, theme)
            of_page(window, f"{each}-{theme}")
            without_barriers(window, rules)


def at_each_width(page: Page, name: str) -> Iterator[str]:
    """Show the page as it is, and that of a desktop on a tablet as well; yield its name there.

    What leads to a page is the same on both, and takes longer than to look at it.
    """
    yield name
    size = page.viewport_size
    if size is None or size["width"] != DESKTOP:
        return
    page.set_viewport_size({"width": TABLET, "height": size["height"]})
    page.evaluate(DRAWN)
    yield name.replace(str(DESKTOP), str(TABLET)) if str(DESKTOP) in name else f"{name}-{TABLET}"
    page.set_viewport_size(size)


def opened_alone(page: Page) -> Page:
    """Open the full page of what is in the frame."""
    with page.expect_popup() as opened:
        button(tool(page), "Open full page").click()
    return opened.value


def seen_alone(window: Page, name: str, where: str) -> None:
    """Keep a picture of a page of the menu with all that can be opened open."""
    expect(window.locator("[aria-current=page]")).to_have_text(name)
    expect(window.locator("h1.answer")).to_be_visible()
    window.evaluate(OPEN_ALL)
    kind = "".join(letter if letter.isascii() else "" for letter in name.lower())
    alone_in_both_themes(window, f"{where}-{kind.replace(' ', '-')}")
