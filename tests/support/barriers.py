"""Looks at a page as its readers meet it: no barrier, no sideways scrolling, a picture of it."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = (1280, 768, 320)
THEMES = ("light", "dark")


def without_barriers(page: Page | Frame) -> None:
    """Let axe find nothing to complain about, and let nothing stick out at the side."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(WIDER) <= 0


def picture(name: str) -> Path:
    """Return where the picture of this name belongs."""
    folder = Path(os.environ.get("FINGERPOST_TEST_PICTURES", "build/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.png"


def whole_frame(page: Page, frame: Frame, name: str) -> None:
    """Keep a picture of all that is in a frame; what is scrolled out of it is not painted."""
    size = page.viewport_size
    assert size is not None
    height = frame.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height + 900})
    page.locator("iframe").evaluate(f"frame => frame.style.height = '{height}px'")
    frame.locator("body").screenshot(path=picture(name))
