"""Roles and their future as programs write and ask for them; for L&D admins alone."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.store.base import now
from tests.support.api import Program, Roles, problem, program, with_roles
from tests.support.installation import Installation

A_ROLE: dict[str, Any] = {
    "name": "Data engineer",
    "family": "Data",
    "lines": [
        {"skill": "sql", "level": 3},
        {"skill": "SQL", "level": 4, "valid_from": "2035-01-01"},
    ],
}


@pytest.fixture
def asker(installation: Installation) -> Program:
    installation.fill()
    return program(installation, "admin", "50")


@pytest.fixture
def known(installation: Installation, asker: Program) -> Roles:
    return with_roles(installation.database, installation.site, now().date())


def test_a_role_is_written_signed_and_guarded_by_its_version(asker: Program, known: Roles) -> None:
    made = asker.ask("POST", "/roles", A_ROLE)
    assert made.status_code == 201, made.text
    role = made.json
    assert role is not None
    assert (role["draft"], role["unconfirmed"], role["origin"]) == (True, False, "admin")
    assert [(each["skill"], each["valid_from"]) for each in role["lines"]] == [
        ("SQL", None),
        ("SQL", "2035-01-01"),
    ]
    place = f"/roles/{role['id']}"
    signed = asker.ask("PUT", f"{place}/signature", {"by": "Ada", "version": role["version"]})
    assert signed.json["reviewed_by"] == "Ada"  # type: ignore[index]  # a good answer is JSON
    stale = {"kind": "growing", "source": "Plan", "by": "Ada", "version": role["version"]}
    assert problem(asker.ask("PUT", f"{place}/outlook", stale)) == (409, "conflict")
    fresh = stale | {"version": asker.get(place)["version"]}
    assert asker.ask("PUT", f"{place}/outlook", fresh).status_code == 200
    change = A_ROLE | {"lines": [], "version": asker.get(place)["version"]}
    changed = asker.ask("PUT", place, change).json
    assert (changed["draft"], changed["lines"]) == (True, [])  # type: ignore[index]
    assert problem(asker.ask("POST", "/roles", A_ROLE)) == (400, "input")


def test_a_role_is_removed_as_it_was_read_and_brought_back(asker: Program, known: Roles) -> None:
    place = f"/roles/{known.roles['Analyst']}"
    seen = asker.get(place)["version"]
    takes = asker.get(f"{place}/removal")
    assert takes["holders"] >= 5
    assert problem(asker.ask("DELETE", f"{place}?version=odd")) == (409, "conflict")
    assert asker.ask("DELETE", f"{place}?version={seen}").status_code == 204
    assert problem(asker.ask("GET", place)) == (404, "not-found")
    assert [each["name"] for each in asker.get("/roles/removed")["items"]] == ["Analyst"]
    assert all(each["name"] != "Analyst" for each in asker.get("/roles")["items"])
    back = asker.ask("PUT", f"{place}/restored")
    assert (back.status_code, back.json["version"]) == (200, seen)  # type: ignore[index]


def test_a_trigger_is_entered_changed_and_closed(asker: Program, known: Roles) -> None:
    said = {"kind": "redundancy", "role_id": str(known.roles["Analyst"]), "on": "2027-01-01"}
    made = asker.ask("POST", "/triggers", said).json
    assert made is not None
    assert made["role"]["name"] == "Analyst"
    assert made["effect"]["holders"] == made["effect"]["turned"] > 0
    place = f"/triggers/{made['id']}"
    skill = {"kind": "upgrade", "skill_id": str(known.skills["SQL"])}
    changed = asker.ask("PUT", place, skill).json
    assert (changed["role"], changed["skill"]["name"]) == (None, "SQL")  # type: ignore[index]
    closed = asker.ask("PUT", f"{place}/closed", {"closed": True}).json
    assert closed["effect"] is None  # type: ignore[index]
    every = asker.get("/triggers", closed="true")["items"]
    assert len(every) == len(asker.get("/triggers")["items"]) + 1
    assert problem(asker.ask("POST", "/triggers", said | skill)) == (400, "input")


def test_a_scenario_is_kept_and_told(asker: Program, known: Roles) -> None:
    ids = {name: str(each) for name, each in known.roles.items()}
    said = {"role_id": ids["Analyst"], "becomes_id": ids["Data scientist"], "on": "2027-12-01"}
    made = asker.ask("POST", "/outcomes/scenarios", said | {"name": "All scientists"}).json
    assert made is not None
    assert made["people"] >= 5
    assert made["figures"]["after"] == [{"kind": "reskill", "people": made["people"]}]
    (brief,) = asker.get("/outcomes/scenarios")["items"]
    assert brief["becomes"]["name"] == "Data scientist"
    place = f"/outcomes/scenarios/{made['id']}"
    assert asker.ask("PUT", place, said | {"name": "Other"}).status_code == 200
    assert asker.get(place)["name"] == "Other"
    assert asker.ask("DELETE", place).status_code == 204
    assert problem(asker.ask("GET", place)) == (404, "not-found")


def test_priorities_and_the_pipeline_are_told(asker: Program, known: Roles) -> None:
    first = asker.get("/priorities")["items"][0]
    assert (first["name"], first["objectives"][0]["name"]) == ("SQL", "Reports in a day")
    assert asker.get("/outcomes/pipeline")["items"] == []
    assert asker.get("/occupations", q="baker")["items"] == []


def test_learners_are_refused(installation: Installation) -> None:
    installation.fill()
    learner = program(installation)
    for path in ("/triggers", "/priorities", "/outcomes/pipeline", "/outcomes/scenarios"):
        assert problem(learner.ask("GET", path)) == (403, "not-allowed")
    assert problem(learner.ask("POST", "/roles", A_ROLE)) == (403, "not-allowed")
