"""Table A, case 16: many logins, by mistake or on purpose, keep nobody else out."""

from __future__ import annotations

import pytest

from lti_plugin.edge import visits
from lti_plugin.pages import lti
from lti_plugin.store import lti as rows
from tests.support.platform import Platform
from tests.support.tool import Browser, Clock, Install

HERE = {"REMOTE_ADDR": "198.51.100.1"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def test_a16_many_logins_stay_bounded_and_go_with_time(
    install: Install, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(rows, "MOST_STATES", 20)
    platform = Platform()
    tool = install(platform)
    browser = Browser(tool, platform)
    logins = [browser.begin() for _ in range(30)]
    assert tool.count("states") == 20
    assert browser.send(logins[-1]).status_code == 303
    assert browser.send(logins[0]).status_code == 401
    clock.shift(2 * 3600)
    browser.begin()
    assert tool.count("states") == 1


def test_a16_flood_on_one_site_leaves_the_logins_of_another(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_STATES", 5)
    quiet, loud = Platform(), Platform(issuer="https://loud.test")
    tool = install(quiet, loud)
    browser, flood = Browser(tool, quiet), Browser(tool, loud)
    under_way = browser.begin()
    logins = [flood.begin() for _ in range(8)]
    assert tool.count("states") == 6
    assert browser.send(under_way).status_code == 303
    assert flood.send(logins[0]).status_code == 401
    assert flood.send(logins[-1]).status_code == 303


def test_a16_nobody_is_locked_out_from_elsewhere(install: Install) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    given = platform.initiation()
    flood = [browser.post("/lti/login", given, environ_base=ELSEWHERE) for _ in range(31)]
    assert [page.status_code for page in flood] == [200] * 30 + [429]
    assert browser.post("/lti/login", given, environ_base=HERE).status_code == 200


def test_a16_no_moodle_is_locked_out_from_elsewhere(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lti, "LOGINS_OF_A_SITE", "3 per minute")
    platform = Platform()
    browser = Browser(install(platform), platform)
    statuses = [
        browser.post("/lti/login", platform.initiation(), environ_base=address).status_code
        for address in [ELSEWHERE] * 4 + [HERE]
    ]
    assert statuses == [200, 200, 200, 429, 200]


def test_a16_who_comes_too_often_is_told_when_to_come_again(install: Install) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    given = platform.initiation()
    pages = [browser.post("/lti/login", given) for _ in range(31)]
    assert "Retry-After" not in pages[0].headers
    assert 1 <= int(pages[-1].headers["Retry-After"]) <= 60
    assert "frame-ancestors *" in pages[-1].headers["Content-Security-Policy"]


def test_a16_a_class_behind_one_address_may_log_in_but_one_person_not_for_ever(
    install: Install,
) -> None:
    platform = Platform()
    tool = install(platform)
    browser = Browser(tool, platform)
    for _ in range(60):
        browser.begin()
    same = [
        browser.post("/lti/login", platform.initiation(login_hint="7")).status_code
        for _ in range(31)
    ]
    assert same == [200] * 30 + [429]
    assert browser.begin()


def test_failures_count_against_the_address(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "FAILURES", "5 per minute")
    platform = Platform()
    browser = Browser(install(platform), platform)
    for _ in range(6):
        assert browser.launch().status_code == 303
    statuses = [browser.post("/lti/launch", {"state": "x"}).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
