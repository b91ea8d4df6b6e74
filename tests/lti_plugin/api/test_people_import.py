"""A file of people sent by a program: looked at without writing, taken over, forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from lti_plugin.store.people import Person
from tests.support.api import Program, Roles, problem, program
from tests.support.installation import Installation

ADDRESS = "/people/import"
SMALL = "id,name,role\nE8,Grace,Analyst\nE9,Ada,Analyst\n,Nobody,Analyst\n"


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    """An L&D admin of the first site."""
    return program(installation, "admin", "50")


def send(admin: Program, content: str, **more: Any) -> Any:
    """Send a file and return what is said of it."""
    answer = admin.ask("PUT", ADDRESS, {"content": content, **more})
    assert answer.status_code == 200, answer.text
    return answer.json


def count(installation: Installation) -> int:
    """Return how many people the site has."""
    with installation.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_look_counts_and_writes_nobody(admin: Program, installation: Installation) -> None:
    before = count(installation)
    assert admin.get(ADDRESS) == {"file": None, "busy": False, "failed": None}
    told = send(admin, SMALL, name="hr.csv")
    assert told["file"]["found"] == {"new": 2, "changed": 0, "same": 0, "bad": 1, "erased": 0}
    assert [each["line"] for each in told["file"]["bad"]] == [4]
    assert count(installation) == before
    assert admin.get(ADDRESS) == told
    taken = admin.ask("POST", f"{ADDRESS}/take", {"id": told["file"]["id"]})
    assert (taken.status_code, (taken.json or {})["busy"]) == (202, True)
    assert problem(admin.ask("PUT", ADDRESS, {"content": SMALL})) == (400, "input")
    assert admin.ask("DELETE", ADDRESS).status_code == 204
    assert admin.get(ADDRESS)["file"] is None


def test_columns_are_named_where_heads_are_unusual(admin: Program) -> None:
    content = "Nummer;Wer\nE8;Grace\n"
    assert send(admin, content)["file"]["found"] is None
    told = send(admin, content, columns={"id": "Nummer", "name": "Wer"})["file"]
    assert (told["state"], told["found"]["new"]) == ("checked", 1)
    wrong = admin.ask("PUT", ADDRESS, {"content": content, "columns": {"id": "Nowhere"}})
    assert problem(wrong) == (400, "input")
    assert problem(admin.ask("PUT", ADDRESS, {"content": "x\n", "columns": {"x": "x"}}))[0] == 422


def test_a_file_may_be_larger_than_other_bodies(admin: Program) -> None:
    rows = "".join(f"NEW{number},Ada,{'x' * 900}\n" for number in range(1300))
    assert send(admin, f"id,name,remarks\n{rows}")["file"]["found"]["new"] == 1300
    much = {"text": "x" * 2_000_000, "kind": "export"}
    assert problem(admin.ask("POST", "/requests", much)) == (413, "http-413")


def test_a_file_that_is_none_says_why(admin: Program, learner: Program) -> None:
    refused = admin.ask("PUT", ADDRESS, {"content": '"id\nE8'})
    assert problem(refused) == (400, "input")
    assert problem(learner.ask("PUT", ADDRESS, {"content": SMALL})) == (403, "not-allowed")
    unknown = "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11"
    assert problem(admin.ask("POST", f"{ADDRESS}/take", {"id": unknown})) == (404, "not-found")
