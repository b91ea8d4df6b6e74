"""Table F: dynamic registration, over real connections: invited, verified, bounded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.services import invitations, registrations
from lti_plugin.store import lti as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.sites import Site
from tests.connectors.servers import reply, serving
from tests.support.installation import Installation
from tests.support.platform import Platform
from tests.support.registering import RECORDED, TOKEN, TOOL, Registering, registering
from tests.support.tool import Browser, Clock, code_of


@pytest.fixture
def platform() -> Iterator[Registering]:
    with registering() as platform:
        yield platform


@pytest.fixture
def installation(tmp_path: Path, platform: Registering) -> Iterator[Installation]:
    """An installation with the platform's site, invited but not registered yet."""
    made = Installation(tmp_path / "tool", Platform(), allowed_hosts="127.0.0.1", read_timeout=1.0)
    with made.database.writing() as session:
        session.add(
            Site(slug="new", name="New Moodle", issuer=platform.issuer, timezone="UTC", fields={})
        )
    yield made
    made.close()


def site_of(installation: Installation, issuer: str) -> Site:
    with installation.database.reading() as session:
        return session.scalars(select(Site).where(Site.issuer == issuer)).one()


def invite(installation: Installation, issuer: str, **options: Any) -> str:
    """Return the secret of a new invitation for the site of this issuer."""
    site = site_of(installation, issuer)
    with installation.database.writing() as session:
        address = invitations.invite(session, installation.settings, site.id, "test", **options)
    assert address.startswith("https://tool.test/lti/register?invitation=")
    return address.partition("=")[2]


def get(installation: Installation, address: str, method: str = "GET") -> TestResponse:
    return installation.app.test_client().open(address, base_url="https://tool.test", method=method)


def known(installation: Installation, issuer: str) -> list[Registration]:
    site = site_of(installation, issuer)
    with installation.database.reading() as session:
        return list(rows.registrations(session, site.id))


def test_an_invited_moodle_registers_the_tool_in_one_step(
    installation: Installation, platform: Registering
) -> None:
    page = get(installation, platform.query(invite(installation, platform.issuer)))
    assert page.status_code == 200, page.text
    assert "New Moodle now knows Fingerpost." in page.text
    assert "Activate" in page.text
    assert "Show in activity chooser" in page.text
    assert f'data-platform="http://127.0.0.1:{platform.port}"' in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors http://127.0.0.1:{platform.port}")
    assert "Set-Cookie" not in page.headers
    (row,) = known(installation, platform.issuer)
    assert row.client_id == "client-new"
    assert row.auth_login_url == f"{platform.issuer}/mod/lti/auth.php"
    assert row.auth_token_url == f"{platform.issuer}/mod/lti/token.php"
    assert row.jwks_url == f"{platform.issuer}/mod/lti/certs.php"
    with installation.database.reading() as session:
        assert set(rows.deployments(session, row)) == {"7"}
        actions = list(session.scalars(select(AuditEntry.action)))
    assert actions == ["invitation made", "tool registered"]


def test_what_is_asked_for_is_all_that_moodle_needs(
    installation: Installation, platform: Registering
) -> None:
    get(installation, platform.query(invite(installation, platform.issuer)))
    (_path, _headers, _none), (path, headers, sent) = platform.asked
    assert path == "/mod/lti/openid-registration.php"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    recorded = json.loads((RECORDED / "registration.json").read_text())["request_body"]
    assert recorded.keys() == sent.keys()
    assert sent["redirect_uris"] == ["https://tool.test/lti/launch"]
    assert sent["initiate_login_uri"] == "https://tool.test/lti/login"
    assert sent["jwks_uri"] == "https://tool.test/lti/jwks.json"
    assert sent["token_endpoint_auth_method"] == "private_key_jwt"
    assert {"contextmembership.readonly", "lineitem", "score", "result.readonly"} <= {
        scope.rpartition("/")[2] for scope in sent["scope"].split()
    }
    about = sent[TOOL]
    assert about["domain"] == "tool.test"
    assert about["custom_parameters"]["context_id_history"] == "$Context.id.history"
    assert about["custom_parameters"]["idnumber"] == "$Person.sourcedId"
    assert about["custom_parameters"]["username"] == "$User.username"
    assert "LtiDeepLinkingRequest" in [each["type"] for each in about["messages"]]
    with installation.app.test_client().get(sent["logo_uri"]) as logo:
        assert logo.status_code == 200


def test_only_scopes_and_variables_that_the_platform_has_are_asked_for(
    installation: Installation, platform: Registering
) -> None:
    platform.changes = {
        "scopes_supported": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "variables": ["Context.id.history"]
        },
    }
    get(installation, platform.query(invite(installation, platform.issuer)))
    sent = platform.asked[1][2]
    assert sent["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    assert sent[TOOL]["custom_parameters"] == {"context_id_history": "$Context.id.history"}


@pytest.mark.parametrize("invitation", [None, "", "forged"])
def test_f10_without_an_invitation_nothing_is_asked_and_nothing_kept(
    installation: Installation, platform: Registering, invitation: str | None
) -> None:
    page = get(installation, platform.query(invitation))
    assert page.status_code in {400, 403}
    assert code_of(page) == "lti-invitation"
    assert platform.asked == []
    assert known(installation, platform.issuer) == []
    stranger = Platform(issuer=platform.issuer, client_id="client-new", deployment_id="7")
    login = installation.app.test_client().post(
        "/lti/login", data=stranger.initiation(), base_url="https://tool.test"
    )
    assert login.status_code == 400


def test_an_invitation_works_once(installation: Installation, platform: Registering) -> None:
    invitation = invite(installation, platform.issuer)
    assert get(installation, platform.query(invitation)).status_code == 200
    platform.client_id = "client-second"
    page = get(installation, platform.query(invitation))
    assert (page.status_code, code_of(page)) == (403, "lti-invitation")
    assert [row.client_id for row in known(installation, platform.issuer)] == ["client-new"]


def test_an_invitation_ends_with_its_time(
    installation: Installation, platform: Registering, clock: Clock
) -> None:
    invitation = invite(installation, platform.issuer, life=timedelta(hours=1))
    clock.shift(3601)
    assert code_of(get(installation, platform.query(invitation))) == "lti-invitation"


def test_a_new_invitation_makes_the_one_before_worthless(
    installation: Installation, platform: Registering
) -> None:
    first, second = (invite(installation, platform.issuer) for _ in range(2))
    assert get(installation, platform.query(first)).status_code == 403
    assert get(installation, platform.query(second)).status_code == 200


def test_an_invitation_is_for_one_platform_alone(
    installation: Installation, platform: Registering
) -> None:
    theirs = invite(installation, "https://moodle.test")
    page = get(installation, platform.query(theirs))
    assert (page.status_code, code_of(page)) == (403, "lti-registration-issuer")
    assert known(installation, platform.issuer) == []
    assert [path for path, *_ in platform.asked] == ["/mod/lti/openid-configuration.php"]


def test_opened_in_a_browser_or_asked_for_its_head_it_is_not_used_up(
    installation: Installation, platform: Registering
) -> None:
    invitation = invite(installation, platform.issuer)
    alone = get(installation, f"/lti/register?invitation={invitation}")
    assert alone.status_code == 200
    assert "belongs into Moodle" in alone.text
    assert get(installation, platform.query(invitation), "HEAD").status_code == 200
    assert platform.asked == []
    assert get(installation, platform.query(invitation)).status_code == 200


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


def test_f11_another_platform_cannot_change_a_registration(
    installation: Installation, platform: Registering
) -> None:
    """Another issuer may well give the same client id; it is another registration."""
    platform.client_id = "client-1"
    before = known(installation, "https://moodle.test")[0]
    assert (
        get(installation, platform.query(invite(installation, platform.issuer))).status_code == 200
    )
    after = known(installation, "https://moodle.test")[0]
    for name in ("client_id", "auth_login_url", "auth_token_url", "jwks_url"):
        assert getattr(after, name) == getattr(before, name)


def test_f12_registering_again_updates_and_keeps_the_ids(
    installation: Installation, platform: Registering
) -> None:
    get(installation, platform.query(invite(installation, platform.issuer)))
    site = site_of(installation, platform.issuer)
    with installation.database.writing() as session:
        registrations.register(
            session,
            session.get_one(Site, site.id),
            client_id="client-new",
            auth_login_url="https://old.test/auth",
            auth_token_url="https://old.test/token",
            jwks_url="https://old.test/keys",
            deployment_id="7",
        )
    page = get(installation, platform.query(invite(installation, platform.issuer)))
    assert "has the new settings" in page.text
    (row,) = known(installation, platform.issuer)
    assert row.auth_login_url == f"{platform.issuer}/mod/lti/auth.php"
    with installation.database.reading() as session:
        assert (
            len(
                list(
                    session.scalars(select(Deployment).where(Deployment.registration_id == row.id))
                )
            )
            == 1
        )


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


def test_a_platform_without_deployments_is_told_to_enter_one(
    installation: Installation, platform: Registering
) -> None:
    platform.deployment_id = None
    page = get(installation, platform.query(invite(installation, platform.issuer)))
    assert "did not name a deployment" in page.text


def test_secrets_of_a_registration_stand_in_no_page_and_no_log(
    installation: Installation, platform: Registering, capfd: pytest.CaptureFixture[str]
) -> None:
    invitation = invite(installation, platform.issuer)
    page = get(installation, platform.query(invitation))
    logged = capfd.readouterr()
    for secret in (invitation, TOKEN):
        assert secret not in page.text
        assert secret not in logged.out + logged.err


def test_registered_platform_launches(installation: Installation, platform: Registering) -> None:
    get(installation, platform.query(invite(installation, platform.issuer)))
    launching = Platform(issuer=platform.issuer, client_id="client-new", deployment_id="7")
    installation.platforms = (*installation.platforms, launching)
    answer = Browser(installation, launching).launch()
    assert answer.status_code == 303
    assert re.fullmatch(r"/learn/\?v=[0-9a-f]{8}", answer.headers["Location"])
