"""Tokens and the roster, compared with recorded answers of a real Moodle."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import responses
import time_machine
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.services import ASSERTION, MEMBERS_TYPE
from lti_plugin.demo.vocabulary import (
    GRADE_SCOPES,
    LINE_ITEM_SCOPE,
    MEMBERSHIP_SCOPE,
    SCORE_SCOPE,
)
from tests.support.lookalike import AnyTool
from tests.support.shapes import differences

TOKEN = "/demo-moodle/mod/lti/token.php"
ROSTER = "/demo-moodle/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def tool_key() -> RSAKey:
    """The tool's own key."""
    return RSAKey.generate_key(2048, {"kid": "tool-1", "use": "sig", "alg": "RS256"})


@pytest.fixture
def ask(client: FlaskClient, moodle: LookAlike, tool_key: RSAKey) -> Ask:
    """A request for a token, signed by the tool; ``claims`` and fields can be changed."""

    def token(claims: dict[str, Any] | None = None, **changed: str) -> Any:
        now = int(time.time())
        site = moodle.site
        told = {"iss": site.client_id, "sub": site.client_id, "iat": now - 5, "exp": now + 60}
        told |= claims or {}
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": jwt.encode({"alg": "RS256", "kid": "tool-1"}, told, tool_key),
            "scope": MEMBERSHIP_SCOPE,
        }
        with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
            web.get(site.tool_jwks_url, json=KeySet([tool_key]).as_dict(private=False))
            return client.post(TOKEN, data=form | changed)

    return token


@pytest.fixture
def bearer(ask: Ask) -> dict[str, str]:
    """The header with a token for the roster."""
    return {"Authorization": f"Bearer {ask().get_json()['access_token']}"}


def test_a_token_is_shaped_as_recorded(ask: Ask, recorded_lti: dict[str, Any]) -> None:
    answer = ask(scope=f"{MEMBERSHIP_SCOPE} https://purl.imsglobal.org/spec/unknown")
    assert answer.status_code == 200
    recorded = recorded_lti["services"]["token"]
    assert differences(recorded, answer.get_json()) == []
    assert answer.get_json() == recorded | {"access_token": answer.get_json()["access_token"]}


@pytest.mark.parametrize(
    ("claims", "changed", "error"),
    [
        ({}, {"grant_type": "password"}, "unsupported_grant_type"),
        ({}, {"client_assertion_type": "secret"}, "invalid_request"),
        ({}, {"client_assertion": ""}, "invalid_request"),
        ({}, {"client_assertion": "a.b.c"}, "invalid_client"),
        ({"sub": "somebody"}, {}, "invalid_client"),
        ({"exp": 5}, {}, "invalid_client"),
        ({"exp": "later"}, {}, "invalid_client"),
        ({"iat": 4_000_000_000}, {}, "invalid_client"),
        ({}, {"scope": "https://purl.imsglobal.org/spec/unknown"}, "invalid_scope"),
        ({}, {"scope": ""}, "invalid_scope"),
    ],
)
def test_a_wrong_request_gets_no_token(
    claims: dict[str, Any], changed: dict[str, str], error: str, ask: Ask
) -> None:
    answer = ask(claims, **changed)
    assert answer.status_code == 400
    assert answer.get_json() == {"error": error}


def test_the_key_of_another_tool_gets_no_token(ask: Ask, moodle: LookAlike) -> None:
    now = int(time.time())
    stranger = RSAKey.generate_key(2048, {"kid": "tool-1"})
    told = {"sub": moodle.site.client_id, "iat": now - 5, "exp": now + 60}
    assertion = jwt.encode({"alg": "RS256", "kid": "tool-1"}, told, stranger)
    assert ask(client_assertion=assertion).get_json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    "answer",
    [
        {"body": requests.ConnectionError("gone")},
        {"body": "<html>"},
        {"json": []},
        {"json": {"keys": [{"kty": "RSA"}]}},
        {"json": {"keys": []}},
    ],
)
def test_a_tool_whose_keys_cannot_be_read_gets_no_token(
    answer: dict[str, Any], client: FlaskClient, moodle: LookAlike, tool_key: RSAKey
) -> None:
    told = {"sub": moodle.site.client_id}
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": jwt.encode({"alg": "RS256", "kid": "tool-1"}, told, tool_key),
        "scope": MEMBERSHIP_SCOPE,
    }
    with responses.RequestsMock() as web:
        web.get(moodle.site.tool_jwks_url, **answer)
        assert client.post(TOKEN, data=form).get_json() == {"error": "invalid_client"}


def test_the_roster_is_shaped_as_recorded(
    client: FlaskClient, bearer: dict[str, str], recorded_lti: dict[str, Any]
) -> None:
    answer = client.get(ROSTER, query_string={"limit": 3}, headers=bearer)
    recorded = recorded_lti["services"]["nrps_page1"]
    assert differences(recorded["body"], answer.get_json()) == []
    assert answer.headers["Content-Type"] == recorded["headers"]["Content-Type"]
    host = "http://127.0.0.1:8000/demo-moodle"
    expected = recorded["headers"]["Link"].replace("https://moodle.test", host)
    assert answer.headers["Link"] == expected


def test_without_a_limit_everybody_comes_sorted_by_name(
    client: FlaskClient, bearer: dict[str, str], moodle: LookAlike
) -> None:
    answer = client.get(ROSTER, headers=bearer)
    members = answer.get_json()["members"]
    assert "Link" not in answer.headers
    assert len(members) == len(moodle.ledger.of_course(2))
    names = [member["family_name"] for member in members]
    assert names == sorted(names)


def test_pages_follow_each_other_to_the_end(
    client: FlaskClient, bearer: dict[str, str], moodle: LookAlike
) -> None:
    seen, address = [], f"{ROSTER}?limit=30"
    while address:
        answer = client.get(address, headers=bearer)
        seen += [member["user_id"] for member in answer.get_json()["members"]]
        link = answer.headers.get("Link", "")
        address = link.removeprefix("<").split(">")[0].removeprefix("http://127.0.0.1:8000")
    assert len(seen) == len(set(seen)) == len(moodle.ledger.of_course(2))


@pytest.mark.parametrize(
    "role", ["Instructor", "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
)
def test_the_roster_can_be_asked_for_one_role(
    role: str, client: FlaskClient, bearer: dict[str, str]
) -> None:
    answer = client.get(ROSTER, query_string={"role": role}, headers=bearer)
    assert [m["name"] for m in answer.get_json()["members"]] == ["Ruth Lindqvist"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}])
def test_the_roster_needs_a_token(header: dict[str, str], client: FlaskClient) -> None:
    assert client.get(ROSTER, headers=header).status_code == 401


def test_a_token_ends_after_an_hour(client: FlaskClient, ask: Ask) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as clock:
        header = {"Authorization": f"Bearer {ask().get_json()['access_token']}"}
        clock.shift(timedelta(minutes=59))
        assert client.get(ROSTER, headers=header).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get(ROSTER, headers=header).status_code == 401


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 400), (MEMBERS_TYPE, 200), ("text/html,*/*", 200)],
)
def test_the_media_type_has_to_be_the_right_one(
    accept: str, status: int, client: FlaskClient, bearer: dict[str, str]
) -> None:
    answer = client.get(ROSTER, headers=bearer | {"Accept": accept})
    assert answer.status_code == status


def test_another_tools_binding_is_not_found(client: FlaskClient, bearer: dict[str, str]) -> None:
    address = ROSTER.replace("bindings/1", "bindings/9")
    assert client.get(address, headers=bearer).status_code == 404


def test_a_tool_gets_what_it_registered_for_and_asks_for(tool: AnyTool) -> None:
    tool.register(scope=f"{SCORE_SCOPE} {MEMBERSHIP_SCOPE}")
    assert tool.token(SCORE_SCOPE, LINE_ITEM_SCOPE).get_json()["scope"] == SCORE_SCOPE
    assert tool.token(LINE_ITEM_SCOPE).get_json() == {"error": "invalid_scope"}


def test_the_tool_from_the_start_may_write_grades(ask: Ask) -> None:
    told = ask(scope=" ".join(GRADE_SCOPES)).get_json()
    assert set(told["scope"].split()) == set(GRADE_SCOPES)


def test_one_tool_cannot_speak_for_another(registered: AnyTool, moodle: LookAlike) -> None:
    registered.client_id = moodle.site.client_id
    with responses.RequestsMock() as web:
        web.get(moodle.site.tool_jwks_url, json={"keys": []})
        registered.online = lambda: web  # type: ignore[method-assign]  # only the other's keys
        assert registered.token(MEMBERSHIP_SCOPE).get_json() == {"error": "invalid_client"}


def test_a_registered_tool_reads_the_roster_at_its_own_address(
    registered: AnyTool, client: FlaskClient
) -> None:
    header = registered.bearer(MEMBERSHIP_SCOPE)
    assert client.get(ROSTER, headers=header).status_code == 404
    answer = client.get(ROSTER.replace("bindings/1", "bindings/2"), headers=header)
    assert answer.status_code == 200
    assert answer.get_json()["members"][0]["email"]


def test_a_roster_without_names_where_none_were_asked_for(
    tool: AnyTool, client: FlaskClient
) -> None:
    tool.register(own={"claims": []})
    header = tool.bearer(MEMBERSHIP_SCOPE)
    answer = client.get(ROSTER.replace("bindings/1", "bindings/2"), headers=header)
    assert all(
        member.keys() == {"status", "roles", "user_id", "lis_person_sourcedid"}
        for member in answer.get_json()["members"]
    )
