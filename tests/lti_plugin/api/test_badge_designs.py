"""What badges are for, as programs design it: drafted, corrected, activated, retired."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.achievements import ESCO_SQL, TEXTS, give_addresses
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation

PLACE = "/badges/achievements"


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    """An L&D admin of a site whose people have addresses."""
    assert roles
    give_addresses(installation.database, installation.site.id)
    return program(installation, "admin", "50")


def designed(admin: Program, small: Small, **changes: Any) -> Any:
    course = str(small.courses["2"])
    answer = admin.ask("POST", PLACE, {**TEXTS, "kind": "course", "thing_id": course} | changes)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_badge_is_designed_read_corrected_and_listed(admin: Program, small: Small) -> None:
    made = designed(admin, small, skills=["SQL"], tags=["data"], expires_after_days=365, level=3)
    assert (made["state"], made["version"], made["issued"]) == ("draft", 1, 0)
    assert (made["thing"]["id"], made["level"]) == (str(small.courses["2"]), None)
    assert made["skills"] == [{"name": "SQL", "url": ESCO_SQL, "framework": "ESCO"}]
    assert made["address"].endswith(f"/achievements/{made['id']}")
    place = f"{PLACE}/{made['id']}"
    assert admin.get(place) == made
    changed = admin.ask("PUT", place, {**TEXTS, "name": "SQL, anew"}).json
    assert changed is not None
    assert (changed["name"], changed["tags"], changed["expires_after_days"]) == (
        "SQL, anew",
        [],
        None,
    )
    assert changed["thing"] == made["thing"]
    assert [each["name"] for each in admin.get(PLACE)["items"]] == ["SQL, anew"]


def test_a_badge_of_a_role_or_of_a_skill_tells_what_it_is_of(
    admin: Program, small: Small, roles: Roles
) -> None:
    role, skill = str(roles.roles["Analyst"]), str(roles.skills["SQL"])
    path = designed(admin, small, kind="path", thing_id=role)
    assert (path["kind"], path["thing"]) == ("path", {"id": role, "name": "Analyst"})
    level = designed(admin, small, kind="skill", thing_id=skill, level=2.5)
    assert (level["level"], level["thing"]["name"]) == (2.5, "SQL")


def test_it_is_activated_awarded_for_the_past_renewed_and_retired(
    admin: Program, small: Small
) -> None:
    place = f"{PLACE}/{designed(admin, small)['id']}"
    earned = admin.get(f"{place}/backfill")
    assert earned["people"] > 0
    assert problem(admin.ask("PUT", f"{place}/backfill")) == (400, "input")
    active = admin.ask("PUT", f"{place}/active").json
    assert active is not None
    assert (active["state"], active["active_from"] is not None) == ("active", True)
    assert problem(admin.ask("PUT", f"{place}/active")) == (400, "input")
    asked = admin.ask("PUT", f"{place}/backfill").json
    assert asked is not None
    assert (asked["backfilling"], asked["issued"]) == (True, 0)
    renewed = admin.ask("POST", f"{place}/versions").json
    assert renewed is not None
    assert (renewed["version"], renewed["backfilling"]) == (2, False)
    retired = admin.ask("PUT", f"{place}/retired").json
    assert retired is not None
    assert (retired["state"], admin.get(place)) == ("retired", retired)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"name": " "}, 400),
        ({"skills": ["Nothing of the kind"]}, 400),
        ({"language": "??"}, 400),
        ({"kind": "skill"}, 404),
        ({"thing_id": "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11"}, 404),
        ({"kind": "medal"}, 422),
        ({"level": 0}, 422),
        ({"expires_after_days": 10**9}, 422),
    ],
)
def test_what_makes_no_badge_is_refused(
    admin: Program, small: Small, said: dict[str, Any], status: int
) -> None:
    body = {**TEXTS, "kind": "course", "thing_id": str(small.courses["2"])} | said
    assert admin.ask("POST", PLACE, body).status_code == status
    assert admin.get(PLACE)["items"] == []


def test_only_admins_of_the_same_site_may(
    admin: Program, small: Small, installation: Installation, theirs: tuple[Small, Roles]
) -> None:
    place = f"{PLACE}/{designed(admin, small)['id']}"
    other = program(installation, "admin", "50", platform=1)
    learner = program(installation)
    steps: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("PUT", "", dict(TEXTS)),
        ("PUT", "/active", None),
        ("PUT", "/retired", None),
        ("POST", "/versions", None),
        ("GET", "/backfill", None),
        ("PUT", "/backfill", None),
    ]
    for method, step, body in steps:
        assert problem(learner.ask(method, place + step, body)) == (403, "not-allowed")
        assert problem(other.ask(method, place + step, body)) == (404, "not-found")
    course = {**TEXTS, "kind": "course", "thing_id": str(theirs[0].courses["2"])}
    assert problem(admin.ask("POST", PLACE, course)) == (404, "not-found")
    assert problem(learner.ask("POST", PLACE, course)) == (403, "not-allowed")
