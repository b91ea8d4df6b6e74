"""What a launch leaves behind: return addresses, platform ids, refused logins, who is who."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment
from tests.support.platform import (
    LTI,
    MISSING,
    Platform,
)
from tests.support.tool import Browser, Install, Tool, code_of, newest


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        pytest.param("https://moodle.test/back?a=1", True, id="own"),
        pytest.param("https://evil.test/", False, id="E20-foreign"),
        pytest.param("javascript:alert(1)", False, id="E20-script"),
        pytest.param("https://moodle.test@evil.test/", False, id="E20-userinfo"),
    ],
)
def test_return_address_is_the_platforms_own(
    browser: Browser, tool: Tool, url: str, kept: bool
) -> None:
    fields = browser.begin(lti_message_hint="no module")
    answer = browser.send(fields, **{LTI + "launch_presentation": {"return_url": url}})
    assert newest(tool)[0].return_url == (url if kept else None)
    browser.forget()
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 401
    assert "evil.test" not in page.text
    assert "javascript" not in page.text


def test_return_address_with_its_session_key_is_not_kept_without_need(
    browser: Browser, tool: Tool
) -> None:
    url = "https://moodle.test/mod/lti/return.php?sesskey=secret"
    browser.launch(**{LTI + "launch_presentation": {"return_url": url, "locale": "pt_br"}})
    visit = newest(tool)[0]
    assert (visit.return_url, visit.course_module, visit.locale) == (None, 127, "pt-br")


def test_e21_new_platform_id_is_noted_and_let_through(install: Install) -> None:
    platform = Platform()
    tool = install(platform)
    browser = Browser(tool, platform)
    for guid in ("guid-1", "guid-1", "guid-2"):
        told = {LTI + "tool_platform": {"guid": guid}}
        assert browser.launch(**told).status_code == 303
    assert browser.launch(**{LTI + "tool_platform": MISSING}).status_code == 303
    with tool.database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
        deployment = session.scalars(select(Deployment)).one()
    assert entry.details == {"before": "guid-1", "now": "guid-2"}
    assert deployment.guid == "guid-2"


def test_e22_platform_refuses_the_login(browser: Browser) -> None:
    fields = browser.begin()
    told = {"state": fields["state"], "error": "access_denied", "error_description": "<b>no</b>"}
    page = browser.post("/lti/launch", told)
    assert (page.status_code, code_of(page)) == (401, "lti-denied")
    assert "<b>no" not in page.text
    assert code_of(browser.send(fields)) == "lti-state"


def test_f1_two_issuers_are_two_people_and_two_deployments_one(install: Install) -> None:
    one = Platform()
    same_site = Platform(client_id="client-2", deployment_id="2")
    other_site = Platform(issuer="https://other.test")
    tool = install(one, same_site, other_site)
    people = []
    for platform in (one, same_site, other_site):
        browser = Browser(tool, platform)
        page = browser.get(browser.launch(sub="5").headers["Location"]).json
        assert page is not None
        people.append(page["person"])
    assert people[0] == people[1]
    assert people[0] != people[2]
