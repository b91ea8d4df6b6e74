"""What people do in the demo's Moodle look-alike, with the tool in a frame of its pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from tests.support.menus import button

COURSE = 2  # which the instructor teaches and some learners of the demo are in


def tool(page: Page) -> FrameLocator:
    """Return the frame that the tool is shown in."""
    return page.frame_locator("iframe")


def frame_of(page: Page) -> Frame:
    """Return the same frame, for what looks into its document."""
    return next(frame for frame in page.frames if urlsplit(frame.url).hostname == "localhost")


def answer(page: Page) -> Locator:
    """Return the sentence that the tool's page opens with."""
    return tool(page).locator("h1.answer")


def go(page: Page, demo: str, who: str, path: str = f"course/view.php?id={COURSE}") -> None:
    """Open a page of the look-alike as somebody."""
    page.goto(f"{demo}{path}{'&' if '?' in path else '?'}as={who}")


def open_activity(page: Page, title: str) -> None:
    """Open the activity of this title from its course's page; of several the newest."""
    page.get_by_role("link", name=title).last.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def invite(page: Page, demo: str) -> str:
    """Make an invitation as the admin and return its address."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    button(tool(page), "Connect").click()
    tool(page).get_by_text("Register the tool in Moodle").click()  # is done, so it is closed
    tool(page).get_by_role("button", name="Make an invitation").click()
    return tool(page).get_by_label("Invitation", exact=True).input_value()


def begin_registration(page: Page, demo: str, address: str, choice: str) -> None:
    """Paste an invitation into the look-alike and choose among the tools that are there."""
    go(page, demo, "admin", "mod/lti/toolconfigure.php")
    page.get_by_label("Tool URL").fill(address)
    page.get_by_role("button", name="Add LTI Advantage").click()
    tool(page).get_by_role("link", name=choice).click()


def register(page: Page, demo: str, choice: str) -> None:
    """Register the tool by an invitation, up to the list of tools that comes back."""
    begin_registration(page, demo, invite(page, demo), choice)
    tool(page).get_by_role("button", name="Done, back to Moodle").click()
    expect(page.locator("iframe")).to_have_count(0)


def choose_content(page: Page, demo: str, which: int = 0) -> None:
    """Begin to place something as the instructor, in the first of the tools or another one."""
    go(page, demo, "instructor")
    choosers = page.get_by_label("Tool", exact=True)
    if choosers.count():
        choosers.select_option(index=which)
    page.get_by_role("button", name="Add an activity: Select content").click()
    expect(answer(page)).to_contain_text("What would you like to place")


def place(page: Page, demo: str, labels: Iterable[str], which: int = 0) -> None:
    """Place what these labels say, at once."""
    choose_content(page, demo, which)
    for label in labels:
        tool(page).get_by_label(label, exact=True).check()
    tool(page).get_by_role("button", name="Place in the course").click()
    expect(page.get_by_role("status").filter(has_text="Added: ")).to_be_visible()
