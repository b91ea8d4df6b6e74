"""Requests are traced where a collector is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from flask import Flask

from lti_plugin import tracing
from lti_plugin.errors import BadSettings


class Collector(BaseHTTPRequestHandler):
    """Keeps what is sent to it."""

    received: list[bytes]

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Collector]]:
    """A collector on this machine, named in the environment."""
    handler = type("Handler", (Collector,), {"received": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(tracing.ENDPOINT, f"http://127.0.0.1:{server.server_port}")
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def plain() -> Flask:
    """An application with one page."""
    app = Flask("plain")
    app.add_url_rule("/page", "page", lambda: "ok")
    return app


def test_without_a_collector_nothing_is_traced(
    plain: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(tracing.ENDPOINT, raising=False)
    before = plain.wsgi_app
    tracing.bind(plain)
    assert plain.wsgi_app == before


def test_a_request_sends_a_trace(plain: Flask, collector: type[Collector]) -> None:
    provider = tracing.bind(plain)
    assert plain.test_client().get("/page").text == "ok"
    assert provider is not None
    provider.shutdown()
    assert any(b"/page" in body for body in collector.received)


def test_a_missing_extra_says_what_to_install(
    plain: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(tracing.ENDPOINT, "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(BadSettings, match="not installed") as caught:
        tracing.bind(plain)
    assert "fingerpost[otel]" in caught.value.hint
