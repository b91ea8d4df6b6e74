"""Every error is a page with a code and a reference, or a problem document."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from connectors.errors import Unreachable
from lti_plugin.errors import NotAllowed


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An application with pages that go wrong in every way."""

    def fail(error: Exception):
        def view() -> str:
            raise error

        return view

    for name, error in {
        "refused": NotAllowed("Only your own course."),
        "outside": Unreachable("moodle.test does not answer in time."),
        "database": OperationalError("SELECT secret", {}, Exception("locked")),
        "bug": ZeroDivisionError("secret value 42"),
    }.items():
        app.add_url_rule(f"/{name}", name, fail(error))
    return app


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/refused", 403, "Only your own course."),
        ("/outside", 503, "moodle.test does not answer in time."),
        ("/database", 503, "The database does not answer."),
        ("/bug", 500, "Something went wrong on our side."),
        ("/nowhere", 404, "There is nothing at this address."),
    ],
)
def test_an_error_is_a_page_that_says_what_happened(
    broken: Flask, path: str, status: int, says: str
) -> None:
    answer = broken.test_client().get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_program_gets_a_problem_document(broken: Flask) -> None:
    answer = broken.test_client().get("/refused", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["type"] == "urn:fingerpost:not-allowed"
    assert problem["instance"] == answer.headers["X-Request-Id"]


def test_the_log_has_the_trace_and_the_reference(
    broken: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger().handlers[0].setStream(__import__("sys").stderr)
    answer = broken.test_client().get("/bug")
    said = capsys.readouterr().err
    assert answer.headers["X-Request-Id"] in said
    assert "ZeroDivisionError" in said


def test_a_given_reference_is_kept_and_a_strange_one_is_not(broken: Flask) -> None:
    client = broken.test_client()
    kept = client.get("/refused", headers={"X-Request-Id": "abcdef-12345678"})
    assert kept.headers["X-Request-Id"] == "abcdef-12345678"
    made = client.get("/refused", headers={"X-Request-Id": "<script>"})
    assert "<script>" not in made.headers["X-Request-Id"]
    assert "<script>" not in made.text


def test_every_answer_has_its_headers(broken: Flask) -> None:
    headers = broken.test_client().get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
