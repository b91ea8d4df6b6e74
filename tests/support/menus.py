"""The menu of the tool's pages, which is closed where it is narrow."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page

# Chromium takes no key before a page is drawn, and says so to nobody.
CLOSED_IN = """button => new Promise((done) => {
    const look = () => done(!!button.closest('nav.side') && !button.checkVisibility());
    requestAnimationFrame(() => requestAnimationFrame(look));
    setTimeout(look, 1000);  // what is out of sight is not drawn
})"""

TRIES = 3


def button(place: Page | FrameLocator, name: str, *, exact: bool = True) -> Locator:
    """Return the first button of this name once it takes keys; a closed menu is opened for it."""
    found = place.get_by_role("button", name=name, exact=exact, include_hidden=True).first
    if found.evaluate(CLOSED_IN):
        _open(place.locator("nav.side [aria-expanded]"))
    return found


def _open(menu: Locator) -> None:
    """Press until it is open: a key may get lost, and what is closed takes none."""
    for _ in range(TRIES):
        menu.press("Enter")
        if menu.get_attribute("aria-expanded") == "true":
            return
