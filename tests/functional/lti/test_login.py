"""Table A: a platform begins a login."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from lti_plugin.store.lti import Deployment, Registration
from tests.support.platform import MISSING, TOOL, Platform
from tests.support.tool import Browser, Install, Tool, code_of, data_of, fields_of

TEN = {
    "scope",
    "response_type",
    "response_mode",
    "prompt",
    "client_id",
    "redirect_uri",
    "login_hint",
    "lti_message_hint",
    "state",
    "nonce",
}
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("method", [pytest.param("POST", id="A1"), pytest.param("GET", id="A1b")])
def test_valid_login_leads_to_the_registered_address(
    browser: Browser, platform: Platform, method: str
) -> None:
    given = platform.initiation()
    if method == "POST":
        page = browser.post("/lti/login", given)
    else:
        page = browser.get("/lti/login", query_string=given)
    assert page.status_code == 200
    assert f'action="{platform.urls["auth_login_url"]}"' in page.text
    fields = fields_of(page)
    assert fields.keys() == TEN
    assert fields["redirect_uri"] == f"{TOOL}/lti/launch"
    assert fields["login_hint"] == given["login_hint"]
    assert (fields["scope"], fields["response_type"]) == ("openid", "id_token")
    assert (fields["response_mode"], fields["prompt"]) == ("form_post", "none")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://moodle.test" in policy
    assert "frame-ancestors https://moodle.test" in policy


def test_state_and_nonce_are_long_and_never_the_same(browser: Browser) -> None:
    logins = [browser.begin() for _ in range(5)]
    secrets = [fields[name] for fields in logins for name in ("state", "nonce")]
    assert len(set(secrets)) == 10
    assert min(map(len, secrets)) >= 43  # 256 bits as base64url


def test_login_leaves_two_secrets_in_the_browser_and_only_hashes_here(
    browser: Browser, tool: Tool, platform: Platform
) -> None:
    page = browser.post("/lti/login", platform.initiation())
    state = fields_of(page)["state"]
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-lti-{state[:6]}=")
    for part in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/", "Max-Age=600"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie
    secrets = (state, data_of(page, "secret"), cookie.split("=")[1].split(";")[0])
    assert len(set(secrets)) == 3
    stored = Path(tool.settings.data_dir).glob("fingerpost.sqlite*")
    content = b"".join(file.read_bytes() for file in stored)
    assert not any(secret.encode() in content for secret in secrets)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"iss": MISSING}, "lti-parameter", id="A2"),
        pytest.param({"iss": "https://other.test"}, "lti-issuer", id="A3-unknown"),
        pytest.param({"iss": "https://moodle.test/"}, "lti-issuer", id="A3-slash"),
        pytest.param({"iss": "http://moodle.test"}, "lti-issuer", id="A3-http"),
        pytest.param({"login_hint": MISSING}, "lti-parameter", id="A4"),
        pytest.param({"login_hint": ""}, "lti-parameter", id="A4-empty"),
        pytest.param({"target_link_uri": MISSING}, "lti-parameter", id="A5"),
        pytest.param({"target_link_uri": "https://evil.test/"}, "lti-target", id="A6-host"),
        pytest.param({"target_link_uri": "http://tool.test/"}, "lti-target", id="A6-scheme"),
        pytest.param({"target_link_uri": "https://tool.test:8443/"}, "lti-target", id="A6-port"),
        pytest.param({"target_link_uri": "https://tool.test@evil.test/"}, "lti-target", id="A6-at"),
        pytest.param({"target_link_uri": "https://x@tool.test/"}, "lti-target", id="A6-userinfo"),
        pytest.param(
            {"target_link_uri": "https://tool.test\\@evil.test/"}, "lti-target", id="A6-backslash"
        ),
        pytest.param({"target_link_uri": "//tool.test/"}, "lti-target", id="A6-relative"),
        pytest.param({"target_link_uri": "https://tool.test:x/"}, "lti-target", id="A6-bad-port"),
        pytest.param({"target_link_uri": "javascript:alert(1)"}, "lti-target", id="A6-script"),
        pytest.param({"client_id": "client-9"}, "lti-client", id="A7"),
        pytest.param({"iss": ["https://moodle.test"] * 2}, "lti-parameter", id="A13"),
        pytest.param({"login_hint": ["5", "6"]}, "lti-parameter", id="A13-hint"),
        pytest.param({"login_hint": "5\x00"}, "lti-parameter", id="control-character"),
        pytest.param({"iss": "x" * 300}, "lti-parameter", id="too-long"),
    ],
)
def test_malformed_login_is_refused(
    browser: Browser, tool: Tool, changes: dict[str, Any], code: str
) -> None:
    before = tool.count("states")
    page = browser.post("/lti/login", browser.platform.initiation(**changes))
    assert (page.status_code, code_of(page)) == (400, code)
    assert "Set-Cookie" not in page.headers
    assert "Location" not in page.headers
    assert page.headers["X-Request-Id"] in page.text
    assert tool.count("states") == before


@pytest.mark.parametrize(
    "name",
    ["iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id", "lti_message_hint"],
)
def test_a15_markup_in_a_parameter_is_never_reflected(browser: Browser, name: str) -> None:
    page = browser.post("/lti/login", browser.platform.initiation(**{name: SCRIPT}))
    assert SCRIPT not in page.text


def test_a8_client_id_may_be_missing_where_there_is_one(browser: Browser) -> None:
    assert browser.begin(client_id=MISSING)["client_id"] == "client-1"


def test_a9_client_id_may_not_be_missing_where_there_are_several(install: Install) -> None:
    first, second = Platform(), Platform(client_id="client-2", deployment_id="2")
    tool = install(first, second)
    browser = Browser(tool, first)
    page = browser.post("/lti/login", first.initiation(client_id=MISSING))
    assert (page.status_code, code_of(page)) == (400, "lti-client-ambiguous")
    assert Browser(tool, second).begin()["client_id"] == "client-2"


def test_a10_unknown_deployment_is_refused(browser: Browser) -> None:
    page = browser.post("/lti/login", browser.platform.initiation(lti_deployment_id="9"))
    assert (page.status_code, code_of(page)) == (403, "lti-deployment")


def test_deployment_may_be_left_out(browser: Browser) -> None:
    fields = browser.begin(lti_deployment_id=MISSING)
    assert browser.send(fields).status_code == 303


@pytest.mark.parametrize(
    ("table", "code"),
    [
        pytest.param(Registration, "lti-registration-off", id="A11-registration"),
        pytest.param(Deployment, "lti-deployment-off", id="A11-deployment"),
    ],
)
def test_what_is_switched_off_is_refused_before_and_during_a_login(
    install: Install, table: type[Registration | Deployment], code: str
) -> None:
    platform = Platform()
    tool = install(platform)
    browser = Browser(tool, platform)
    under_way = browser.begin()
    with tool.database.writing() as session:
        session.execute(update(table).values(enabled=False))
    page = browser.post("/lti/login", platform.initiation())
    assert (page.status_code, code_of(page)) == (403, code)
    page = browser.send(under_way)
    assert (page.status_code, code_of(page)) == (403, code)
    assert tool.count("visits") == 0


@pytest.mark.parametrize(
    "hint",
    [
        pytest.param('{"cmid":1,"launchid":"a\\"b\'<&>%20+"}', id="A12-json"),
        pytest.param("ü漢🙂&amp;" * 500, id="A12-unicode"),
        pytest.param("x" * 4096, id="A12-long"),
        pytest.param(" leading and trailing ", id="A12-spaces"),
    ],
)
def test_message_hint_comes_back_unchanged(browser: Browser, hint: str) -> None:
    assert browser.begin(lti_message_hint=hint)["lti_message_hint"] == hint


def test_message_hint_may_be_missing(browser: Browser) -> None:
    assert "lti_message_hint" not in browser.begin(lti_message_hint=MISSING)


def test_a14_unknown_parameters_are_ignored(browser: Browser) -> None:
    fields = browser.begin(lti_storage_target="_parent", colour="blue")
    assert fields.keys() == TEN


def test_a17_question_mark_in_the_registered_address_is_kept(install: Install) -> None:
    platform = Platform()
    tool = install(platform)
    with tool.database.writing() as session:
        session.execute(
            update(Registration).values(auth_login_url="https://moodle.test/auth.php?a=1&b=2")
        )
    page = Browser(tool, platform).post("/lti/login", platform.initiation())
    assert 'action="https://moodle.test/auth.php?a=1&amp;b=2"' in page.text
    assert re.search(r'<form id="login" method="post"', page.text)


def test_login_does_not_ask_the_platform_for_anything(tool: Tool, browser: Browser) -> None:
    before = browser.platform.fetched
    browser.begin()
    browser.post("/lti/login", browser.platform.initiation(iss="http://169.254.169.254"))
    assert browser.platform.fetched == before


def test_refused_login_can_be_shown_in_a_known_platforms_frame(browser: Browser) -> None:
    page = browser.post("/lti/login", browser.platform.initiation(client_id="client-9"))
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]
    page = browser.post("/lti/login", browser.platform.initiation(iss="https://evil.test"))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_recorded_login_of_a_real_moodle_is_understood(install: Install) -> None:
    recorded = Path(__file__).parents[2] / "fixtures/moodle/lti/login_initiation.json"
    given = json.loads(recorded.read_text())["args"]
    platform = Platform(client_id=given["client_id"], deployment_id=given["lti_deployment_id"])
    other = install(platform)
    page = Browser(other, platform).post("/lti/login", given)
    assert page.status_code == 200
    assert fields_of(page)["lti_message_hint"] == given["lti_message_hint"]
    page = Browser(other, platform).get(f"/lti/login?{urlencode(given)}")
    assert fields_of(page)["lti_message_hint"] == given["lti_message_hint"]
