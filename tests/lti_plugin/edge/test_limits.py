"""Who asks too often: a person by name, everybody else by their address, and nobody for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_plugin.edge import visits
from tests.support.platform import Platform
from tests.support.tool import Browser, Tool


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[Tool]:
    tool = Tool(tmp_path, Platform(), rate_limit="3 per minute")
    yield tool
    tool.close()


@pytest.fixture
def browser(tool: Tool) -> Browser:
    return Browser(tool, tool.platforms[0])


def test_limit_is_the_persons_own(tool: Tool) -> None:
    one, two = (Browser(tool, tool.platforms[0]) for _ in range(2))
    first = one.launch(sub="5").headers["Location"]
    again = one.launch(sub="5").headers["Location"]
    statuses = [one.get(address).status_code for address in (first, again, first, again)]
    assert statuses == [200, 200, 200, 429]
    assert two.get(two.launch(sub="6").headers["Location"]).status_code == 200


def test_requests_without_a_visit_count_against_the_address(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "FAILURES", "3 per minute")
    address = browser.launch().headers["Location"]
    pages = [browser.get(each) for each in ("/learner/", "/admin/", "/learner/?v=0", "/admin/")]
    assert [page.status_code for page in pages] == [401, 401, 401, 429]
    assert 1 <= int(pages[-1].headers["Retry-After"]) <= 60
    assert "frame-ancestors *" in pages[-1].headers["Content-Security-Policy"]
    assert browser.get(address).status_code == 200  # whoever has a visit is none the worse
    elsewhere = browser.get("/learner/", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 401
