"""The admin's pages behind the audit: who stands behind a cell, and whom learning reaches."""

from __future__ import annotations

import re

import pytest

from lti_plugin.pages.admin import auditwords
from recommender.skills.evidence import MANAGER, SELF
from tests.support.admin_pages import AUDIT, plain, sheet, table
from tests.support.api import Program, problem
from tests.support.audited import hire
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of


@pytest.fixture
def goals(installation: Installation) -> Goals:
    """Ten analysts, of whom managers have rated five, and all of whom have rated themselves."""
    goals = Goals(installation.database, installation.site)
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "R/D") for _ in range(10)]
    for person, level in zip(staff, (1, 4, 4, 4, 4), strict=False):
        goals.knows(person, {"SQL": level}, MANAGER)
    for person in staff:
        goals.knows(person, {"SQL": 5}, SELF)
    return goals


def cell(page: str) -> str:
    """Return what the first button of the grid names."""
    found = re.search(r'name="cell" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_cell_leads_to_its_people_without_their_own_ratings(goals: Goals, admin: Visit) -> None:
    page = admin.press(AUDIT, durable="")
    assert "4 of 5 meet it" in plain(page.text)
    behind = admin.press(f"{AUDIT}/cell", cell=cell(page.text))
    assert answer_of(behind) == "SQL, R/D: 4 of 5 who are assessed have what is asked."
    assert table(behind, "by-role") == [
        {
            "Role": "Analyst",
            "Asked for": "independent",
            "People": "10",
            "Meet it": "4",
            "Fall short": "1",
            "Not assessed": "5",
        }
    ]
    assert [each["Result"] for each in table(behind, "who")] == [
        "falls short",
        *["meets it"] * 4,
    ]
    rows = sheet(admin.press(f"{AUDIT}/cell/csv", cell=cell(page.text)))
    assert [(each["level"], each["meets"]) for each in rows] == [
        ("1.44", "no"),
        *[("3.78", "yes")] * 4,
    ]


@pytest.mark.parametrize("odd", ["", "x/y", f"{'0' * 32}/", "\x00"])
def test_an_odd_cell_is_refused(goals: Goals, admin: Visit, odd: str) -> None:
    assert admin.press(f"{AUDIT}/cell", cell=odd).status_code in {400, 404}


def test_the_api_tells_the_same(goals: Goals, admin: Visit) -> None:
    asking = Program(admin)
    found = asking.get("/audit/cell", skill_id=goals.skill("SQL"), department="R/D")
    assert [each["meets"] for each in found["holders"]] == [False, True, True, True, True]
    (group,) = asking.get("/audit/reach")["groups"]
    assert (group["kind"], group["people"], group["with_path"]) == ("others", 11, 0)


def test_learners_are_refused(goals: Goals, installation: Installation) -> None:
    installation.fill()
    learner = visit(installation)
    assert learner.press(f"{AUDIT}/cell", cell="x").status_code == 401
    assert learner.press(f"{AUDIT}/reach").status_code == 401
    assert problem(Program(learner).ask("GET", "/audit/reach"))[0] == 403


def test_reach_is_told_by_group_with_counts(goals: Goals, admin: Visit) -> None:
    page = admin.press(f"{AUDIT}/reach")
    assert "have a path" in answer_of(page)
    assert "of fewer than 10 people are shown as one" in plain(page.text)
    assert sheet(admin.press(f"{AUDIT}/reach/csv", by="role"))[0]["people"]
    assert admin.press(f"{AUDIT}/reach", by="email").status_code == 400


def test_a_cell_is_coloured_the_stronger_the_more_fall_short() -> None:
    assert [auditwords.heat(each) for each in (0, 0.19, 0.2, 0.79, 0.8, 1)] == [0, 0, 1, 3, 4, 4]
    assert len(auditwords.legend()) == auditwords.STRONGEST + 1
