"""Pictures of pages for people to look at, where FINGERPOST_TEST_PICTURES names a folder for them.

Nothing is asserted on them, so no run depends on them: a browser cannot paint every page.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Frame, Page

ASKED = "FINGERPOST_TEST_PICTURES"
TALLEST = 8000  # pixels; of a page that is longer the picture shows the upper part
HEIGHT = "document.documentElement.scrollHeight"
GROW = "(frame, height) => { frame.style.height = height }"


def of_page(page: Page, name: str) -> None:
    """Keep a picture of all that is on a page."""
    file, size = _place(name), page.viewport_size
    if file is None or size is None:
        return
    height = max(size["height"], min(page.evaluate(HEIGHT), TALLEST))
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip)


def of_frame(page: Page, frame: Frame, name: str) -> None:
    """Keep a picture of all that is in a frame, which for a moment is as high as what it shows."""
    file, size = _place(name), page.viewport_size
    if file is None or size is None:
        return
    height = min(frame.evaluate(HEIGHT), TALLEST)
    shown = page.locator("iframe")
    before = shown.evaluate("frame => frame.style.height")
    # What is scrolled out of a window is not painted.
    page.set_viewport_size({"width": size["width"], "height": height + 900})
    shown.evaluate(GROW, f"{height}px")
    shown.screenshot(path=file)
    shown.evaluate(GROW, before)
    page.set_viewport_size(size)


def of_window(page: Page, name: str) -> bytes:
    """Return a picture of what a window shows, and keep it where pictures are asked for."""
    return page.screenshot(path=_place(name))


def as_printed(page: Page, name: str) -> bytes:
    """Return a page as it prints, and keep it where pictures are asked for."""
    place = _place(name)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    if place is not None:
        place.with_suffix(".pdf").write_bytes(printed)
    return printed


def _place(name: str) -> Path | None:
    """Return where the picture of this name belongs, None where nobody asked for pictures."""
    asked = os.environ.get(ASKED)
    if not asked:
        return None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"
