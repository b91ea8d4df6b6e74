"""Looks at a page as its readers meet it: no barrier, no sideways scrolling."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Whoever looks at 1280 pixels is shown the page at 768 as well; see tests.support.looking.
DESKTOP, TABLET, PHONE = 1280, 768, 320
WIDTHS = (DESKTOP, PHONE)
THEMES = ("light", "dark")
# In the other theme nothing but colours is other, so nothing but these rules can find more.
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS: Sequence[tuple[str, Sequence[str]]] = (("light", ()), ("dark", COLOURS))
# What is still fading has the colours of neither state; a spinner goes on for ever.
SETTLE = """() => document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .forEach((each) => each.finish())"""


def without_barriers(page: Page | Frame, rules: Sequence[str] = ()) -> None:
    """Let axe find nothing to complain about, and let nothing stick out at the side.

    ``rules`` are those of axe that are tried, every one without them.
    """
    page.evaluate(SETTLE)
    found = Axe().run(page, options={"runOnly": list(rules)} if rules else None)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(WIDER) <= 0
