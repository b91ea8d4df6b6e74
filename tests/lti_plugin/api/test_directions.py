"""Which way is suggested, why, what would turn it, and what the person says to it."""

from __future__ import annotations

from datetime import date

import pytest

from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from tests.support.api import Program, Roles, problem, program
from tests.support.installation import Installation


def test_too_little_known_is_said_with_what_is_missing(
    installation: Installation, roles: Roles
) -> None:
    found = program(installation, person="9000").get("/directions")["suggestion"]
    assert (found["rule"], found["kind"], found["towards"]) == ("R0", "unknown", None)
    assert found["missing"] == ["role", "target"]
    assert found["because"] == []


def test_role_that_changes_asks_for_upskilling_and_says_what_would_turn_that(
    learner: Program,
) -> None:
    found = learner.get("/directions")["suggestion"]
    assert (found["rule"], found["kind"], found["urgent"]) == ("R3", "upskill", False)
    assert found["towards"] == "Analyst"
    ((changed),) = found["because"]
    assert (changed["name"], changed["value"]) == ("changed", 2 / 5)
    assert date.fromisoformat(changed["on"]) > now().date()
    (flip,) = found["flips"]
    assert (flip["name"], flip["now"], flip["then"]) == ("changed", 0.4, 0.14)
    assert (flip["becomes"], flip["rule"]) == ("advance", "R5")


def test_aim_of_another_family_turns_the_way(learner: Program, roles: Roles) -> None:
    learner.ask("PUT", "/me/aim", {"role_id": str(roles.roles["Account manager"])})
    found = learner.get("/directions")["suggestion"]
    assert (found["rule"], found["kind"]) == ("R2", "reskill")
    assert found["towards"] == "Account manager"
    assert found["because"] == [{"name": "target", "value": "Account manager", "on": None}]
    assert found["otherwise"] is not None
    assert {"target"} <= {each["name"] for each in found["flips"]}


def test_asking_again_writes_nothing_new_and_new_grounds_do(
    installation: Installation, learner: Program, roles: Roles
) -> None:
    first = learner.get("/directions")
    assert learner.get("/directions") == first
    learner.ask("PUT", "/me/aim", {"role_id": str(roles.roles["Account manager"])})
    second = learner.get("/directions")
    assert [each["id"] for each in second["history"]] == [
        second["suggestion"]["id"],
        first["suggestion"]["id"],
    ]
    assert program(installation, person="103").get("/directions")["history"] != second["history"]


def test_person_may_disagree_with_a_reason_and_change_their_mind(learner: Program) -> None:
    place = f"/directions/{learner.get('/directions')['suggestion']['id']}/answer"
    said = {"answer": "disagreed", "reason": " I know enough. "}
    told = learner.ask("POST", place, said)
    assert told.status_code == 200
    assert told.json == learner.get("/directions")["history"][0]
    assert (told.json["answer"], told.json["reason"]) == ("disagreed", "I know enough.")
    assert learner.ask("POST", place, {"answer": "confirmed"}).status_code == 200
    (row,) = learner.get("/directions")["history"]
    assert (row["answer"], row["reason"]) == ("confirmed", "")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "answer"),
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "disagreed"}, "reason"),
        ({"answer": "disagreed", "reason": " "}, "reason"),
        ({"answer": "disagreed", "reason": "x" * 2001}, "reason"),
        ({"answer": "disagreed", "reason": "\0"}, "reason"),
        ({"answer": "disagreed", "reason": "\ud800"}, "reason"),
    ],
)
def test_answer_that_is_none_changes_nothing(
    installation: Installation, learner: Program, said: dict[str, str], field: str
) -> None:
    place = f"/directions/{learner.get('/directions')['suggestion']['id']}/answer"
    answer = learner.ask("POST", place, said)
    assert problem(answer) == (422, "bad-fields")
    assert list((answer.json or {})["errors"]) == [field]
    with installation.database.reading() as session:
        assert session.query(Decision).one().answer is None
