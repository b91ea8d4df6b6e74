"""Answers that come one byte in a while, and numbers in their heads that are none."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread, active_count

import pytest

from connectors import addresses
from connectors.errors import AnswerTooLarge, Unreachable
from tests.connectors.servers import HOST, opened, reply, serving

PATIENT = {"timeouts": (1.0, 1.0), "total_seconds": 0.4}
SOON = 10.0  # seconds: above what a busy machine needs, below what the drops would take
HEAD = b"HTTP/1.1 200 OK\r\n"
TLS_HANDSHAKE = b"\x16\x03\x03\x40\x00"


@contextmanager
def dripping(first: bytes) -> Iterator[tuple[int, Event]]:
    """Answer with these bytes and then with one in a while, as long as anybody listens.

    Gives the port, and what is set once nobody listens any more.
    """
    left = Event()

    def drip(listening: socket.socket) -> None:
        with suppress(OSError):
            answering, _ = listening.accept()
            with answering:
                answering.sendall(first)
                while not left.wait(0.05):
                    answering.sendall(b"1")
        left.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=drip, args=[listening])
        thread.start()
        try:
            yield listening.getsockname()[1], left
        finally:
            left.set()
            thread.join()


@pytest.mark.parametrize(
    ("scheme", "first"),
    [
        pytest.param("https", TLS_HANDSHAKE, id="handshake"),
        pytest.param("http", b"", id="status"),
        pytest.param("http", HEAD + b"X-Long: ", id="header"),
        pytest.param("http", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", id="size-of-a-piece"),
        pytest.param("http", HEAD + b"Content-Length: 9999\r\n\r\n", id="body"),
        pytest.param("http", HEAD + b"\r\n", id="body-without-a-length"),
    ],
)
def test_an_answer_that_drips_ends_with_the_total_time(scheme: str, first: bytes) -> None:
    began = time.monotonic()
    with dripping(first) as (port, left), opened(**PATIENT) as http:
        with pytest.raises(Unreachable, match="does not answer in time"):
            http.get(f"{scheme}://{HOST}:{port}/")
        assert time.monotonic() - began < SOON
        assert left.wait(SOON)  # the connection is gone as well


def test_a_kept_connection_has_a_new_deadline_for_each_request() -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.protocol_version = "HTTP/1.1"
        if request.path == "/quick":
            reply(request, 200, b"first")
            return
        request.wfile.write(HEAD + b"X-Long: ")
        with suppress(OSError):
            for _ in range(400):
                request.wfile.write(b"1")
                time.sleep(0.05)

    with serving(handle) as port, opened(**PATIENT) as http:
        assert http.get(f"http://{HOST}:{port}/quick").body == b"first"
        began = time.monotonic()
        with pytest.raises(Unreachable, match="does not answer in time"):
            http.get(f"http://{HOST}:{port}/slow")
        assert time.monotonic() - began < SOON


def test_a_name_with_many_addresses_does_not_multiply_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def refuse(*_: object, **__: object) -> socket.socket:
        tried.append(1)
        time.sleep(0.05)
        raise TimeoutError

    monkeypatch.setattr(addresses, "create_connection", refuse)
    many = [f"198.51.100.{number}" for number in range(200)]
    with (
        opened(**PATIENT, resolve=lambda _host, _port: many) as http,
        pytest.raises(Unreachable, match="does not answer in time"),
    ):
        http.get(f"http://{HOST}/")
    assert len(tried) < 20


def test_what_ends_in_time_leaves_no_thread_and_no_descriptor_behind() -> None:
    with serving(lambda request: reply(request, 200, b"here")) as port, opened() as http:
        http.get(f"http://{HOST}:{port}/")
        threads, spare = active_count(), socket.socket()
        for _ in range(20):
            http.get(f"http://{HOST}:{port}/")
        with socket.socket() as another, spare:
            assert another.fileno() <= spare.fileno() + 3
        assert active_count() <= threads + 1


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"503 No\r\nRetry-After: " + b"9" * 5000 + b"\r\n", id="wait-of-5000-digits"),
        pytest.param(b"503 No\r\nRetry-After: Fri, 31 Dec 99999 23:59:59 GMT\r\n", id="year-99999"),
        pytest.param(b"503 No\r\nContent-Length: " + b"9" * 5000 + b"\r\n", id="5000-digits"),
    ],
)
def test_a_number_that_no_calendar_holds_is_no_failure_of_ours(head: bytes) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 " + head + b"\r\n")

    with (
        serving(handle) as port,
        opened(max_bytes=1000, retries=1) as http,
        suppress(AnswerTooLarge),
    ):
        assert http.get(f"http://{HOST}:{port}/").status == 503
