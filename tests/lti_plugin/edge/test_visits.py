"""Who may see a page: cookie or token to read, token to post, and only for their own audience."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import delete, update
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import entrance
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.sites import Site
from lti_plugin.store.visits import Visit
from tests.support.platform import INSTRUCTOR, LTI, Platform
from tests.support.tool import Browser, Tool, code_of, short_of


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[Tool]:
    tool = Tool(tmp_path, Platform())
    yield tool
    tool.close()


@pytest.fixture
def browser(tool: Tool) -> Browser:
    return Browser(tool, tool.platforms[0])


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(datetime.now(UTC), tick=True)
    return time_machine


def told(page: TestResponse) -> dict[str, Any]:
    """Return what the plain page tells of its visit."""
    assert page.status_code == 200, page.text
    found: dict[str, Any] = json.loads(page.text)
    return found


def bearer(token: str) -> dict[str, str]:
    """Return the headers of a page's script."""
    return {"Authorization": f"Bearer {token}"}


def ended(page: TestResponse) -> bool:
    """Say whether the page is the one for sessions that are over."""
    return (page.status_code, code_of(page)) == (401, "session-ended")


def test_page_is_read_with_the_cookie_of_its_visit(browser: Browser) -> None:
    address = browser.launch().headers["Location"]
    page = told(browser.get(address))
    assert page["cookie"] is True
    assert (page["context_id"], page["context_title"]) == ("2", "SQL: Foundations")
    assert page["locale"] == "de"


def test_cookie_of_a_visit_is_bound_to_host_and_partition(browser: Browser) -> None:
    answer = browser.launch()
    made, removed = answer.headers.getlist("Set-Cookie")
    assert made.startswith(f"__Host-visit-{short_of(answer)}=")
    assert removed.startswith("__Host-lti-")
    for cookie in (made, removed):
        for part in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
            assert part in cookie.split("; ")


def test_page_is_read_with_a_token_alone(browser: Browser) -> None:
    first = told(browser.get(browser.launch().headers["Location"]))
    browser.forget()
    page = browser.get("/learner/", headers=bearer(first["token"]))
    assert told(page)["person"] == first["person"]
    assert told(page)["cookie"] is False
    assert told(browser.get("/learner/", headers=bearer(page.headers["X-Page-Token"])))


def test_posting_needs_the_token_whatever_the_cookies_are(browser: Browser) -> None:
    answer = browser.launch()
    address = answer.headers["Location"]
    assert ended(browser.post(address))
    assert ended(browser.post(address, {"page_token": "forged"}))
    token = told(browser.get(address))["token"]
    assert told(browser.post(address, {"page_token": token}))
    assert told(browser.post(address, headers=bearer(token)))
    assert "X-Page-Token" not in browser.post(address, {"page_token": token}).headers


@pytest.mark.parametrize("address", ["/learner/", "/learner/?v=", "/learner/?v=00000000"])
def test_without_a_visit_there_is_no_page(browser: Browser, address: str) -> None:
    browser.launch()
    assert ended(browser.get(address))


def test_page_of_no_visit_may_be_framed_since_nothing_in_it_can_be_pressed(
    browser: Browser, clock: TimeMachineFixture
) -> None:
    address = browser.launch().headers["Location"]
    token = told(browser.get(address))["token"]
    clock.shift(3 * 24 * 3600)
    browser.launch()  # sweeps the old visit away
    for page in (browser.get(address), browser.post("/learner/", {"page_token": token})):
        assert ended(page)
        policy = page.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "moodle.test" not in policy  # nobody learns which platforms there are
        links = re.findall(r"<(?:a|form|button|input)\b[^>]*>", page.text)
        assert [link for link in links if 'href="#main"' not in link] == []


def test_forged_cookie_opens_nothing(browser: Browser) -> None:
    browser.client.set_cookie("__Host-visit-00000000", "x", domain="tool.test", secure=True)
    assert ended(browser.get("/learner/?v=00000000"))


def test_cookie_under_another_visits_name_opens_nothing(browser: Browser) -> None:
    browser.launch()
    secret = next(
        c.value for c in browser.client._cookies.values() if c.key.startswith("__Host-visit-")
    )
    browser.client.set_cookie("__Host-visit-00000000", secret, domain="tool.test", secure=True)
    assert ended(browser.get("/learner/?v=00000000"))


def test_token_of_one_visit_does_not_serve_another(browser: Browser) -> None:
    first, second = browser.launch(), browser.launch()
    token = told(browser.get(first.headers["Location"]))["token"]
    assert ended(browser.get(second.headers["Location"], headers=bearer(token)))


def test_f14_token_serves_its_own_audience_only(browser: Browser) -> None:
    token = told(browser.get(browser.launch().headers["Location"]))["token"]
    for address in ("/instructor/", "/admin/"):
        page = browser.post(address, {"page_token": token})
        assert ended(page)
        assert "https://moodle.test/mod/lti/view.php?id=127" in page.text


def test_f14_token_of_another_installation_is_worth_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    other = Tool(tmp_path / "other", Platform(), secret_key="another key for tests, of some length")
    elsewhere = Browser(other, other.platforms[0])
    token = told(elsewhere.get(elsewhere.launch().headers["Location"]))["token"]
    assert ended(browser.get("/learner/", headers=bearer(token)))
    other.close()


def test_f14_role_change_closes_the_old_visit(browser: Browser) -> None:
    teaching = browser.launch(sub="5", **{LTI + "roles": [INSTRUCTOR]}).headers["Location"]
    elsewhere = browser.launch(
        sub="5", **{LTI + "roles": [INSTRUCTOR], LTI + "context": {"id": "3"}}
    ).headers["Location"]
    assert told(browser.get(teaching))
    assert told(browser.get(browser.launch(sub="5").headers["Location"]))
    assert ended(browser.get(teaching))
    assert told(browser.get(elsewhere))


def test_visit_left_alone_ends_and_offers_the_way_back(
    browser: Browser, clock: TimeMachineFixture
) -> None:
    address = browser.launch().headers["Location"]
    token = told(browser.get(address))["token"]
    clock.shift(31 * 60)
    for page in (browser.get(address), browser.post("/learner/", {"page_token": token})):
        assert ended(page)
        assert 'href="https://moodle.test/mod/lti/view.php?id=127" target="_top"' in page.text
        assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]


def test_visit_in_use_goes_on_until_its_last_hour(
    browser: Browser, clock: TimeMachineFixture
) -> None:
    address = browser.launch().headers["Location"]
    for _ in range(19):
        clock.shift(25 * 60)
        token = told(browser.get(address))["token"]
    clock.shift(10 * 60)
    assert ended(browser.get(address, headers=bearer(token)))


def test_old_token_is_refused_though_the_visit_goes_on(
    browser: Browser, clock: TimeMachineFixture
) -> None:
    address = browser.launch().headers["Location"]
    token = told(browser.get(address))["token"]
    for _ in range(2):
        clock.shift(20 * 60)
        told(browser.get(address))
    assert ended(browser.post("/learner/", {"page_token": token}))


def test_closed_visit_is_over(browser: Browser, tool: Tool) -> None:
    token = told(browser.get(browser.launch().headers["Location"]))["token"]
    with tool.database.writing() as session:
        session.execute(delete(Visit))
    assert ended(browser.post("/learner/", {"page_token": token}))


def test_each_launch_has_its_own_cookie_and_the_oldest_go(browser: Browser) -> None:
    answers = [browser.launch() for _ in range(23)]
    held = [c.key for c in browser.client._cookies.values() if c.key.startswith("__Host-visit-")]
    assert len(held) == 20
    assert told(browser.get(answers[-1].headers["Location"]))


@pytest.mark.parametrize("table", [Registration, Deployment])
def test_visit_is_over_once_its_way_in_is_switched_off(
    browser: Browser, tool: Tool, table: type[Registration | Deployment]
) -> None:
    address = browser.launch().headers["Location"]
    token = told(browser.get(address))["token"]
    with tool.database.writing() as session:
        session.execute(update(table).values(enabled=False))
    for page in (browser.get(address), browser.post("/learner/", {"page_token": token})):
        assert ended(page)
        assert 'href="https://moodle.test/mod/lti/view.php?id=127"' in page.text
    with tool.database.writing() as session:
        session.execute(update(table).values(enabled=True))
    assert told(browser.get(address))


def test_other_deployments_visits_go_on(tool: Tool, browser: Browser) -> None:
    other = Platform(deployment_id="2")
    tool.register(other)
    second = Browser(tool, other)
    address = second.launch().headers["Location"]
    first = browser.launch().headers["Location"]
    with tool.database.writing() as session:
        session.execute(
            update(Deployment).where(Deployment.deployment_id == "1").values(enabled=False)
        )
    assert ended(browser.get(first))
    assert told(second.get(address))


def test_admin_may_come_in_without_a_launch(tool: Tool, browser: Browser) -> None:
    with tool.app.test_request_context(base_url="https://tool.test"):
        with visits.writing() as session:
            answer = entrance.begin_admin(session, session.query(Site).one().id)
        location = answer.headers["Location"]
        name, _, value = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
    browser.client.set_cookie(name, value, domain="tool.test", secure=True)
    page = told(browser.get(location))
    assert (page["audience"], page["person"], page["context_id"]) == ("admin", None, None)


def test_addresses_of_pages_name_the_visit_and_others_do_not(tool: Tool, browser: Browser) -> None:
    answer = browser.launch()
    with tool.app.test_request_context(base_url="https://tool.test"):
        assert url_for("learner.courses") == "/learner/"
        assert visits.page_token() == ""
        with db.session.begin():
            visit_id = db.session.query(Visit).one().id
        entrance.show(visit_id, "secret")
        short = short_of(answer)
        assert url_for("learner.courses") == f"/learner/?v={short}"
        assert url_for("learner.courses", v=None) == f"/learner/?v={short}"
        assert url_for("lti.jwks") == "/lti/jwks.json"


def test_closed_visit_cannot_be_shown(tool: Tool, browser: Browser) -> None:
    browser.launch()
    with tool.app.test_request_context(base_url="https://tool.test"):
        with visits.writing() as session:
            visit_id = session.query(Visit).one().id
            session.execute(delete(Visit))
        with pytest.raises(visits.SessionEnded):
            entrance.show(visit_id, "secret")


def test_scripts_of_pages_are_told_from_browsers(tool: Tool) -> None:
    with tool.app.test_request_context(headers={"X-Requested-With": "fetch"}):
        assert visits.is_fetch()
    with tool.app.test_request_context():
        assert not visits.is_fetch()
