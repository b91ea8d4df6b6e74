"""Attacks that the table of LTI cases does not name: by the browser, by limits, by addresses."""

from __future__ import annotations

import pytest

from lti_plugin.services import platforms
from tests.support.installation import Installation, Visit, visit
from tests.support.platform import INSTRUCTOR, LTI, Platform
from tests.support.tool import Browser, Install, Tool, code_of, data_of, fields_of

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
STRANGERS = [
    pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, id="another-site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="subdomain-beside-ours"),
    pytest.param({"Origin": "https://evil.test"}, id="old-browser"),
]


def proof_of(browser: Browser) -> dict[str, str]:
    """Launch without cookies; return the whole proof that /lti/confirm asks for."""
    login = browser.post("/lti/login", browser.platform.initiation())
    browser.forget()
    asked = browser.send(fields_of(login))
    return fields_of(asked) | {"secret": data_of(login, "secret")}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_b6_own_proof_posted_in_the_browser_of_somebody_else_opens_nothing(
    browser: Browser, tool: Tool, platform: Platform, stranger: dict[str, str]
) -> None:
    """Whoever launched knows ticket and secret both; only our own page may bring them."""
    before = tool.count("visits")
    page = Browser(tool, platform).post("/lti/confirm", proof_of(browser), headers=stranger)
    assert (page.status_code, code_of(page)) == (401, "lti-binding")
    assert "Set-Cookie" not in page.headers
    assert tool.count("visits") == before


def test_proof_that_our_own_page_brings_is_taken(browser: Browser) -> None:
    assert browser.post("/lti/confirm", proof_of(browser), headers=OURS).status_code == 200


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("path", ["/lti/window", "/admin/connect"])
def test_own_token_posted_in_the_browser_of_somebody_else_opens_nothing(
    installation: Installation, path: str, stranger: dict[str, str]
) -> None:
    """Otherwise an admin would be led into the admin pages of another site, and not notice."""
    attacker = visit(installation, "admin", "201")
    victim = Browser(installation, installation.platforms[0])
    page = victim.post(path, {"page_token": attacker.token}, headers=stranger)
    assert page.status_code == 401
    assert "Set-Cookie" not in page.headers
    assert victim.post(path, {"page_token": attacker.token}, headers=OURS).status_code in {200, 303}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_own_link_into_the_admin_pages_cannot_be_used_for_somebody_else(
    installation: Installation, stranger: dict[str, str]
) -> None:
    browser = Browser(installation, installation.platforms[0])
    page = browser.post("/admin/enter", {"secret": "x"}, headers=stranger)
    assert (page.status_code, code_of(page)) == (403, "not-allowed")


def test_a16_limits_cannot_be_passed_by_saying_something_else_in_the_address(
    install: Install,
) -> None:
    platform = Platform()
    browser = Browser(install(platform), platform)
    given = platform.initiation()
    statuses = [
        browser.post(f"/lti/login?login_hint={number}&iss=https://{number}.test", given).status_code
        for number in range(31)
    ]
    assert statuses == [200] * 30 + [429]


@pytest.mark.parametrize(
    "host", ["evil.test;sandbox", "evil.test,script-src", "evil.test'*'", "злой.test", "evil。test"]
)
def test_host_adds_no_rule_of_its_own_to_the_policy_of_a_page(
    installation: Installation, host: str
) -> None:
    asked = {
        "invitation": "x",
        "openid_configuration": f"https://{host}/",
        "registration_token": "y",
    }
    browser = Browser(installation, installation.platforms[0])
    page = browser.get("/lti/register", query_string=asked)
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")
    assert policy.isascii()


def test_parameters_of_an_activity_show_its_teacher_no_other_class(
    installation: Installation,
) -> None:
    """Whoever writes "a copy of course 2" into an activity teaches no course 2."""
    installation.fill()
    browser = Browser(installation, installation.platforms[0])
    told = {
        LTI + "roles": [INSTRUCTOR],
        LTI + "context": {"id": "777", "title": "Mine"},
        LTI + "custom": {"context_id_history": "2", "fingerpost_view": "cohorts"},
        LTI + "launch_presentation": {"locale": "en"},
    }
    page = browser.get(browser.launch(**told).headers["Location"])
    assert "This course has not been read from Moodle yet." in page.text
    assert "Finished it" not in page.text


def test_site_whose_moodle_holds_its_threads_is_told_so_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "MOST_WAITING", 0)
    teacher = Browser(installation, installation.platforms[0])
    told = {
        LTI + "roles": [INSTRUCTOR],
        NRPS: {"context_memberships_url": "https://moodle.test/members"},
    }
    landed = Visit(installation, teacher.get(teacher.launch(**told).headers["Location"]), teacher)
    people = landed.press("/teach/people")
    assert (people.status_code, code_of(people)) == (200, "lti-service-busy")
    admin = visit(installation, "admin", "201")
    for kind in ("token", "roster"):
        page = admin.press("/admin/diagnostics/test", kind=kind, client_id="client-1")
        assert (page.status_code, code_of(page)) == (503, "lti-service-busy")
