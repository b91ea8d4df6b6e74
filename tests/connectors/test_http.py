"""The outgoing session against a server on this machine, and against recorded failures."""

from __future__ import annotations

import datetime as dt
import gzip
import ssl
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors.errors import AddressRefused, AnswerTooLarge, BadAnswer, Unreachable
from connectors.http import Answer, Outgoing
from tests.connectors.servers import HOST, MEGABYTE, opened, reply, serving


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


def test_an_authority_that_this_machine_trusts_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(reply, context) as port, opened() as http:
        assert http.get(f"https://{HOST}:{port}/").status == 200


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


def test_where_https_is_needed_nothing_is_sent_without_it() -> None:
    calls: list[str] = []
    with (
        serving(lambda request: calls.append(request.path)) as port,
        opened(https_only=True, allowed_hosts=frozenset({"127.0.0.0/8"})) as http,
        pytest.raises(AddressRefused, match="not encrypted"),
    ):
        http.post(f"http://{HOST}:{port}/", data={"secret": "1"})
    assert calls == []


def test_where_https_is_needed_a_host_that_is_named_may_go_without() -> None:
    with serving(reply) as port, opened(https_only=True) as http:
        assert http.get(f"http://{HOST}:{port}/").ok
