"""The outgoing session against a server on this machine, and against recorded failures."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors import addresses
from connectors.errors import AddressRefused, AnswerTooLarge, BadAnswer, Unreachable
from connectors.http import Answer, Outgoing
from tests.connectors.servers import reply, serving

HOST = "moodle.example"
MEGABYTE = 1024 * 1024


def opened(**options: Any) -> Outgoing:
    """Return a session for which HOST is this machine, and which never waits."""
    settings: dict[str, Any] = {
        "allowed_hosts": frozenset({HOST}),
        "resolve": lambda _host, _port: ["127.0.0.1"],
        "sleep": lambda _: None,
        **options,
    }
    return Outgoing(**settings)


def test_an_answer_comes_back_whole() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        size = int(request.headers["Content-Length"])
        assert request.rfile.read(size) == b"a=1"
        reply(request, 201, b'{"here": true}', X_Kind="test")

    with serving(handle) as port, opened() as http:
        answer = http.post(f"http://{HOST}:{port}/path", data={"a": "1"})
    assert (answer.status, answer.ok, answer.json()) == (201, True, {"here": True})
    assert answer.headers["x-kind"] == "test"


def test_the_connection_goes_to_the_judged_address_under_the_hosts_name() -> None:
    asked: list[tuple[str, int]] = []
    seen: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    def handle(request: BaseHTTPRequestHandler) -> None:
        seen.append(request.headers["Host"])
        reply(request)

    with serving(handle) as port, opened(resolve=resolve) as http:
        http.get(f"http://{HOST}:{port}/")
    assert asked == [(HOST, port)]
    assert seen == [f"{HOST}:{port}"]


def test_a_private_address_is_not_connected_to() -> None:
    calls: list[str] = []
    with (
        serving(lambda request: calls.append(request.path)) as port,
        opened(allowed_hosts=frozenset()) as http,
        pytest.raises(AddressRefused, match=HOST),
    ):
        http.get(f"http://{HOST}:{port}/")
    assert calls == []


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        return ["::1", "127.0.0.1"]

    with serving(reply) as port, opened(resolve=resolve) as http:
        assert http.get(f"http://{HOST}:{port}/").status == 200


def test_a_redirect_is_handed_back_and_not_followed() -> None:
    paths: list[str] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        paths.append(request.path)
        reply(request, 302, Location="/elsewhere")

    with serving(handle) as port, opened() as http:
        answer = http.get(f"http://{HOST}:{port}/")
    assert (answer.status, answer.ok, paths) == (302, False, ["/"])


def test_an_announced_200_megabytes_are_refused_unread() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(200 * MEGABYTE))
        request.end_headers()

    with (
        serving(handle) as port,
        opened(max_bytes=MEGABYTE) as http,
        pytest.raises(AnswerTooLarge, match="more than 1 MB"),
    ):
        http.get(f"http://{HOST}:{port}/")


def test_a_200_megabyte_stream_is_refused_early() -> None:
    sent = 0

    def handle(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        request.end_headers()
        piece = bytes(MEGABYTE)
        for _ in range(200):
            request.wfile.write(piece)
            sent += len(piece)

    with (
        serving(handle) as port,
        opened(max_bytes=MEGABYTE) as http,
        pytest.raises(AnswerTooLarge),
    ):
        http.get(f"http://{HOST}:{port}/")
    assert sent < 40 * MEGABYTE


def test_a_small_answer_that_unpacks_into_a_large_one_is_refused() -> None:
    bomb = gzip.compress(bytes(50 * MEGABYTE))
    assert len(bomb) < MEGABYTE
    with (
        serving(lambda request: reply(request, 200, bomb, Content_Encoding="gzip")) as port,
        opened() as http,
        pytest.raises(AnswerTooLarge),
    ):
        http.get(f"http://{HOST}:{port}/", max_bytes=MEGABYTE)


def test_a_slow_answer_ends_with_the_total_time() -> None:
    clock = count()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b"x" * 70_000)

    with (
        serving(handle) as port,
        opened(total_seconds=8, clock=lambda: float(next(clock))) as http,
        pytest.raises(Unreachable, match="in time"),
    ):
        http.get(f"http://{HOST}:{port}/")


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


def test_a_damaged_answer_is_said_to_be_damaged() -> None:
    with (
        serving(lambda r: reply(r, 200, b"not gzip", Content_Encoding="gzip")) as port,
        opened() as http,
        pytest.raises(BadAnswer, match="damaged"),
    ):
        http.get(f"http://{HOST}:{port}/")


def test_cookies_of_one_answer_do_not_travel_to_the_next_request() -> None:
    sent: list[str | None] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        sent.append(request.headers["Cookie"])
        reply(request, Set_Cookie="MoodleSession=abc; Path=/")

    with serving(handle) as port, opened() as http:
        http.get(f"http://{HOST}:{port}/")
        http.get(f"http://{HOST}:{port}/")
    assert sent == [None, None]


def test_the_surroundings_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(reply) as port, opened() as http:
        assert http.get(f"http://{HOST}:{port}/").status == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for HOST that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        made.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def test_the_certificate_is_checked_against_the_name(certificate: Path) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    with serving(reply, context) as port:
        with opened(ca_bundle=str(certificate)) as http:
            assert http.get(f"https://{HOST}:{port}/").status == 200
        assert names == [HOST]
        other = "other.example"
        with (
            opened(ca_bundle=str(certificate), allowed_hosts=frozenset({other})) as http,
            pytest.raises(Unreachable, match="certificate of other.example"),
        ):
            http.get(f"https://{other}:{port}/")
        with opened() as http, pytest.raises(Unreachable, match="certificate"):
            http.get(f"https://{HOST}:{port}/")


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


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"{", b"[" * 200_000])
def test_a_body_that_is_not_json_is_said_so(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        Answer(200, {}, body, "https://moodle.example/").json()


def test_an_answer_shows_neither_address_nor_content() -> None:
    answer = Answer(200, {"Authorization": "SECRET"}, b"SECRET", "https://x/?token=SECRET")
    assert "SECRET" not in repr(answer)


def test_an_ipv6_address_in_brackets_is_judged_too() -> None:
    with Outgoing() as http, pytest.raises(AddressRefused):
        http.get("http://[::1]:9/")
