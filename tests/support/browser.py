"""A real Chromium, driven by Playwright, or the reason why there is none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

# What is expected comes at once or never, but on a busy machine it may take more than five seconds.
expect.set_options(timeout=60_000)

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A launch takes a frame from site to site within a moment. Where each site has a process of
    # its own Playwright at times loses such a frame: it goes on seeing a page that is long gone.
    # What a site may keep and read is the same in one process.
    "--disable-site-isolation-trials",
)
# Names of the tests' own lead to this machine, and no authority vouches for them.
HOSTS = (
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    "--no-proxy-server",
    "--ignore-certificate-errors",
)

# In place of Playwright's list, which also takes away the partitions of storage by site. In these
# every Chromium of today keeps what a frame stores, whatever is blocked for third parties. What
# drops down from the address bar is a page that each window would load, and nobody sees it.
FEATURES = (
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,PaintHolding,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)

ALLOWED: dict[str, Any] = {"cookie_controls_mode": 0, "block_third_party_cookies": False}
BLOCKED: dict[str, Any] = {"cookie_controls_mode": 1, "block_third_party_cookies": True}
NOTHING = BLOCKED | {"default_content_setting_values": {"cookies": 2}}


def executable() -> str:
    """Return Chromium's path; skip, or fail where a browser is required, when there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium was found (Debian's package is called chromium)"
        if "browser" in os.environ.get("FINGERPOST_TEST_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a headless browser with an empty profile."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_flags())
        yield browser
        browser.close()


@contextmanager
def profile(folder: Path, cookies: dict[str, Any]) -> Iterator[BrowserContext]:
    """Give a browser whose user has chosen these settings for ``cookies``."""
    preferences = folder / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": cookies}))
    path = executable()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=path,
            args=[*_flags(), *HOSTS],
        ) as context,
    ):
        yield context


@contextmanager
def profiled(browser: Browser, width: int, height: int = 900) -> Iterator[BrowserContext]:
    """Give a fresh profile whose pages let axe in."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, bypass_csp=True)
    yield context
    context.close()


def _flags() -> list[str]:
    return [*QUIET, FEATURES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
