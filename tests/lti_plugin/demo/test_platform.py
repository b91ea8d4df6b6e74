"""Launches through the look-alike, compared with recorded launches of a real Moodle."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet

from lti_plugin.demo.lookalike import LookAlike
from tests.support.lookalike import Form
from tests.support.shapes import differences

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AUTH = "/demo-moodle/mod/lti/auth.php"


def module_of(moodle: LookAlike, who: str) -> int:
    return 1000 + moodle.landing(moodle.person(who)).id


def initiation(client: FlaskClient, moodle: LookAlike, who: str) -> Form:
    """Open the activity as ``who`` and return the form that goes to the tool."""
    module = module_of(moodle, who)
    answer = client.get(f"/demo-moodle/mod/lti/launch.php?id={module}&as={who}")
    assert answer.status_code == 200
    return Form(answer.text)


def asked(moodle: LookAlike, form: Form, **changed: str | None) -> dict[str, str]:
    """Return the authentication request that a tool makes after ``form``."""
    request = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": form.fields["client_id"],
        "redirect_uri": moodle.site.launch_url,
        "login_hint": form.fields["login_hint"],
        "lti_message_hint": form.fields["lti_message_hint"],
        "nonce": "n-1",
        "state": "s-1",
    } | changed
    return {name: value for name, value in request.items() if value is not None}


def launched(client: FlaskClient, moodle: LookAlike, who: str) -> tuple[dict, dict]:
    """Return header and claims of a launch as ``who``, verified with the published key."""
    answer = client.post(AUTH, data=asked(moodle, initiation(client, moodle, who)))
    form = Form(answer.text)
    assert form.address == "http://localhost:8000/lti/launch"
    keys = KeySet.import_key_set(client.get("/demo-moodle/mod/lti/certs.php").get_json())
    token = jwt.decode(form.fields["id_token"], keys, algorithms=["RS256"])
    return token.header, token.claims


def test_a_launch_begins_as_recorded(
    client: FlaskClient, moodle: LookAlike, recorded_lti: dict[str, Any]
) -> None:
    form = initiation(client, moodle, "learner")
    recorded = recorded_lti["login_initiation"]["args"]
    assert form.address == "http://localhost:8000/lti/login"
    assert form.fields.keys() == recorded.keys()
    assert form.fields["login_hint"] == str(moodle.person("learner").id)
    hint = json.loads(form.fields["lti_message_hint"])
    assert hint.keys() == json.loads(recorded["lti_message_hint"]).keys()
    assert hint["launchid"].startswith("ltilaunch1_")


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("learner", "launch_learner"),
        ("instructor", "launch_course_trainer"),
        ("admin", "launch_site_admin"),
    ],
)
def test_a_token_has_the_recorded_header_claims_and_roles(
    who: str, name: str, client: FlaskClient, moodle: LookAlike, recorded_lti: dict[str, Any]
) -> None:
    header, claims = launched(client, moodle, who)
    recorded = recorded_lti[name]
    assert header == recorded["header"] | {"kid": header["kid"]}
    assert differences(recorded["claims"], claims) == []
    assert claims[f"{LTI}roles"] == recorded["claims"][f"{LTI}roles"]
    assert claims[f"{LTI}context"]["type"] == ["CourseSection"]
    assert claims["exp"] == claims["iat"] + 60
    assert claims["nonce"] == "n-1"
    assert claims["aud"] == moodle.site.client_id
    assert claims["iss"] == "http://127.0.0.1:8000/demo-moodle"
    assert claims["sub"] == str(moodle.person(who).id)
    assert claims[f"{LTI}deployment_id"] == moodle.site.deployment_id


def test_the_published_key_is_public_and_shaped_as_recorded(
    client: FlaskClient, recorded_lti: dict[str, Any]
) -> None:
    keys = client.get("/demo-moodle/mod/lti/certs.php").get_json()
    assert differences(recorded_lti["platform_jwks"], keys) == []


def test_a_post_without_the_cookie_is_posted_again_from_this_site(
    client: FlaskClient, moodle: LookAlike
) -> None:
    request = asked(moodle, initiation(client, moodle, "learner"))
    stranger = client.application.test_client()
    page = Form(stranger.post(AUTH, data=request).text)
    assert page.address == moodle.site.auth_url
    assert page.fields == request | {"repost": "1"}
    assert "id_token" in Form(client.post(AUTH, data=page.fields).text).fields
    refused = stranger.post(AUTH, data=page.fields)
    assert refused.status_code == 400
    assert "not signed in" in refused.text


def test_a_redirect_by_get_works_as_well(client: FlaskClient, moodle: LookAlike) -> None:
    request = asked(moodle, initiation(client, moodle, "learner"))
    fields = Form(client.get(AUTH, query_string=request).text).fields
    assert fields.keys() == {"id_token", "state"}
    assert fields["state"] == "s-1"


def test_a_launch_can_be_used_once(client: FlaskClient, moodle: LookAlike) -> None:
    request = asked(moodle, initiation(client, moodle, "learner"))
    assert "id_token" in Form(client.post(AUTH, data=request).text).fields
    again = client.post(AUTH, data=request)
    assert again.status_code == 400
    assert "used before" in again.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "openid email"}, "invalid_scope"),
        ({"scope": None}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_mode": None}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"client_id": "somebody"}, "unauthorized_client"),
        ({"login_hint": "4"}, "access_denied"),
        ({"lti_message_hint": "{"}, "invalid_request"),
        ({"lti_message_hint": "[1]"}, "invalid_request"),
        ({"lti_message_hint": '{"launchid": 5}'}, "invalid_request"),
        ({"lti_message_hint": None}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_answered_with_an_error(
    changed: dict[str, str | None], error: str, client: FlaskClient, moodle: LookAlike
) -> None:
    request = asked(moodle, initiation(client, moodle, "learner"), **changed)
    form = Form(client.post(AUTH, data=request).text)
    assert form.address == moodle.site.launch_url
    assert form.fields["error"] == error
    assert form.fields["state"] == "s-1"
    assert "id_token" not in form.fields


def test_a_request_without_state_is_answered_without(
    client: FlaskClient, moodle: LookAlike
) -> None:
    request = asked(moodle, initiation(client, moodle, "learner"), state=None)
    assert Form(client.post(AUTH, data=request).text).fields.keys() == {"id_token"}


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000/lti/launch?x=1", "http://localhost:8000/lti/", "http://bad.test/", ""],
)
@pytest.mark.parametrize("scope", ["openid", "email"])
def test_nothing_is_posted_to_an_address_that_is_not_registered(
    address: str, scope: str, client: FlaskClient, moodle: LookAlike
) -> None:
    form = initiation(client, moodle, "learner")
    request = asked(moodle, form, redirect_uri=address, scope=scope)
    answer = client.post(AUTH, data=request)
    assert answer.status_code == 400
    assert Form(answer.text).address == ""


def test_nobody_launches_from_a_course_of_others(client: FlaskClient, moodle: LookAlike) -> None:
    course = moodle.organisation.courses_by_code["ITO-301"]
    address = f"/demo-moodle/mod/lti/launch.php?id={1000 + course.id}"
    assert client.get(f"{address}&as=newcomer").status_code == 403
    assert client.get(f"{address}&as=admin").status_code == 200


@pytest.mark.parametrize("module", ["", "x", "0", "1001", "99999"])
def test_an_unknown_activity_is_not_found(module: str, client: FlaskClient) -> None:
    answer = client.get(f"/demo-moodle/mod/lti/launch.php?id={module}&as=admin")
    assert answer.status_code == 404
    assert "no such course" in answer.text


def test_a_browser_that_chose_nobody_is_sent_to_the_start(client: FlaskClient) -> None:
    answer = client.get("/demo-moodle/mod/lti/launch.php?id=1002")
    assert answer.status_code == 403
    assert "choose on the start page" in answer.text


def test_hand_over_pages_have_a_button_and_no_inline_script(
    client: FlaskClient, moodle: LookAlike
) -> None:
    module = module_of(moodle, "learner")
    answer = client.get(f"/demo-moodle/mod/lti/launch.php?id={module}&as=learner")
    assert Form(answer.text).scripts == ["/static/demo/submit.js"]
    assert '<button class="btn btn-primary" type="submit">Continue</button>' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "form-action 'self' http://localhost:8000;" in policy
    with client.get("/static/demo/submit.js") as script:
        assert script.status_code == 200
