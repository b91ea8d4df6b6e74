"""Trouble on the way: what is tried again, how long, and what is said in the end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
import requests
import responses
import urllib3

from connectors import addresses
from connectors.errors import AddressRefused, Unreachable
from tests.connectors.servers import HOST, opened, reply, serving


def test_a_server_that_says_nothing_is_given_up_and_not_asked_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with opened(timeouts=(1, 0.05)) as http, pytest.raises(Unreachable, match="in time"):
            http.get(f"http://{HOST}:{port}/")
        silent.settimeout(0.05)
        silent.accept()[0].close()
        with pytest.raises(TimeoutError):
            silent.accept()


def test_a_closed_port_is_tried_again_a_bounded_number_of_times() -> None:
    pauses: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    with (
        opened(retries=3, backoff=0.5, sleep=pauses.append) as http,
        pytest.raises(Unreachable, match="does not accept"),
    ):
        http.get(f"http://{HOST}:{port}/")
    assert pauses == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_passing_trouble_is_tried_again(status: int) -> None:
    statuses = iter([status, status, 200])
    with serving(lambda request: reply(request, next(statuses))) as port, opened() as http:
        assert http.get(f"http://{HOST}:{port}/").status == 200


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_any_other_status_is_handed_back_at_once(status: int) -> None:
    statuses = iter([status])
    with serving(lambda request: reply(request, next(statuses))) as port, opened() as http:
        assert http.get(f"http://{HOST}:{port}/").status == status


def test_a_post_is_sent_once_unless_it_only_reads() -> None:
    calls: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        calls.append(request.command)
        reply(request, 503)

    with serving(handle) as port, opened(retries=2) as http:
        assert http.post(f"http://{HOST}:{port}/").status == 503
        assert len(calls) == 1
        assert http.post(f"http://{HOST}:{port}/", retry=True).status == 503
        assert len(calls) == 4


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("2", [2.0]), ("nonsense", [0.5]), ("Mon, 01 Jan 2001 00:00:00 GMT", [0.5]), ("3600", [])],
)
def test_the_wait_that_the_server_asks_for_is_kept_within_bounds(
    asked: str, expected: list[float]
) -> None:
    pauses: list[float] = []
    with (
        serving(lambda request: reply(request, 503, Retry_After=asked)) as port,
        opened(retries=1, sleep=pauses.append) as http,
    ):
        assert http.get(f"http://{HOST}:{port}/").status == 503
    assert pauses == expected


def test_tries_end_with_the_total_time() -> None:
    pauses: list[float] = []
    with (
        serving(lambda request: reply(request, 503)) as port,
        opened(retries=9, backoff=4, total_seconds=3, sleep=pauses.append) as http,
    ):
        assert http.get(f"http://{HOST}:{port}/").status == 503
    assert pauses == []


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    promised = iter(["100", "2"])

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", next(promised))
        request.end_headers()
        request.wfile.write(b"ok")

    with serving(handle) as port, opened() as http:
        assert http.get(f"http://{HOST}:{port}/").body == b"ok"


def test_a_name_that_nobody_knows_is_named() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with opened(resolve=resolve) as http, pytest.raises(Unreachable, match=f"{HOST} cannot be"):
        http.get(f"https://{HOST}/")


def test_a_name_without_an_address_is_unreachable() -> None:
    with opened(resolve=lambda *_: []) as http, pytest.raises(Unreachable):
        http.get(f"https://{HOST}/")


def test_a_connection_that_is_never_made_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def create_connection(*_: object, **__: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(addresses, "create_connection", create_connection)
    with opened(retries=0) as http, pytest.raises(Unreachable, match="in time"):
        http.get(f"http://{HOST}/")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (requests.exceptions.InvalidURL("https://x/?t=SECRET"), AddressRefused),
        (requests.ReadTimeout("https://x/?t=SECRET"), Unreachable),
        (requests.ConnectionError("https://x/?t=SECRET"), Unreachable),
        (urllib3.exceptions.ProtocolError("https://x/?t=SECRET"), Unreachable),
    ],
)
def test_no_error_repeats_the_request(
    error: Exception, expected: type[Exception], make_mock: Callable[[], responses.RequestsMock]
) -> None:
    with make_mock() as mock, opened() as http:
        mock.get("https://moodle.example/", body=error)
        with pytest.raises(expected) as raised:
            http.get("https://moodle.example/", params={"t": "SECRET"})
    shown = f"{raised.value} {raised.value.__cause__} {raised.value.__context__}"
    assert "SECRET" not in shown


@pytest.fixture
def make_mock() -> Callable[[], responses.RequestsMock]:
    """Make a stand-in for the network."""
    return lambda: responses.RequestsMock(assert_all_requests_are_fired=False)
