"""What is wrong with a request is told by the field's name, whatever was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from tests.support.api import V1, Program, problem, program
from tests.support.installation import Installation

SKILL = str(uuid4())


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One learner for all of it, since nothing of it is taken."""
    installation = Installation(tmp_path_factory.mktemp("parsing") / "site")
    installation.fill()
    yield program(installation)
    installation.close()


def send(learner: Program, data: bytes, content_type: str = "application/json") -> TestResponse:
    """Post these bytes as ratings."""
    return learner.visit.browser.client.post(
        V1 + "/evidence",
        data=data,
        content_type=content_type,
        base_url="https://tool.test",
        headers={"Authorization": f"Bearer {learner.visit.token}"},
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ratings"),
        ({"ratings": []}, "ratings"),
        ({"ratings": [{"skill_id": SKILL, "level": 6}]}, "ratings.0.level"),
        ({"ratings": [{"skill_id": SKILL, "level": -1}]}, "ratings.0.level"),
        ({"ratings": [{"skill_id": SKILL, "level": "3"}]}, "ratings.0.level"),
        ({"ratings": [{"skill_id": SKILL, "level": True}]}, "ratings.0.level"),
        ({"ratings": [{"skill_id": SKILL, "level": float("nan")}]}, "ratings.0.level"),
        ({"ratings": [{"skill_id": "SQL", "level": 3}]}, "ratings.0.skill_id"),
        ({"ratings": [{"skill_id": SKILL, "level": 3}] * 2}, "ratings"),
        ({"ratings": [{"skill_id": str(uuid4()), "level": 3} for _ in range(101)]}, "ratings"),
        ({"ratings": [], "raitings": []}, "raitings"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_bad_ratings_are_refused_by_name(learner: Program, body: Any, field: str) -> None:
    answer = learner.ask("POST", "/evidence", body)
    assert problem(answer) == (422, "bad-fields")
    assert field in (answer.json or {})["errors"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"ratings": ' + b"9" * 5000 + b"}", b"nul"],
)
def test_what_is_no_json_is_refused(learner: Program, body: bytes) -> None:
    assert problem(send(learner, body)) == (400, "bad-request")


def test_form_is_refused(learner: Program) -> None:
    answer = send(learner, b"ratings=1", "application/x-www-form-urlencoded")
    assert problem(answer) == (415, "bad-request")


def test_too_much_is_refused(learner: Program) -> None:
    assert problem(send(learner, b" " * 1_000_001)) == (413, "http-413")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/skills", {"limit": 0}, "limit"),
        ("/skills", {"limit": 201}, "limit"),
        ("/skills", {"offset": "x"}, "offset"),
        ("/roles", {"offset": 10**19}, "offset"),
        ("/roles", {"q": "x" * 201}, "q"),
        ("/recommendations", {"k": 51}, "k"),
        ("/evidence", {"person_id": "102"}, "person_id"),
    ],
)
def test_bad_queries_are_refused_by_name(
    learner: Program, path: str, query: dict[str, object], field: str
) -> None:
    answer = learner.ask("GET", path, query_string=query)
    assert problem(answer) == (422, "bad-fields")
    assert list((answer.json or {})["errors"]) == [field]


def test_address_that_is_none_is_told_as_a_problem(learner: Program) -> None:
    assert problem(learner.ask("GET", "/nowhere")) == (404, "http-404")
    assert problem(learner.ask("GET", "/roles/1")) == (404, "http-404")
    answer = learner.ask("DELETE", "/me")
    assert problem(answer) == (405, "http-405")
    assert "GET" in answer.headers["Allow"]
