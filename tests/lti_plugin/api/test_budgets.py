"""Budgets, the words of scales and the return on training, as programs set and read them."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.services.scales import SCALES
from lti_plugin.store import people
from lti_plugin.store.sites import Site
from tests.support.api import Program, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation

YEAR = {"starts_on": "2020-01-01", "ends_on": "2099-12-31"}


@pytest.fixture
def small(installation: Installation) -> Small:
    """Person 102 leads 101."""
    made = installation.fill()
    with installation.database.writing() as session:
        people.get(session, installation.site.id, made.people["101"]).manager = "102"
    return made


@pytest.fixture
def admin(installation: Installation, small: Small) -> Program:
    return program(installation, "admin", "50")


def budget(admin: Program, small: Small, **said: Any) -> Any:
    person = str(small.people["102"])
    answer = admin.ask("POST", "/budgets", YEAR | {"person_id": person, "hours": 10} | said)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_budget_is_set_read_by_whom_it_concerns_and_removed(
    admin: Program, small: Small, installation: Installation
) -> None:
    made = budget(admin, small, whole_team=True)
    assert (made["whole_team"], made["people"], made["money"]) == (True, 1, None)
    assert (made["recorded"]["hours"], made["left"]) == (1, {"hours": 9, "money": None})
    listed = admin.get("/budgets", limit=1)
    assert (listed["total"], listed["items"]) == (1, [made])
    assert admin.get("/budgets", offset=1)["items"] == []
    leader, other = program(installation), program(installation, person="101")
    assert leader.get("/budgets/own")["items"] == [made]
    assert other.get("/budgets/own")["items"] == []
    assert problem(leader.ask("GET", "/budgets")) == (403, "not-allowed")
    assert admin.ask("DELETE", f"/budgets/{made['id']}").status_code == 204
    assert problem(admin.ask("DELETE", f"/budgets/{made['id']}")) == (404, "not-found")


def test_more_is_asked_for_and_granted(
    admin: Program, small: Small, installation: Installation
) -> None:
    made, leader = budget(admin, small), program(installation)
    place = f"/budgets/{made['id']}/wishes"
    wish = leader.ask("POST", place, {"hours": 5, "text": "A boot camp."}).json
    assert wish is not None
    other = program(installation, person="101")
    assert problem(other.ask("POST", place, {"hours": 5, "text": "Me."})) == (403, "not-allowed")
    assert problem(leader.ask("POST", place, {"text": "Nothing."})) == (400, "input")
    assert admin.get("/budgets/wishes")["items"] == [wish]
    decision = f"/budgets/wishes/{wish['id']}/decision"
    assert problem(admin.ask("PUT", decision, {"approved": False})) == (400, "input")
    done = admin.ask("PUT", decision, {"approved": True}).json
    assert done is not None
    assert done["approved"] is True
    assert admin.get("/budgets")["items"][0]["hours"] == 15


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"hours": None}, 400),
        ({"starts_on": "2100-01-01"}, 400),
        ({"person_id": "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11"}, 404),
        ({"hours": -1}, 422),
        ({"ends_on": "someday"}, 422),
    ],
)
def test_a_budget_that_cannot_be_is_refused(
    admin: Program, small: Small, said: dict[str, Any], status: int
) -> None:
    body = YEAR | {"person_id": str(small.people["102"]), "hours": 10} | said
    assert admin.ask("POST", "/budgets", body).status_code == status


def test_a_word_of_a_scale_is_given_another_level(
    admin: Program, installation: Installation
) -> None:
    assert admin.get("/scales")["items"] == []
    with installation.database.writing() as session:
        site = session.get_one(Site, installation.site.id)
        site.fields = {**site.fields, SCALES: {"Default": {"Competent": 3.0, "Not yet": 1.0}}}
    said = {"scale": "Default", "word": "competent", "level": 0.5}
    told = admin.ask("PUT", "/scales", said).json
    assert told is not None
    assert [(each["word"], each["level"]) for each in told["items"][0]["words"]] == [
        ("Competent", 0.5),
        ("Not yet", 1.0),
    ]
    assert problem(admin.ask("PUT", "/scales", said | {"word": "Odd"})) == (400, "input")
    assert problem(program(installation).ask("GET", "/scales")) == (403, "not-allowed")


def test_the_return_of_a_training_is_entered_and_worked_out(
    admin: Program, installation: Installation
) -> None:
    assert "people" in admin.get("/outcomes/return")["missing"]
    values = {"people": 10, "fees": 1000, "hires": 2, "cost_per_hire": 10_000, "credited": 0.6}
    figures = [{"figure": name, "base": each, "source": "HR"} for name, each in values.items()]
    said = {"about": "SQL", "by": "Ada", "figures": figures}
    told = admin.ask("PUT", "/outcomes/return", said).json
    assert told is not None
    assert (round(told["roi"]["base"], 3), told["even_at"], told["missing"]) == (0.2, 0.5, [])
    assert admin.get("/outcomes/return") == told
    wrong = said | {"figures": [{"figure": "fees", "base": 1, "low": 2, "source": "HR"}]}
    assert problem(admin.ask("PUT", "/outcomes/return", wrong)) == (400, "input")
    assert problem(program(installation).ask("GET", "/outcomes/return")) == (403, "not-allowed")
