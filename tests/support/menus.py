"""The menu of the tool's pages, which is closed where it is narrow."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page

CLOSED_IN = "button => !!button.closest('nav.side') && !button.checkVisibility()"


def button(place: Page | FrameLocator, name: str, *, exact: bool = True) -> Locator:
    """Return the first button of this name; the menu is opened where it is one of a closed one."""
    found = place.get_by_role("button", name=name, exact=exact, include_hidden=True).first
    if found.evaluate(CLOSED_IN):
        place.locator("nav.side [aria-expanded]").press("Enter")
    return found
