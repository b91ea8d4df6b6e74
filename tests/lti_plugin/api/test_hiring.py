"""Build or buy for a role: row 33's check, who may ask, and what is told of few."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.services import aiming, build_or_buy
from lti_plugin.store.role_figures import RoleFigures
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation

FIGURES: dict[str, Any] = {
    "cost_per_hire": 9000,
    "days_to_hire": 75,
    "hour_cost": 50,
    "source": "HR report 2026",
    "by": "Head of HR",
}


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    return program(installation, "admin", "50")


def place(roles: Roles, what: str = "build-or-buy") -> str:
    return f"/roles/{roles.roles['Data scientist']}/{what}"


def volunteer(installation: Installation, small: Small, roles: Roles, number: int) -> None:
    """Let so many people aim at the role, who know a little of what it asks for."""
    goals = Goals(installation.database, installation.site)
    goals.teaches(small.courses["4"], "Statistics", 4, entry=0)
    for person in [str(101 + each) for each in range(number)]:
        goals.knows(small.people[person], {"Statistics": 1})
        with installation.database.writing() as session:
            ids = (installation.site.id, small.people[person])
            aiming.choose(session, *ids, roles.roles["Data scientist"])


def test_both_sides_are_told_and_compared(
    installation: Installation, small: Small, roles: Roles, admin: Program
) -> None:
    volunteer(installation, small, roles, 5)
    kept = admin.ask("PUT", place(roles, "hiring-figures"), FIGURES)
    assert kept.status_code == 200
    found = admin.get(place(roles))
    assert (found["volunteers"], found["missing"]) == (5, [])
    # Nobody has said how long the course takes: four hours count, at one a week.
    assert found["building"] == {"people": 5, "hours": 4.0, "days": 28.0, "cost": 200.0}
    assert found["hiring"] == kept.json
    assert found["hiring"]["entered_by"] == "Head of HR"
    assert found["comparison"] == {"cheaper_by": 8800.0, "sooner_by_days": 47.0}


def test_of_many_volunteers_the_nearest_are_looked_at(
    installation: Installation,
    small: Small,
    roles: Roles,
    admin: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    volunteer(installation, small, roles, 6)
    goals = Goals(installation.database, installation.site)
    goals.teaches(small.courses["4"], "Statistics", 4, entry=1)
    goals.knows(small.people["103"], {"Statistics": 0})  # the farthest, whom no course here takes
    every = admin.get(place(roles))["building"]
    monkeypatch.setattr(build_or_buy, "MOST_TRIED", 5)
    assert admin.get(place(roles))["building"] == every
    assert every["people"] == 5


def test_row_33_without_the_cost_of_a_hire_the_comparison_is_removed(
    installation: Installation, small: Small, roles: Roles, admin: Program
) -> None:
    volunteer(installation, small, roles, 6)
    admin.ask("PUT", place(roles, "hiring-figures"), FIGURES)
    assert admin.get(place(roles))["comparison"] is not None
    admin.ask("PUT", place(roles, "hiring-figures"), FIGURES | {"cost_per_hire": None})
    found = admin.get(place(roles))
    assert (found["comparison"], found["missing"]) == (None, ["cost_per_hire"])
    assert found["building"] is not None


def test_of_fewer_than_five_volunteers_nothing_is_told(
    installation: Installation, small: Small, roles: Roles, admin: Program
) -> None:
    volunteer(installation, small, roles, 4)
    admin.ask("PUT", place(roles, "hiring-figures"), FIGURES)
    found = admin.get(place(roles))
    assert (found["volunteers"], found["building"]) == (None, None)
    assert found["missing"] == ["volunteers"]


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_only_admins_may_ask_or_enter(
    installation: Installation, roles: Roles, small: Small, who: str
) -> None:
    other = program(installation, who, "103")
    assert problem(other.ask("GET", place(roles))) == (403, "not-allowed")
    answer = other.ask("PUT", place(roles, "hiring-figures"), FIGURES)
    assert problem(answer) == (403, "not-allowed")
    with installation.database.reading() as session:
        assert session.query(RoleFigures).count() == 0


@pytest.mark.parametrize(
    ("change", "status"),
    [({"hour_cost": -1}, 422), ({"days_to_hire": 1e12}, 422), ({"source": " "}, 400)],
)
def test_figures_that_cannot_be_are_refused(
    roles: Roles, admin: Program, change: dict[str, Any], status: int
) -> None:
    answer = admin.ask("PUT", place(roles, "hiring-figures"), FIGURES | change)
    assert problem(answer)[0] == status


def test_roles_of_another_site_are_not_there(admin: Program, theirs: tuple[Small, Roles]) -> None:
    _, other = theirs
    assert problem(admin.ask("GET", place(other))) == (404, "not-found")
    answer = admin.ask("PUT", place(other, "hiring-figures"), FIGURES)
    assert problem(answer) == (404, "not-found")
