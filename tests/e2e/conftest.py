"""The demo as its user starts it, and a browser to look at it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browser import chromium, executable

HERE = Path(__file__).parent
_running = ExitStack()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the demo after the last test here: it goes on working as long as it runs."""
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        _running.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Start `fingerpost demo` and give the address that it prints."""
    executable()
    return _running.enter_context(_started(tmp_path_factory))


@contextmanager
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "lti_plugin", "demo", "--no-browser", "--port", str(port)],
            env={**os.environ, "FINGERPOST_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            yield _address(process, folder)
        finally:
            process.send_signal(signal.SIGINT)


def _address(process: subprocess.Popen[str], folder: Path) -> str:
    """Read what the command prints until it names the address of the demo."""
    assert process.stdout is not None
    for line in process.stdout:
        if "/demo-moodle/" in line:
            return next(word for word in line.split() if "/demo-moodle/" in word)
    pytest.fail(f"The demo did not start: {(folder / 'log.txt').read_text()[-2000:]}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file; the event loop that it brings ends with them."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile; an error on a page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context
    context.close()
    assert problems == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of a fresh profile."""
    return context.new_page()
