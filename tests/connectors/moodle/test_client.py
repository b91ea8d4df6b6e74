"""Calls of the web service, and every way in which they fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import (
    AnswerTooLarge,
    BadAnswer,
    BadParameter,
    BadToken,
    ConnectorError,
    Maintenance,
    MissingCapability,
    MissingFunction,
    MoodleError,
    NotAMoodle,
    NotShared,
    Unreachable,
    WebServicesOff,
)
from connectors.http import Outgoing
from connectors.moodle import MoodleClient
from connectors.moodle.client import flatten
from tests.connectors.moodle.recorded import BASE, PUBLIC, TOKEN, RecordedMoodle, recording

ENDPOINT = f"{BASE}/webservice/rest/server.php"


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Stand in for the network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def client() -> MoodleClient:
    """A client that neither waits nor asks for names."""
    http = Outgoing(
        resolve=lambda _host, _port: [PUBLIC], sleep=lambda _: None, max_bytes=1_000_000
    )
    return MoodleClient(f" {BASE}/ ", f" {TOKEN}\n", http)


def replay(mock: responses.RequestsMock, name: str) -> str:
    """Answer as recorded; return the function that was called."""
    record = recording(name)
    content = record["body"]
    mock.post(
        ENDPOINT,
        status=record["status"],
        body=content if isinstance(content, str) else json.dumps(content),
        content_type=record["content_type"],
    )
    function: str = record["request"]["wsfunction"]
    return function


def error(code: str, message: str = "No.", exception: str = "core\\exception\\x") -> dict[str, str]:
    """Return an error as Moodle writes it."""
    return {"exception": exception, "errorcode": code, "message": message}


def test_a_call_is_a_post_with_the_token_in_its_body(
    mock: responses.RequestsMock, client: MoodleClient
) -> None:
    mock.post(
        ENDPOINT,
        json=[{"id": 5}],
        match=[
            responses.matchers.urlencoded_params_matcher(
                {
                    "wstoken": TOKEN,
                    "wsfunction": "core_enrol_get_enrolled_users",
                    "moodlewsrestformat": "json",
                    "courseid": "2",
                    "options[0][name]": "limitnumber",
                    "options[0][value]": "10",
                }
            ),
            responses.matchers.query_param_matcher({}),
        ],
    )
    answer = client.call(
        "core_enrol_get_enrolled_users",
        courseid=2,
        options=[{"name": "limitnumber", "value": 10}],
        groupid=None,
    )
    assert answer == [{"id": 5}]


def test_nested_parameters_are_written_as_moodle_reads_them() -> None:
    assert flatten({"a": [{"b": [1, 2]}, {"c": True}], "d": {"e": False}, "f": "x", "g": None}) == {
        "a[0][b][0]": "1",
        "a[0][b][1]": "2",
        "a[1][c]": "1",
        "d[e]": "0",
        "f": "x",
    }


@pytest.mark.parametrize(
    ("name", "expected", "words"),
    [
        ("error_invalid_token", BadToken, "token"),
        ("error_function_not_in_service", MissingFunction, "core_course_create_courses"),
        ("error_unknown_function", MissingFunction, "core_nope_nope"),
        ("error_invalid_parameter", BadParameter, "core_enrol_get_users_courses"),
        ("error_webservices_disabled", WebServicesOff, "switched off"),
        ("error_maintenance", Maintenance, "maintenance"),
        ("report_unknown", MoodleError, "reportbuilder_report"),
    ],
)
def test_a_recorded_error_becomes_its_own_kind(
    mock: responses.RequestsMock,
    client: MoodleClient,
    name: str,
    expected: type[ConnectorError],
    words: str,
) -> None:
    function = replay(mock, name)
    with pytest.raises(ConnectorError, match=words) as raised:
        client.call(function)
    assert type(raised.value) is expected
    assert raised.value.hint


@pytest.mark.parametrize(
    ("content", "expected", "words"),
    [
        (
            error("nopermissions", "Sorry, you may not do that (View hidden courses)"),
            MissingCapability,
            "“View hidden courses”",
        ),
        (error("nopermissions", "Sorry."), MissingCapability, "lacks a right"),
        (error("x", "(a) b", "required_capability_exception"), MissingCapability, "lacks a right"),
        (error("errorreportview"), NotShared, "lacks a right"),
        (error("invalidtimedtoken"), BadToken, "token"),
        (error("wsaccessusersuspended", "Suspended"), BadToken, "service account"),
        (error("sitemaintenance"), Maintenance, "maintenance"),
        (error("missingparam"), BadParameter, "parameter"),
        (error("x", "y", "invalid_parameter_exception"), BadParameter, "parameter"),
        (error("invalidrecord", "course"), MoodleError, "course"),
        ({"errorcode": None, "exception": None}, MoodleError, "error"),
    ],
)
def test_an_error_inside_http_200_becomes_its_own_kind(
    mock: responses.RequestsMock,
    client: MoodleClient,
    content: Any,
    expected: type[ConnectorError],
    words: str,
) -> None:
    mock.post(ENDPOINT, body=json.dumps(content))
    with pytest.raises(ConnectorError, match=words) as raised:
        client.call("core_some_function")
    assert type(raised.value) is expected


PAGE = b"<!DOCTYPE html><title>Log in</title>"


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, PAGE, NotAMoodle),
        (200, b"", NotAMoodle),
        (200, b"Notice: Undefined variable in x.php\n[]", NotAMoodle),
        (404, PAGE, NotAMoodle),
        (405, b"", NotAMoodle),
        (401, PAGE, BadAnswer),
        (403, PAGE, BadAnswer),
        (500, PAGE, BadAnswer),
        (502, PAGE, Unreachable),
        (503, b"<html><title>503 Service Temporarily Unavailable</title></html>", Unreachable),
        (503, b"", Unreachable),
        (504, PAGE, Unreachable),
        (429, b"", Unreachable),
    ],
)
def test_a_status_or_a_page_becomes_its_own_kind(
    mock: responses.RequestsMock,
    client: MoodleClient,
    status: int,
    content: bytes,
    expected: type[ConnectorError],
) -> None:
    mock.post(ENDPOINT, status=status, body=content)
    with pytest.raises(ConnectorError) as raised:
        client.call("core_webservice_get_site_info")
    assert type(raised.value) is expected


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("https://new.test/webservice/rest/server.php?a=1", "Use the address https://new.test"),
        ("/login/", "front page"),
        (None, "front page"),
    ],
)
def test_a_moodle_that_moved_says_where(
    mock: responses.RequestsMock, client: MoodleClient, place: str | None, hint: str
) -> None:
    mock.post(ENDPOINT, status=301, headers={"Location": place} if place else {})
    with pytest.raises(NotAMoodle) as raised:
        client.call("core_webservice_get_site_info")
    assert hint in raised.value.hint
    assert "server.php" not in raised.value.hint


def test_a_passing_trouble_is_asked_again(
    mock: responses.RequestsMock, client: MoodleClient
) -> None:
    mock.post(ENDPOINT, status=503)
    mock.post(ENDPOINT, body=requests.ConnectionError())
    mock.post(ENDPOINT, json={"here": True})
    assert client.call("core_webservice_get_site_info") == {"here": True}


def test_an_unreachable_host_is_named(mock: responses.RequestsMock, client: MoodleClient) -> None:
    mock.post(ENDPOINT, body=requests.ConnectionError())
    with pytest.raises(Unreachable, match=r"moodle\.test"):
        client.call("core_webservice_get_site_info")


def test_an_answer_beyond_the_cap_is_refused(
    mock: responses.RequestsMock, client: MoodleClient
) -> None:
    mock.post(ENDPOINT, body=b"[" + b" " * 1_000_001)
    with pytest.raises(AnswerTooLarge):
        client.call("core_user_get_users")


@pytest.mark.parametrize("content", [{}, {"users": None}, [], 1, None])
def test_a_list_under_a_name_is_insisted_on(
    mock: responses.RequestsMock, client: MoodleClient, content: Any
) -> None:
    mock.post(ENDPOINT, body=json.dumps(content))
    with pytest.raises(NotAMoodle):
        client.call_list("core_user_get_users", "users")


def test_the_token_is_nowhere_to_be_seen(
    mock: responses.RequestsMock, client: MoodleClient
) -> None:
    assert repr(client) == f"MoodleClient({BASE!r})"
    mock.post(ENDPOINT, json=error("x", f"Your token {TOKEN} is wrong. " + "x" * 10_000))
    with pytest.raises(MoodleError) as raised:
        client.call("core_webservice_get_site_info")
    shown = f"{raised.value} {raised.value.hint} {raised.value.__cause__}"
    assert TOKEN not in shown
    assert len(shown) < 1000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=10,
)


@settings(deadline=None)
@given(json_values | st.fixed_dictionaries({"errorcode": json_values, "exception": json_values}))
def test_any_json_is_content_or_one_of_our_errors(content: Any) -> None:
    with responses.RequestsMock() as mock:
        mock.post(ENDPOINT, body=json.dumps(content))
        client = RecordedMoodle().client()
        try:
            answer = client.call("core_webservice_get_site_info")
        except ConnectorError:
            assert isinstance(content, dict)
        else:
            assert answer == content


def test_without_a_token_words_stay_as_they_are(mock: responses.RequestsMock) -> None:
    mock.post(ENDPOINT, json=error("x", "No."))
    http = Outgoing(resolve=lambda _host, _port: [PUBLIC])
    with pytest.raises(MoodleError, match=r": No\.$"):
        MoodleClient(BASE, "", http).call("core_webservice_get_site_info")
