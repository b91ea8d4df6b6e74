"""Table F: what a platform may not say of itself, and what the page says when it fails."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from lti_plugin.store.sites import Site
from tests.connectors.servers import reply, serving
from tests.support.installation import Installation
from tests.support.registering import (
    TOOL,
    Registering,
    get,
    invite,
    known,
    registering,
)
from tests.support.tool import code_of


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://moodle.test/mod/lti/openid-configuration.php", id="F8-http"),
        pytest.param("file:///etc/passwd", id="F8-file"),
        pytest.param("https://169.254.169.254/latest/meta-data", id="F8-metadata"),
        pytest.param("https://10.0.0.1/mod/lti/openid-configuration.php", id="F8-private"),
        pytest.param("https://[::1]/mod/lti/openid-configuration.php", id="F8-loopback"),
        pytest.param("https://user@moodle.test/openid", id="F8-userinfo"),
    ],
)
def test_f8_configuration_elsewhere_is_not_fetched(
    installation: Installation, platform: Registering, url: str
) -> None:
    invitation = invite(installation, platform.issuer)
    page = get(installation, platform.query(invitation, openid_configuration=url))
    assert page.status_code in {200, 502}
    assert platform.asked == []
    assert known(installation, platform.issuer) == []
    assert url not in page.text
    assert get(installation, platform.query(invitation)).status_code == 200


def test_f8_redirect_is_not_followed(installation: Installation, platform: Registering) -> None:
    reached: list[str] = []

    def lead_on(request: BaseHTTPRequestHandler) -> None:
        reached.append(request.path)
        reply(request, 302, Location=platform.configuration_url)

    with serving(lead_on) as port:
        invitation = invite(installation, platform.issuer)
        url = f"http://127.0.0.1:{port}/mod/lti/openid-configuration.php"
        page = get(installation, platform.query(invitation, openid_configuration=url))
    assert page.status_code == 503
    assert reached == ["/mod/lti/openid-configuration.php"]
    assert platform.asked == []


def test_f8_endless_configuration_is_cut_off(
    installation: Installation, platform: Registering
) -> None:
    sent = []

    def pour(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(50):
            request.wfile.write(b" " * 1024 * 1024)
            sent.append(1)

    with serving(pour) as port:
        invitation = invite(installation, platform.issuer)
        url = f"http://127.0.0.1:{port}/mod/lti/openid-configuration.php"
        page = get(installation, platform.query(invitation, openid_configuration=url))
    assert (page.status_code, code_of(page)) == (502, "lti-registration-unreachable")
    assert len(sent) < 25


def test_f8_slow_configuration_ends_in_time(
    installation: Installation, platform: Registering
) -> None:
    def stand_still(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(1)  # until the other side hangs up

    with serving(stand_still) as port:
        invitation = invite(installation, platform.issuer)
        url = f"http://127.0.0.1:{port}/mod/lti/openid-configuration.php"
        page = get(installation, platform.query(invitation, openid_configuration=url))
    assert (page.status_code, code_of(page)) == (502, "lti-registration-unreachable")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"issuer": "https://moodle.test"}, "issuer", id="F9-issuer-elsewhere"),
        pytest.param({"issuer": None}, "form", id="F9-no-issuer"),
        pytest.param({"issuer": "x" * 300}, "form", id="F9-long-issuer"),
        pytest.param({"token_endpoint": "https://evil.test/token"}, "endpoint", id="F9-token"),
        pytest.param({"jwks_uri": "https://evil.test/keys"}, "endpoint", id="F9-keys"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, "endpoint", id="F9-script"),
        pytest.param(
            {"registration_endpoint": "https://evil.test/"}, "endpoint", id="F9-registration"
        ),
        pytest.param({"registration_endpoint": 5}, "form", id="F9-number"),
        pytest.param({"jwks_uri": None}, "form", id="F9-missing"),
    ],
)
def test_f9_configuration_that_speaks_for_others_is_refused(
    installation: Installation, platform: Registering, changes: dict[str, Any], code: str
) -> None:
    platform.changes = changes
    page = get(installation, platform.query(invite(installation, platform.issuer)))
    assert (page.status_code, code_of(page)) == (400, f"lti-registration-{code}")
    assert len(platform.asked) == 1
    assert known(installation, platform.issuer) == []


def test_f9_issuer_has_to_begin_the_address(installation: Installation) -> None:
    with registering(path="/moodle") as platform:
        with installation.database.writing() as session:
            made = Site(slug="sub", name="Sub", issuer=platform.issuer, timezone="UTC", fields={})
            session.add(made)
        invitation = invite(installation, platform.issuer)
        for path in ("/other", "/moodle/../other", "/moodle/%2e%2e/other", "/moodle/.%2E/other"):
            elsewhere = f"http://127.0.0.1:{platform.port}{path}/openid-configuration.php"
            page = get(installation, platform.query(invitation, openid_configuration=elsewhere))
            assert code_of(page) == "lti-registration-issuer"
        assert get(installation, platform.query(invitation)).status_code == 200


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (401, b"token_already_used", "used before, or is too old"),
        (400, b"domain_targetlinkuri_mismatch", "domain_targetlinkuri_mismatch"),
        (400, b"<b>No way</b>", "Moodle refused the registration."),
        (500, b"<html>Fatal</html>", "Moodle refused the registration."),
    ],
)
def test_refusal_of_the_platform_is_told_in_words(
    installation: Installation, platform: Registering, status: int, body: bytes, shown: str
) -> None:
    platform.status, platform.body = status, body
    invitation = invite(installation, platform.issuer)
    page = get(installation, platform.query(invitation))
    assert (page.status_code, code_of(page)) == (503, "lti-registration-refused")
    assert shown in page.text
    assert "<b>No way" not in page.text
    platform.status, platform.body = 200, None
    assert get(installation, platform.query(invitation)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"client_id": ""}',
        b'{"client_id": 5}',
        b'{"client_id": "a\\ud800"}',
        b'{"client_id": "a\\u0000"}',
        b'{"client_id": "a\\r\\nb"}',
        b'{"client_id": "a\\u202eb"}',
        json.dumps({"client_id": "a", TOOL: {"deployment_id": 7}}).encode(),
    ],
)
def test_answer_without_usable_ids_is_refused(
    installation: Installation, platform: Registering, body: bytes
) -> None:
    platform.body = body
    page = get(installation, platform.query(invite(installation, platform.issuer)))
    assert (page.status_code, code_of(page)) == (400, "lti-registration-answer")
    assert known(installation, platform.issuer) == []
