"""Badges as programs award them to people, list who has them, and revoke them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.achievements import give_addresses, of_course
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation

WHY = "The workshop of May."
NOBODY = "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11"


@pytest.fixture
def place(installation: Installation, small: Small) -> str:
    """What is awarded at present for a course."""
    give_addresses(installation.database, installation.site.id)
    made = of_course(installation.database, installation.site.id, small.courses["2"])
    return f"/badges/achievements/{made}"


@pytest.fixture
def admin(installation: Installation, place: str) -> Program:
    """Person 100, an L&D admin."""
    assert place
    return program(installation, "admin", "100")


def named(*people: UUID | str) -> list[dict[str, str]]:
    return [{"person": str(each)} for each in people]


def awarded(admin: Program, place: str, people: list[Any], **said: Any) -> Any:
    answer = admin.ask("POST", f"{place}/awards", {"people": people, "reason": WHY} | said)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_list_is_tried_awarded_and_revoked(admin: Program, place: str, small: Small) -> None:
    one = small.people["101"]
    people = [
        *named(one, "102", one, "nobody", small.people["100"]),
        {"person": "103", "on": "2999-01-01"},
    ]
    outcomes = ["gets", "gets", "twice", "unknown", "oneself", "date"]
    tried = awarded(admin, place, people, dry_run=True, reason="")
    assert [each["outcome"] for each in tried["items"]] == outcomes
    assert tried["issued"] == admin.get(f"{place}/badges")["total"] == 0
    done = awarded(admin, place, people)
    assert (done["items"], done["issued"]) == (tried["items"], 2)
    again = awarded(admin, place, named("101", "102"), dry_run=True)
    assert [each["outcome"] for each in again["items"]] == ["has", "has"]
    listed = admin.get(f"{place}/badges")
    assert listed["total"] == 2
    assert {each["person"]["id"] for each in listed["items"]} == {
        str(small.people[each]) for each in ("101", "102")
    }
    assert {(each["state"], each["source"], each["reason"]) for each in listed["items"]} == {
        ("held", "file", WHY)
    }
    first, second = (each["id"] for each in listed["items"])
    revocation = {"badge_ids": [first, first], "reason": "A mix-up."}
    assert admin.ask("POST", f"{place}/revocations", revocation).json == {"revoked": 1}
    assert admin.ask("POST", f"{place}/revocations", revocation).json == {"revoked": 0}
    states = {each["id"]: each["state"] for each in admin.get(f"{place}/badges")["items"]}
    assert states == {first: "revoked", second: "held"}
    told = admin.get(place)
    assert (told["issued"], told["revoked"]) == (2, 1)


def test_the_list_is_given_by_pages_and_searched(admin: Program, place: str, small: Small) -> None:
    awarded(
        admin, place, [{"person": each, "on": f"2026-01-{each[1:]}"} for each in ("101", "102")]
    )
    both = admin.get(f"{place}/badges")["items"]
    assert [each["awarded_at"][:10] for each in both] == ["2026-01-02", "2026-01-01"]
    part = admin.get(f"{place}/badges", limit=1, offset=1)
    assert (part["items"], part["total"]) == (both[1:], 2)
    name = both[0]["person"]["name"]
    found = admin.get(f"{place}/badges", q=name)
    assert (found["items"], found["total"]) == (both[:1], 1)
    assert admin.get(f"{place}/badges", q="%")["total"] == 0


def test_what_cannot_be_awarded_or_revoked_is_refused_wholly(
    admin: Program, place: str, installation: Installation, small: Small
) -> None:
    for said in ({"reason": " "}, {"people": named("nobody")}):
        body = {"people": named("101"), "reason": WHY} | said
        assert problem(admin.ask("POST", f"{place}/awards", body)) == (400, "input")
    assert admin.ask("POST", f"{place}/awards", {"people": [], "reason": WHY}).status_code == 422
    awarded(admin, place, named("101"))
    (badge,) = admin.get(f"{place}/badges")["items"]
    unknown = {"badge_ids": [badge["id"], NOBODY], "reason": WHY}
    assert problem(admin.ask("POST", f"{place}/revocations", unknown)) == (404, "not-found")
    without = {"badge_ids": [badge["id"]], "reason": " "}
    assert problem(admin.ask("POST", f"{place}/revocations", without)) == (400, "input")
    elsewhere = of_course(installation.database, installation.site.id, small.courses["3"])
    wrong = {"badge_ids": [badge["id"]], "reason": WHY}
    other = f"/badges/achievements/{elsewhere}/revocations"
    assert problem(admin.ask("POST", other, wrong)) == (404, "not-found")
    assert admin.get(f"{place}/badges")["items"] == [badge]
    assert admin.ask("PUT", f"{place}/retired").status_code == 200
    late = {"people": named("102"), "reason": WHY}
    assert problem(admin.ask("POST", f"{place}/awards", late)) == (400, "input")


def test_only_admins_of_the_same_site_may(
    admin: Program, place: str, installation: Installation, theirs: tuple[Small, Roles]
) -> None:
    other, learner = program(installation, "admin", "50", platform=1), program(installation)
    steps: list[tuple[str, str, Any]] = [
        ("GET", "/badges", None),
        ("POST", "/awards", {"people": named("101"), "reason": WHY}),
        ("POST", "/revocations", {"badge_ids": [NOBODY], "reason": WHY}),
    ]
    for method, step, body in steps:
        assert problem(learner.ask(method, place + step, body)) == (403, "not-allowed")
        assert problem(other.ask(method, place + step, body)) == (404, "not-found")
    foreign = named(theirs[0].people["101"])
    tried = awarded(admin, place, foreign, dry_run=True)
    assert [each["outcome"] for each in tried["items"]] == ["unknown"]
