"""Table F: dynamic registration, over real connections: what is asked for, and what is kept."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from lti_plugin.services import registrations
from lti_plugin.store import lti as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment
from lti_plugin.store.sites import Site
from tests.support.installation import Installation, site_of
from tests.support.platform import Platform
from tests.support.registering import (
    RECORDED,
    TOKEN,
    TOOL,
    Registering,
    get,
    invite,
    known,
)
from tests.support.tool import Browser


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


def test_f12_registering_again_updates_and_keeps_the_ids(
    installation: Installation, platform: Registering
) -> None:
    get(installation, platform.query(invite(installation, platform.issuer)))
    site = site_of(installation.database, platform.issuer)
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
