"""The launch in a real Chromium's frame, with every setting for cookies."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from playwright.sync_api import TimeoutError, sync_playwright
from werkzeug.serving import make_server

from tests.support.browser import QUIET, executable
from tests.support.platform import LTI, Platform
from tests.support.tool import Install, Tool

pytestmark = pytest.mark.browser

ALLOWED: dict[str, Any] = {"cookie_controls_mode": 0, "block_third_party_cookies": False}
BLOCKED: dict[str, Any] = {"cookie_controls_mode": 1, "block_third_party_cookies": True}
NOTHING = BLOCKED | {"default_content_setting_values": {"cookies": 2}}


def posting(action: str, fields: dict[str, str]) -> str:
    """Return a page that posts a form by itself, as Moodle does."""
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    script = "<script>document.forms[0].submit()</script>"
    return f'<form method="post" action="{action}">{inputs}</form>{script}'


class Course:
    """A course page at 127.0.0.1 with the tool, at localhost, in a frame."""

    def __init__(self, install: Install) -> None:
        app = Flask("course")
        self._course, self._tool = (
            make_server("127.0.0.1", 0, app, threaded=True) for _ in range(2)
        )
        self.platform = Platform(issuer=f"http://127.0.0.1:{self._course.port}")
        self.address = f"http://localhost:{self._tool.port}"
        self.tool: Tool = install(self.platform, base_url=self.address)
        self._tool.app = self.tool.app
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule("/mod/lti/launch.php", "launch", self._launch)
        app.add_url_rule("/mod/lti/auth.php", "answer", self._answer, methods=["POST"])
        for server in (self._course, self._tool):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop both servers."""
        for server in (self._course, self._tool):
            server.shutdown()
            server.server_close()

    def _page(self) -> str:
        return '<h1>Course</h1><iframe width="900" height="500" src="/mod/lti/launch.php"></iframe>'

    def _launch(self) -> str:
        given = self.platform.initiation(target_link_uri=f"{self.address}/lti/launch")
        return posting(f"{self.address}/lti/login", given)

    def _answer(self) -> str:
        fields = request.form.to_dict()
        target = {LTI + "target_link_uri": f"{self.address}/lti/launch"}
        token = self.platform.sign(self.platform.claims(fields, **target))
        return posting(fields["redirect_uri"], {"state": fields["state"], "id_token": token})


@pytest.fixture
def course(install: Install) -> Iterator[Course]:
    """The two servers."""
    course = Course(install)
    yield course
    course.close()


def seen(folder: Path, course: Course, profile: dict[str, Any]) -> str:
    """Open the course with this profile; return what stands in the frame in the end."""
    preferences = folder / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": profile}))
    path = executable()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch_persistent_context(
            folder / "profile", executable_path=path, args=[*QUIET, "--no-sandbox"]
        ) as context,
    ):
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        page.goto(f"{course.platform.issuer}/")
        frame = page.frame_locator("iframe")
        end = frame.get_by_text("audience")
        for text in ("Open in a new window", "Reference"):
            end = end.or_(frame.get_by_text(text))
        try:
            end.wait_for()
        except TimeoutError:
            # Seen twice in some dozens of runs and never again on purpose: the frame stands still
            # before any page of an ending. What was asked for is told, and it is opened once more;
            # a refusal is an ending and is not tried again.
            logging.getLogger(__name__).warning("the frame stood still after %s", asked)
            page.reload()
            end.wait_for()
        return str(frame.locator("body").inner_text())


@pytest.mark.parametrize("profile", [ALLOWED, BLOCKED], ids=["allowed", "third-party-blocked"])
def test_frame_keeps_its_cookie(course: Course, tmp_path: Path, profile: dict[str, Any]) -> None:
    told = json.loads(seen(tmp_path, course, profile))
    assert (told["audience"], told["cookie"]) == ("learner", True)


def test_frame_without_cookies_opens_by_its_storage(course: Course, tmp_path: Path) -> None:
    @course.tool.app.after_request
    def drop(response: Response) -> Response:
        response.headers.remove("Set-Cookie")
        return response

    told = json.loads(seen(tmp_path, course, ALLOWED))
    assert (told["audience"], told["cookie"]) == ("learner", False)


def test_frame_without_any_storage_offers_a_new_window(course: Course, tmp_path: Path) -> None:
    assert "Open in a new window" in seen(tmp_path, course, NOTHING)
    assert course.tool.count("visits") == 0
