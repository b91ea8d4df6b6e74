"""Who is an L&D admin and what LTI roles are, to a program; and a person's record and erasure."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from lti_plugin.services import people_card, standing
from lti_plugin.store.audit import AuditEntry
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation

ADMINS, RULES = "/people/admins", "/people/lti-roles"
TEACHER = [{"role": "Mentor", "audience": "instructor"}]


@pytest.fixture
def admin(installation: Installation, small: Small) -> Program:
    return program(installation, "admin", "50")


def put(who: Program, path: str, **body: Any) -> Any:
    """Return what a good change answers."""
    answer = who.ask("PUT", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json


def logged(installation: Installation, action: str) -> int:
    """Return how often something stands in the log."""
    with installation.database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == action)
        return len(session.scalars(query).all())


def test_somebody_is_made_an_admin_and_left_to_their_launches_again(
    admin: Program, small: Small
) -> None:
    (first,) = admin.get(ADMINS)["items"]
    assert (first["admin"], first["since"] is None) == (True, False)
    place = f"/people/{small.people['102']}/admin"
    told = put(admin, place, admin=False)["items"]
    assert [(each["id"], each["admin"]) for each in told] == [
        (first["id"], True),
        (str(small.people["102"]), False),
    ]
    assert admin.get(ADMINS)["items"] == told
    assert put(admin, place, admin=None)["items"] == [first]


def test_nobody_takes_it_from_themselves_and_only_admins_decide(
    admin: Program, small: Small, installation: Installation
) -> None:
    (own,) = admin.get(ADMINS)["items"]
    for said in (False, None):
        refused = admin.ask("PUT", f"/people/{own['id']}/admin", {"admin": said})
        assert problem(refused) == (403, "not-allowed")
    learner, body = program(installation), {"admin": True}
    mine = f"/people/{small.people['102']}/admin"
    assert problem(learner.ask("PUT", mine, body)) == (403, "not-allowed")
    for path in (ADMINS, RULES):
        assert problem(learner.ask("GET", path)) == (403, "not-allowed")
    assert problem(learner.ask("PUT", RULES, {"items": []})) == (403, "not-allowed")


def test_what_lti_roles_are_is_replaced_as_a_whole(
    admin: Program, installation: Installation
) -> None:
    assert admin.get(RULES) == {"items": []}
    told = put(admin, RULES, items=TEACHER)["items"]
    assert [(each["role"].rpartition("#")[2], each["audience"]) for each in told] == [
        ("Mentor", "instructor")
    ]
    assert put(admin, RULES, items=told)["items"] == told
    assert put(admin, RULES, items=[])["items"] == []
    assert logged(installation, standing.RULES) == 2


@pytest.mark.parametrize(
    ("items", "status"),
    [
        ([{"role": "a b", "audience": "admin"}], 400),
        ([{"role": " ", "audience": "admin"}], 400),
        ([{"role": "a\x00b", "audience": "admin"}], 422),
        ([{"role": "Mentor", "audience": "king"}], 422),
        ([{"role": f"r{n}", "audience": "learner"} for n in range(51)], 422),
    ],
)
def test_a_rule_that_cannot_be_is_refused(admin: Program, items: object, status: int) -> None:
    assert admin.ask("PUT", RULES, {"items": items}).status_code == status
    assert admin.get(RULES) == {"items": []}


def test_a_record_is_given_out_and_that_is_logged(
    admin: Program, small: Small, installation: Installation
) -> None:
    given = admin.ask("POST", f"/people/{small.people['102']}/record")
    assert given.status_code == 200, given.text
    assert given.json is not None
    (row,) = given.json["held"]["people"]
    assert (row["name"], row["role"]) == ("Person 2", "Analyst")
    assert "target_role" not in row
    assert logged(installation, people_card.GIVEN_OUT) == 1


def test_a_person_is_erased_only_by_who_says_that_they_are_sure(
    admin: Program, small: Small
) -> None:
    place = f"/people/{small.people['103']}"
    for odd in ("", "?sure=false", "?sure=yes"):
        assert problem(admin.ask("DELETE", place + odd)) == (422, "bad-fields")
    assert admin.get(place)["name"] == "Person 3"
    assert admin.ask("DELETE", f"{place}?sure=true").status_code == 204
    assert problem(admin.ask("GET", place)) == (404, "not-found")
    own = admin.get(ADMINS)["items"][0]["id"]
    assert problem(admin.ask("DELETE", f"/people/{own}?sure=true")) == (403, "not-allowed")


def test_who_is_of_another_site_is_not_found(admin: Program, theirs: tuple[Small, Roles]) -> None:
    for person in (theirs[0].people["102"], uuid4()):
        place = f"/people/{person}"
        assert problem(admin.ask("POST", f"{place}/record")) == (404, "not-found")
        assert problem(admin.ask("DELETE", f"{place}?sure=true")) == (404, "not-found")
        assert problem(admin.ask("PUT", f"{place}/admin", {"admin": True})) == (404, "not-found")
