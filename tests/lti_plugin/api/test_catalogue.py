"""The catalogue for programs: list, course, changes, pins, rules, other sites, odd values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    """An L&D admin of the first site."""
    return program(installation, "admin", "50")


def at(small: Small, key: str = "3", rest: str = "") -> str:
    """Return the address of a course."""
    return f"/catalogue/{small.courses[key]}{rest}"


def sent(program: Program, method: str, path: str, body: object = None, status: int = 200) -> Any:
    """Return what a good answer holds."""
    answer = program.ask(method, path, body)
    assert answer.status_code == status, answer.text
    return answer.json


def test_the_list_is_filtered_and_cut_and_says_what_to_look_at(
    admin: Program, small: Small
) -> None:
    found = admin.get("/catalogue", q="foundations", limit=2)
    assert (found["total"], len(found["items"])) == (3, 2)
    assert found["items"][0]["title"] == "Negotiation: Foundations"
    assert found["items"][0]["category"] == "Data"
    hidden = admin.get("/catalogue", state="hidden", no_skills="true")["items"]
    assert [(each["title"], each["marks"]) for each in hidden] == [
        ("Hidden course", ["untied", "no-skills"])
    ]
    assert problem(admin.ask("GET", "/catalogue?state=lost")) == (422, "bad-fields")


def test_a_change_names_its_version_and_the_second_of_two_is_refused(
    admin: Program, small: Small
) -> None:
    body = {"version": 0, "mode": "seminar", "duration_minutes": 500}
    found = sent(admin, "PATCH", at(small), body)
    assert (found["mode"], found["version"], found["included"]) == ("seminar", 1, None)
    assert found["edits"] == [
        {"field": "duration_minutes", "source": 480, "news": False},
        {"field": "mode", "source": None, "news": False},
    ]
    assert problem(admin.ask("PATCH", at(small), body)) == (409, "conflict")
    taken = sent(admin, "POST", at(small, rest="/source"), {"field": "mode", "take": True})
    assert (taken["mode"], len(taken["edits"])) == (None, 1)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"mode": "x"}, (422, "bad-fields")),
        ({"version": 0, "duration_minutes": 0}, (422, "bad-fields")),
        ({"version": 0, "level": "\x00"}, (422, "bad-fields")),
        ({"version": 0, "title": "Mine"}, (400, "input")),
        ({"version": 0, "language": "a language"}, (400, "input")),
        ({"version": 0, "reviewed_at": "0001-01-01T00:00:00+23:59"}, (400, "input")),
        ({"version": 0, "reviewed_at": "9999-12-31T23:59:59-23:59"}, (400, "input")),
    ],
)
def test_odd_values_are_refused(
    admin: Program, small: Small, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    assert problem(admin.ask("PATCH", at(small), body)) == refusal


def test_skills_prerequisites_and_equivalents_are_set_and_taken_off(
    admin: Program, small: Small, roles: Roles
) -> None:
    skill = at(small, rest=f"/skills/{roles.skills['Statistics']}")
    taught = sent(admin, "PUT", skill, {"outcome": 3, "entry": 1})["skills"]
    assert [(each["name"], each["outcome"], each["ours"]) for each in taught] == [
        ("SQL", None, False),
        ("Statistics", 3.0, True),
    ]
    assert problem(admin.ask("PUT", skill, {"outcome": 1, "entry": 3})) == (400, "input")
    assert len(sent(admin, "DELETE", skill)["skills"]) == 1
    assert len(sent(admin, "DELETE", skill)["skills"]) == 1
    first = {"courses": [str(small.courses["4"])]}
    found = sent(admin, "PUT", at(small, rest="/prerequisites"), first)
    assert [each["name"] for each in found["prerequisites"]] == ["Statistics: Foundations"]
    other = {"course_id": str(small.courses["5"])}
    alike = sent(admin, "POST", at(small, rest="/equivalents"), other)["equivalents"]
    assert [each["name"] for each in alike] == ["Negotiation: Foundations"]
    assert sent(admin, "DELETE", at(small, rest="/equivalents"))["equivalents"] == []
    assert problem(admin.ask("DELETE", at(small, rest="/equivalents"))) == (404, "not-found")


def test_a_pin_stands_first_in_the_list_of_its_audience_until_it_is_taken_back(
    installation: Installation, admin: Program, small: Small
) -> None:
    body = {"kind": "pin", "audience_kind": "people", "people": ["102"]}
    made = sent(admin, "POST", at(small, "5", "/pins"), body, 201)
    assert (made["people"], made["audience"]) == (1, "")
    learner = program(installation)
    first = learner.get("/recommendations")["items"][0]
    assert (first["course"]["id"], first["picked"]) == (str(small.courses["5"]), True)
    assert admin.get(at(small, "5"))["pins"] == [made]
    assert admin.ask("DELETE", f"/catalogue/pins/{made['id']}").status_code == 204
    assert not any(each["picked"] for each in learner.get("/recommendations")["items"])


def test_rules_leave_courses_out_at_once(
    installation: Installation, admin: Program, small: Small
) -> None:
    rule = {"kind": "category", "value": "name:Data", "excluded": True}
    made = sent(admin, "POST", "/catalogue/rules", rule, 201)
    assert made["name"] == "Data"
    assert program(installation).get("/recommendations")["items"] == []
    assert admin.get("/catalogue/rules")["items"] == [made]
    assert admin.ask("DELETE", f"/catalogue/rules/{made['id']}").status_code == 204
    assert program(installation).get("/recommendations")["items"]


def test_many_are_changed_and_taken_back(
    installation: Installation, admin: Program, small: Small, roles: Roles
) -> None:
    ids = [str(small.courses[key]) for key in ("2", "3")]
    body = {"courses": ids, "mode": "seminar", "add_skill": str(roles.skills["Negotiation"])}
    batch = sent(admin, "POST", "/catalogue/changes", body)
    assert batch["courses"] == 2
    undone = sent(admin, "POST", f"/catalogue/changes/{batch['id']}/undo")
    assert (undone["courses"], undone["left"]) == (2, 0)
    with installation.database.reading() as session:
        assert session.get_one(Course, UUID(ids[0])).mode is None


def test_an_item_outside_moodle_is_put_in_retired_and_offered_again(
    admin: Program, small: Small
) -> None:
    body = {"title": "Lead a pilot", "mode": "project", "duration_minutes": 600}
    made = sent(admin, "POST", "/catalogue", body, 201)
    place = f"/catalogue/{made['id']}"
    assert (made["ours"], made["marks"]) == (True, ["untied", "no-skills", "outside"])
    assert sent(admin, "DELETE", place)["state"] == "retired"
    assert sent(admin, "POST", f"{place}/offer")["state"] == "in"
    wrong = {"version": 2, "mode": "e-learning"}
    assert problem(admin.ask("PATCH", place, wrong)) == (400, "input")
    assert problem(admin.ask("DELETE", at(small))) == (400, "input")


def test_another_sites_rows_are_not_found(
    admin: Program, small: Small, theirs: tuple[Small, Roles]
) -> None:
    other, _ = theirs
    place = f"/catalogue/{other.courses['3']}"
    mine = {"courses": [str(small.courses["3"]), str(other.courses["3"])], "mode": "x"}
    for method, path, body in (
        ("GET", place, None),
        ("PATCH", place, {"version": 0, "mode": "x"}),
        ("DELETE", place, None),
        ("POST", f"{place}/pins", {"kind": "pin"}),
        ("PUT", f"{place}/prerequisites", {"courses": []}),
        ("PUT", at(small, rest="/prerequisites"), {"courses": [str(other.courses["3"])]}),
        ("POST", at(small, rest="/equivalents"), {"course_id": str(other.courses["3"])}),
        ("POST", "/catalogue/changes", mine),
        ("DELETE", f"/catalogue/pins/{uuid4()}", None),
    ):
        assert problem(admin.ask(method, path, body)) == (404, "not-found"), path
    assert admin.get(at(small))["mode"] is None


def test_it_is_for_admins_alone(learner: Program, small: Small) -> None:
    for method, path, body in (
        ("GET", "/catalogue", None),
        ("GET", at(small), None),
        ("PATCH", at(small), {"version": 0}),
        ("POST", at(small, rest="/pins"), {"kind": "pin"}),
        ("GET", "/catalogue/rules", None),
    ):
        assert problem(learner.ask(method, path, body)) == (403, "not-allowed")


def test_days_of_a_pin_are_told_as_they_were_entered(admin: Program, small: Small) -> None:
    last = (now() + timedelta(days=30)).date().isoformat()
    body = {"kind": "hide", "audience_kind": "role", "audience": " Analyst ", "ends_on": last}
    made = sent(admin, "POST", at(small, "5", "/pins"), body, 201)
    assert (made["audience"], made["starts_on"], made["ends_on"]) == ("Analyst", None, last)
