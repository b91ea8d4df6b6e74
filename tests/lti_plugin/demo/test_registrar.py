"""How a tool registers: the admin's page, the invitation, and the tool's own call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet

from lti_plugin.demo.blueprint import assemble
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.vocabulary import LINE_ITEM_SCOPE, SCORE_SCOPE, TOOL_CONFIGURATION
from tests.support.lookalike import MANAGE, REGISTRATION, START, AnyTool
from tests.support.platform import rsa_key

ISSUER = "http://127.0.0.1:8000/demo-moodle"


def told(client: FlaskClient, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(client.get("/demo-moodle/mod/lti/certs.php").get_json())
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


def test_the_configuration_is_as_recorded(
    client: FlaskClient, recorded_lti: dict[str, Any]
) -> None:
    found = client.get("/demo-moodle/mod/lti/openid-configuration.php").get_json()
    recorded = dict(recorded_lti["openid_configuration"])
    for name, value in recorded.items():
        if isinstance(value, str):
            recorded[name] = value.replace("https://moodle.test", ISSUER)
    assert found == recorded


def test_an_invitation_names_the_configuration_and_a_new_client(
    client: FlaskClient, tool: AnyTool
) -> None:
    given = tool.invitation()
    assert given.keys() == {"openid_configuration", "registration_token"}
    assert given["openid_configuration"] == f"{ISSUER}/mod/lti/openid-configuration.php"
    claims = told(client, given["registration_token"])
    assert claims["scope"] == "reg"
    assert len(claims["sub"]) == 15
    assert claims["exp"] == claims["iat"] + 3600
    assert told(client, tool.invitation()["registration_token"])["sub"] != claims["sub"]


def test_an_invitation_keeps_the_query_of_the_address(client: FlaskClient, tool: AnyTool) -> None:
    given = {"url": "https://tool.test/register?invite=a%20b#x", "sesskey": tool.admin_key()}
    location = client.get(START, query_string=given).headers["Location"]
    assert location.startswith("https://tool.test/register?invite=a%20b&openid_configuration=")


@pytest.mark.parametrize("address", ["", "ftp://tool.test/", "tool.test", "http://["])
def test_only_an_address_of_the_web_is_opened(
    address: str, client: FlaskClient, tool: AnyTool
) -> None:
    given = {"url": address, "sesskey": tool.admin_key()}
    assert client.get(START, query_string=given).status_code == 400


def test_a_registration_is_answered_as_recorded(
    client: FlaskClient, tool: AnyTool, recorded_lti: dict[str, Any]
) -> None:
    token = tool.invitation()["registration_token"]
    recorded = recorded_lti["registration"]
    answer = tool.send(token, recorded["request_body"])
    assert answer.status_code == recorded["status"]
    expected = recorded["response_body"] | {"client_id": told(client, token)["sub"]}
    expected[TOOL_CONFIGURATION] = expected[TOOL_CONFIGURATION] | {"deployment_id": "2"}
    assert answer.get_json() == expected


def test_a_token_is_used_once(tool: AnyTool) -> None:
    token = tool.invitation()["registration_token"]
    assert tool.send(token, tool.registration()).status_code == 200
    again = tool.send(token, tool.registration())
    assert (again.status_code, again.text) == (401, "token_already_used")


def test_a_token_ends_after_an_hour(tool: AnyTool) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        token = tool.invitation()["registration_token"]
        clock.shift(timedelta(minutes=61))
        assert tool.send(token, tool.registration()).status_code == 401


def test_only_a_token_of_this_platform_for_this_purpose_counts(
    moodle: LookAlike, tool: AnyTool
) -> None:
    forged = jwt.encode(
        {"alg": "RS256", "kid": moodle.folder.key.kid},
        {"sub": "x" * 15, "scope": "reg", "exp": 4_000_000_000},
        rsa_key("stranger"),
    )
    launch = jwt.encode(
        {"alg": "RS256", "kid": moodle.folder.key.kid},
        {"sub": "5", "exp": 4_000_000_000},
        moodle.folder.key,
    )
    for token in ("", "x.y.z", forged, launch):
        assert tool.send(token, tool.registration()).status_code == 401
    assert tool.call(REGISTRATION, "POST", json=tool.registration()).status_code == 401
    assert len(moodle.tools.everything()) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"response_types": None}, "response_types"),
        ({"response_types": ["code"]}, "invalid_response_types"),
        ({"response_types": "id_token"}, "invalid_response_types"),
        ({"initiate_login_uri": None}, "initiate_login_uri"),
        ({"initiate_login_uri": 5}, "invalid_initiate_login_uri"),
        ({"redirect_uris": "https://tool.test/lti/launch"}, "invalid_redirect_uris"),
        ({"redirect_uris": [5]}, "invalid_redirect_uris"),
        ({"redirect_uris": ["https://tool.test; script-src *"]}, "invalid_redirect_uris"),
        ({"initiate_login_uri": "javascript:alert(1)"}, "invalid_initiate_login_uri"),
        ({"jwks_uri": "https://tool.test\nX: y"}, "invalid_jwks_uri"),
        ({"own": {"target_link_uri": "https://tool.test x/"}}, "invalid_target_link_uri"),
        ({"client_name": ""}, "client_name"),
        ({"jwks_uri": None}, "jwks_uri"),
        ({"token_endpoint_auth_method": "client_secret"}, "invalid_token_endpoint_auth_method"),
        ({"application_type": "native"}, "invalid_application_type"),
        ({TOOL_CONFIGURATION: None}, "lti-tool-configuration"),
        ({"own": {"domain": ""}}, "domain"),
        ({"own": {"domain": "other.test"}}, "domain_targetlinkuri_mismatch"),
        ({"own": {"domain": "tool.test:8443"}}, "domain_targetlinkuri_mismatch"),
        ({"own": {"messages": {"type": "x"}}}, "invalid_messages"),
        ({"own": {"custom_parameters": ["a"]}}, "invalid_custom_parameters"),
    ],
)
def test_an_incomplete_registration_is_refused_in_plain_words(
    changes: dict[str, Any], reason: str, moodle: LookAlike, tool: AnyTool
) -> None:
    token = tool.invitation()["registration_token"]
    answer = tool.send(token, tool.registration(**changes))
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert reason in answer.text
    assert len(moodle.tools.everything()) == 1


@pytest.mark.parametrize("body", ["{", "[]", "5", ""])
def test_what_is_no_json_object_ends_in_a_page_of_errors(body: str, tool: AnyTool) -> None:
    token = tool.invitation()["registration_token"]
    header = {"Authorization": f"Bearer {token}"}
    answer = tool.call(REGISTRATION, "POST", data=body, headers=header)
    assert answer.status_code == 500
    assert answer.content_type.startswith("text/html")


def test_www_does_not_count_and_the_port_does(moodle: LookAlike, tool: AnyTool) -> None:
    own = {"domain": "www.tool.test:8443", "target_link_uri": "https://tool.test:8443/launch"}
    tool.register(own=own)
    assert moodle.tools.everything()[-1].domain == "tool.test:8443"


def test_markup_is_taken_out_of_all_texts(tool: AnyTool) -> None:
    answer = tool.register(client_name="A <b>bold</b> tool", own={"description": "<script>x"})
    assert answer["client_name"] == "A bold tool"
    assert answer[TOOL_CONFIGURATION]["description"] == "x"


def test_the_answer_has_the_two_flaws_of_moodle(moodle: LookAlike, tool: AnyTool) -> None:
    answer = tool.register(scope=SCORE_SCOPE, own={"custom_parameters": {"page": "a=b=c"}})
    assert LINE_ITEM_SCOPE in answer["scope"].split()
    assert LINE_ITEM_SCOPE not in moodle.tools.everything()[-1].scopes
    assert answer[TOOL_CONFIGURATION]["custom_parameters"] == {"page": "a"}
    assert moodle.tools.everything()[-1].custom == {"page": "a=b=c"}


def test_a_tool_that_asks_for_little_gets_little(moodle: LookAlike, tool: AnyTool) -> None:
    answer = tool.register(scope=None, own={"messages": [], "claims": ["iss", "sub"]})
    own = answer[TOOL_CONFIGURATION]
    assert (answer["scope"], own["messages"], own["claims"]) == ("", [], ["sub", "iss"])
    kept = moodle.tools.everything()[-1]
    assert (kept.selection_url, kept.accepts_grades, kept.shares_names) == (None, False, False)


def test_a_tool_waits_until_it_is_activated(
    client: FlaskClient, moodle: LookAlike, tool: AnyTool
) -> None:
    tool.register(activate=False)
    page = client.get(MANAGE).text
    assert "Small tool" in page
    assert "Pending" in page
    assert not moodle.tools.everything()[-1].active
    given = {"id": tool.deployment_id, "sesskey": tool.admin_key()}
    assert client.post(MANAGE, data=given | {"sesskey": "x"}).status_code == 403
    assert client.post(MANAGE, data=given | {"id": "99"}).status_code == 404
    answer = client.post(MANAGE, data=given)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{ISSUER}/mod/lti/toolconfigure.php",
    )
    assert "Pending" not in client.get(MANAGE).text
    assert moodle.tools.everything()[-1].active


def test_a_restart_keeps_the_tools(moodle: LookAlike, tool: AnyTool) -> None:
    tool.register()
    again = assemble(
        organisation=moodle.organisation,
        folder=moodle.folder,
        platform_url=moodle.site.platform_url,
        tool_url="http://localhost:9000",
    )
    first, second = again.tools.everything()
    assert second == moodle.tools.everything()[-1]
    assert first.login_url == "http://localhost:9000/lti/login"


def test_a_known_domain_asks_whether_to_update(client: FlaskClient, tool: AnyTool) -> None:
    tool.register()
    given = {"url": f"{tool.origin}/register", "sesskey": tool.admin_key()}
    page = client.get(START, query_string=given)
    assert page.status_code == 200
    assert "Update Small tool (deployment 2)" in page.text
    assert "Register as a new tool" in page.text
    assert "<form" not in page.text


def test_an_update_keeps_client_deployment_and_activation(
    client: FlaskClient, moodle: LookAlike, tool: AnyTool
) -> None:
    before = tool.register()
    token = tool.invitation(type="2")["registration_token"]
    claims = told(client, token)
    assert (claims["sub"], claims["scope"]) == ("2", "reg-update")
    header = {"Authorization": f"Bearer {token}"}
    assert tool.call(REGISTRATION, headers=header).get_json() == before
    answer = tool.send(token, tool.registration(client_name="Renamed", scope=SCORE_SCOPE))
    after = answer.get_json()
    assert after["client_name"] == "Renamed"
    assert after["client_id"] == before["client_id"]
    assert after[TOOL_CONFIGURATION]["deployment_id"] == "2"
    kept = moodle.tools.everything()
    assert len(kept) == 2
    assert kept[-1].active


def test_another_tool_of_the_same_domain_can_stand_beside_the_first(
    moodle: LookAlike, tool: AnyTool
) -> None:
    first, second = tool.register(), tool.register()
    assert first["client_id"] != second["client_id"]
    assert [kept.id for kept in moodle.tools.everything()] == [1, 2, 3]


def test_a_fresh_token_reads_nothing(tool: AnyTool) -> None:
    header = {"Authorization": f"Bearer {tool.invitation()['registration_token']}"}
    assert tool.call(REGISTRATION, headers=header).status_code == 403


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_others_manage_no_tools(who: str, client: FlaskClient) -> None:
    assert "Manage tools" not in client.get(f"/demo-moodle/course/view.php?id=2&as={who}").text
    for address in (MANAGE, START):
        assert client.get(address).status_code == 403
    assert client.post(MANAGE, data={"id": "1"}).status_code == 403


def test_a_start_needs_the_sessions_key(client: FlaskClient, tool: AnyTool) -> None:
    tool.admin_key()
    given = {"url": f"{tool.origin}/register", "sesskey": "x"}
    assert client.get(START, query_string=given).status_code == 403


def test_the_page_frames_the_registration_and_waits_for_its_end(
    client: FlaskClient, moodle: LookAlike
) -> None:
    assert "Manage tools" in client.get("/demo-moodle/course/view.php?id=2&as=admin").text
    assert "<iframe" not in client.get(MANAGE).text
    answer = client.get(MANAGE, query_string={"url": "https://tool.test/register"})
    assert f'src="{moodle.site.manage_url(start=True)}?url=https%3A%2F%2Ftool.test' in answer.text
    assert f'data-registration="{moodle.site.manage_url()}"' in answer.text
    assert "frame-src 'self' http: https:;" in answer.headers["Content-Security-Policy"]
    assert 'src="/static/demo/registration.js"' in answer.text
    with client.get("/static/demo/registration.js") as script:
        assert "org.imsglobal.lti.close" in script.text


def test_pages_may_frame_and_post_to_tools_that_have_registered(
    client: FlaskClient, tool: AnyTool
) -> None:
    tool.register()
    policy = client.get("/demo-moodle/course/view.php?id=2").headers["Content-Security-Policy"]
    assert "frame-src 'self' http://localhost:8000 https://tool.test;" in policy
    assert "form-action 'self' http://localhost:8000 https://tool.test;" in policy
