"""The tool tells the page around its frame how high it is, and tells nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.browser import ALLOWED, profile
from tests.support.embedded import Embedded

pytestmark = pytest.mark.browser

LISTEN = """
window.heard = [];
addEventListener("message", (event) => window.heard.push([event.origin, event.data]));
"""


def test_height_is_told_in_both_forms(pages: Embedded, tmp_path: Path) -> None:
    with profile(tmp_path, ALLOWED) as context:
        page = context.new_page()
        page.add_init_script(LISTEN)
        page.goto(pages.page())
        page.wait_for_function("window.heard.length >= 2")
        (origin, told), (_, text) = page.evaluate("window.heard")[:2]
    assert origin == pages.address
    assert told["subject"] == "lti.frameResize"
    assert told["height"] > 50
    assert json.loads(text) == told
