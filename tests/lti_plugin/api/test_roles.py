"""What roles ask for today and later, what is expected of them, and one's gap to them."""

from __future__ import annotations

from datetime import timedelta

from lti_plugin.store.base import now
from tests.support.api import Program, Roles


def test_roles_are_listed_and_found_by_any_of_their_names(learner: Program) -> None:
    found = learner.get("/roles")
    names = [each["name"] for each in found["items"]]
    assert (names, found["total"]) == (["Account manager", "Analyst", "Data scientist"], 3)
    data = learner.get("/roles", q="data")
    assert [each["name"] for each in data["items"]] == ["Data scientist", "Analyst"]


def test_role_tells_what_it_will_ask_for_that_it_does_not_today(
    learner: Program, roles: Roles
) -> None:
    role = learner.get(f"/roles/{roles.roles['Analyst']}")

    assert [(each["skill"]["name"], each["level"]) for each in role["today"]] == [
        ("SQL", 3.0),
        ("Statistics", 2.0),
    ]
    assert [(each["skill"]["name"], each["level"]) for each in role["horizon"]] == [
        ("SQL", 4.0),
        ("Storytelling", 2.0),
    ]
    changes = role["changes"]
    assert [each["skill"]["name"] for each in changes["added"]] == ["Storytelling"]
    assert [each["skill"]["name"] for each in changes["dropped"]] == ["Statistics"]
    ((raised),) = changes["raised"]
    assert (raised["before"], raised["after"]) == (3.0, 4.0)
    assert changes["lowered"] == []
    assert changes["ratio"] == 2 / 5


def test_role_tells_what_is_expected_of_it_and_who_stands_for_that(
    learner: Program, roles: Roles
) -> None:
    outlook = learner.get(f"/roles/{roles.roles['Analyst']}")["outlook"]
    assert (outlook["kind"], outlook["source"]) == ("evolving", "Workforce plan")
    assert outlook["signed_by"] == "Head of Data"
    assert outlook["signed_on"] == (now().date() - timedelta(days=10)).isoformat()
    seller = learner.get(f"/roles/{roles.roles['Account manager']}")
    assert seller["draft"] is True
    assert seller["outlook"]["signed_by"] is None
    assert [(each["kind"], each["source"]) for each in seller["triggers"]] == [("upgrade", "IT")]


def test_gap_to_any_role_is_ones_own(learner: Program, roles: Roles) -> None:
    gap = learner.get(f"/roles/{roles.roles['Data scientist']}/gap")
    assert gap["role"]["name"] == "Data scientist"
    assert gap["coverage"] is None
    assert [each["state"] for each in gap["skills"]] == ["not_assessed"]
    body = {"ratings": [{"skill_id": str(roles.skills["Statistics"]), "level": 2}]}
    learner.ask("POST", "/evidence", body)
    gap = learner.get(f"/roles/{roles.roles['Data scientist']}/gap")
    assert gap["assessed_share"] == 1
    assert 0.3 < gap["coverage"] < 0.7
