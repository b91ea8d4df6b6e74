"""The log tells what went wrong and where, and nothing that is secret or somebody's own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from lti_plugin import extensions
from lti_plugin.app import create_app
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database

Begin = Callable[[str], Flask]


@pytest.fixture
def begin(settings: Settings, database: Database) -> Iterator[Begin]:
    """Make an application with this log format and two pages that fail."""
    handlers = list(logging.getLogger().handlers)
    made: list[Flask] = []

    def begin(log_format: str) -> Flask:
        app = create_app(replace(settings, log_format=log_format), check_database=False)

        @app.get("/fails")
        def fails() -> str:
            token = "-".join(("a", "token"))
            raise ZeroDivisionError(f"{len(token)} by zero")

        @app.get("/writes")
        def writes() -> str:
            row = {"email": "ada@example.com"}
            extensions.db.session.execute(text("INSERT INTO nowhere VALUES (:email)"), row)
            return ""

        made.append(app)
        return app

    yield begin
    logging.getLogger().handlers[:] = handlers
    for app in made:
        with app.app_context():
            extensions.db.engine.dispose()


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_an_unexpected_error_has_its_trace_without_any_values(
    begin: Begin, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    client = begin(log_format).test_client()
    for path in ("/fails", "/writes"):
        assert client.get(f"{path}?code=from-the-query").status_code in {500, 503}
    log = capsys.readouterr().err
    assert "ZeroDivisionError: 7 by zero" in log
    assert "Traceback (most recent call last)" in log
    assert "no such table" in log
    for secret in ("a-token", "ada@example.com", "from-the-query"):
        assert secret not in log


def test_a_request_is_one_line_with_its_id_and_no_query(
    begin: Begin, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = (
        begin("json")
        .test_client()
        .get("/healthz?code=from-the-query", headers={"X-Request-Id": "abcd-1234"})
    )
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["method"], told["path"], told["status"]) == ("GET", "/healthz", 200)
    assert told["request_id"] == answer.headers["X-Request-Id"] == "abcd-1234"
    assert "from-the-query" not in line


@pytest.mark.parametrize("given", ["", "x", "a b c d e f g h", "x" * 65, "id\x07entifier"])
def test_an_odd_request_id_is_replaced(begin: Begin, given: str) -> None:
    answer = begin("json").test_client().get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given
    assert len(answer.headers["X-Request-Id"]) == 32


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_what_was_asked_for_cannot_write_lines_or_colours_into_the_log(
    begin: Begin, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    begin(log_format).test_client().get("/%1b[31m%0aforged%c2%85line%e2%80%a8%e2%80%aeend%00")
    log = capsys.readouterr().err
    assert "forged" in log
    lines = log.splitlines()
    assert sum("forged" in line and "end" in line for line in lines) == 1
    assert all(letter.isprintable() for line in lines for letter in line)
