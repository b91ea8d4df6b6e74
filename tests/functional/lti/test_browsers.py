"""The launch in a real Chromium's frame, with every setting for cookies, on every kind of host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Response

from tests.support.browser import ALLOWED, BLOCKED, NOTHING, profile
from tests.support.certificate import server_context
from tests.support.embedded import Embedded
from tests.support.tool import Install

pytestmark = pytest.mark.browser

SIBLING = ("moodle.corp.test", "tool.corp.test")
STRANGER = ("moodle.school.test", "tool.corp.test")


@pytest.fixture
def course(install: Install) -> Iterator[Embedded]:
    """A platform at 127.0.0.1 and the tool at localhost: two sites."""
    course = Embedded(install)
    yield course
    course.close()


@pytest.fixture
def named(install: Install, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Embedded]:
    """A platform and the tool on the hosts that the test asks for."""
    hosts: tuple[str, str] = request.param
    course = Embedded(install, hosts, server_context(tmp_path, *hosts))
    yield course
    course.close()


def seen(folder: Path, course: Embedded, cookies: dict[str, Any]) -> str:
    """Open the course with this profile; return what stands in the frame in the end."""
    with profile(folder, cookies) as context:
        page = context.new_page()
        page.goto(course.page())
        frame = page.frame_locator("iframe")
        end = frame.get_by_text("audience")
        for text in ("Open in a new window", "Reference"):
            end = end.or_(frame.get_by_text(text))
        end.wait_for()
        return str(frame.locator("body").inner_text())


@pytest.mark.parametrize("cookies", [ALLOWED, BLOCKED], ids=["allowed", "third-party-blocked"])
def test_frame_keeps_its_cookie(course: Embedded, tmp_path: Path, cookies: dict[str, Any]) -> None:
    told = json.loads(seen(tmp_path, course, cookies))
    assert (told["audience"], told["cookie"]) == ("learner", True)


@pytest.mark.parametrize("cookies", [ALLOWED, BLOCKED], ids=["allowed", "third-party-blocked"])
def test_frame_without_cookies_opens_by_its_storage(
    course: Embedded, tmp_path: Path, cookies: dict[str, Any]
) -> None:
    course.without_cookies()
    told = json.loads(seen(tmp_path, course, cookies))
    assert (told["audience"], told["cookie"]) == ("learner", False)


def test_frame_without_any_storage_offers_a_new_window(course: Embedded, tmp_path: Path) -> None:
    assert "Open in a new window" in seen(tmp_path, course, NOTHING)
    assert course.tool.count("visits") == 0


@pytest.mark.full
@pytest.mark.parametrize("named", [SIBLING, STRANGER], ids=["sibling", "stranger"], indirect=True)
def test_named_host_keeps_its_cookie_with_third_parties_blocked(
    named: Embedded, tmp_path: Path
) -> None:
    told = json.loads(seen(tmp_path, named, BLOCKED))
    assert (told["audience"], told["cookie"]) == ("learner", True)


@pytest.mark.full
@pytest.mark.parametrize(
    ("named", "kept"),
    [(SIBLING, True), (STRANGER, False)],
    ids=["sibling", "stranger"],
    indirect=["named"],
)
def test_browser_that_knows_no_partitions_keeps_the_cookie_of_a_sibling_alone(
    named: Embedded, tmp_path: Path, kept: bool
) -> None:
    @named.tool.app.after_request
    def as_before_partitions(response: Response) -> Response:
        cookies = response.headers.getlist("Set-Cookie")
        response.headers.setlist("Set-Cookie", [c.replace("; Partitioned", "") for c in cookies])
        return response

    told = json.loads(seen(tmp_path, named, BLOCKED))
    assert (told["audience"], told["cookie"]) == ("learner", kept)
