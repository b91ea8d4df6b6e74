"""The demo's platform with a tool of the tests' own: registering, choosing content, copying."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_bootstrap import Bootstrap5
from playwright.sync_api import Browser, expect
from werkzeug.serving import BaseWSGIServer, make_server

from lti_plugin.demo.blueprint import create_blueprint, open_demo
from tests.support.barriers import without_barriers
from tests.support.lookalike import TODAY
from tests.support.webtool import create_tool

pytestmark = pytest.mark.browser
HOSTS = ("127.0.0.1", "localhost")


@contextmanager
def served(server: BaseWSGIServer) -> Iterator[None]:
    """Serve in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve platform and tool and give the addresses of both."""
    blank, tool = Flask("lti_plugin"), Flask("not yet")
    servers = [make_server("127.0.0.1", 0, app, threaded=True) for app in (blank, tool)]
    origin, other = (f"http://{h}:{s.server_port}" for h, s in zip(HOSTS, servers, strict=True))
    blank.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(blank)
    folder: Path = tmp_path_factory.mktemp("lookalike")
    moodle = open_demo(folder, platform_origin=origin, tool_url="http://localhost:9", today=TODAY)
    blank.register_blueprint(create_blueprint(moodle))
    servers[1].app = create_tool(other)
    with ExitStack() as stack:
        for server in servers:
            stack.enter_context(served(server))
        yield moodle.site.home_url, other


def test_a_tool_registers_gets_content_into_a_course_and_survives_its_copy(
    browser: Browser, addresses: tuple[str, str]
) -> None:
    home, tool = addresses
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()

    page.goto(f"{home}mod/lti/toolconfigure.php?as=admin")
    page.get_by_label("Tool URL").fill(f"{tool}/register")
    page.get_by_role("button", name="Add LTI Advantage").click()
    card = page.get_by_role("article", name="Small tool")
    expect(card).to_contain_text("Pending")
    expect(page.locator("iframe")).to_have_count(0)
    card.get_by_role("button", name="Activate").click()
    expect(card).to_contain_text("Active")

    page.get_by_label("Tool URL").fill(f"{tool}/register")
    page.get_by_role("button", name="Add LTI Advantage").click()
    page.frame_locator("iframe").get_by_role("link", name="Update Small tool").click()
    expect(page.locator("iframe")).to_have_count(0)
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Active")

    page.goto(f"{home}course/view.php?id=2&as=instructor")
    page.get_by_label("Tool", exact=True).select_option(label="Small tool (2)")
    page.get_by_role("button", name="Add an activity: Select content").click()
    page.frame_locator("iframe").get_by_role("button", name="Choose this").click()
    expect(page.get_by_role("status")).to_have_text("Added: Chosen & placed.")
    page.get_by_role("link", name="Chosen & placed").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Chosen & placed")).to_be_visible()
    expect(frame.get_by_text("42 from .")).to_be_visible()

    page.goto(f"{home}course/view.php?id=2&as=admin")
    page.get_by_role("button", name="Copy this course").click()
    expect(page.get_by_role("status")).to_contain_text("This is the copy")
    page.get_by_role("link", name="Chosen & placed").click()
    expect(page.frame_locator("iframe").get_by_text("42 from 2.")).to_be_visible()

    page.goto(f"{home}course/view.php?id=2&as=admin")
    page.get_by_role("link", name="Grades").click()
    expect(page.get_by_role("columnheader", name="Chosen & placed (of 10)")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "mod/lti/toolconfigure.php?as=admin",
        "course/modedit.php?typeid=1&course=2&as=instructor",
        "grade/report/grader/index.php?id=2&as=instructor",
        "course/view.php?id=2&as=admin",
    ],
)
def test_the_pages_have_no_barriers_and_fit_a_phone(
    path: str, browser: Browser, addresses: tuple[str, str]
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(addresses[0] + path, wait_until="domcontentloaded")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    without_barriers(page)
    context.close()
