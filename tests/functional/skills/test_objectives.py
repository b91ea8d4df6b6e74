"""Acceptance checks of objectives: rows 4 and 17."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.store import audit
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from recommender.skills.evidence import ASSESSMENT, MANAGER
from tests.support.admin_pages import AUDIT, OBJECTIVES, plain, sheet, table
from tests.support.api import Program, problem
from tests.support.audited import hire, set_objective
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of

FORM: dict[str, Any] = {
    "name": "An answer within an hour",
    "owner": "Head of Support",
    "measure": "Median time to the first answer",
    "due_on": "2031-05-01",
    "weight": "1,5",
    "skills": "sql\nWriting",
}


def kept(admin: Visit, **changes: object) -> str:
    """Enter an objective on the page and return its id."""
    for skill in ("SQL", "Writing"):
        Goals(admin.installation.database, admin.installation.site).skill(skill)
    page = admin.press(f"{OBJECTIVES}/keep", **FORM | changes)
    assert page.status_code == 200, page.text
    return str(Program(admin).get("/objectives")["items"][0]["id"])


def test_row_04_an_objective_past_its_date_is_flagged(goals: Goals, admin: Visit) -> None:
    today = now().date()
    set_objective(goals, "Late", "SQL", due_on=today - timedelta(days=1))
    set_objective(goals, "In time", "SQL", due_on=today)
    set_objective(goals, "Some day", "SQL")
    page = admin.press(OBJECTIVES)
    assert answer_of(page) == "1 objective is past its date."
    lines = {each["objective"]: each for each in sheet(admin.press(f"{OBJECTIVES}/csv"))}
    assert (lines["Late"]["skills"], lines["Some day"]["due_on"]) == ("SQL", "")
    assert plain(page.text).count("past its date") == 2
    found = {each["name"]: each["overdue"] for each in Program(admin).get("/objectives")["items"]}
    assert found == {"Late": True, "In time": False, "Some day": False}
    only = Program(admin).get("/objectives", overdue="true")["items"]
    assert [each["name"] for each in only] == ["Late"]
    due = {row["Objective"]: row["Due"] for row in table(admin.press(AUDIT), "priorities")}
    assert due["Late"].endswith("past its date")
    assert not due["In time"].endswith("past its date")


def test_row_04_gaps_are_filtered_by_objective_and_by_a_day_within_eighteen_months(
    goals: Goals, admin: Visit
) -> None:
    in_a_year = now().date() + timedelta(days=380)
    goals.role("Analyst", {"SQL": 3, "Writing": 3}, {"SQL": (5.0, in_a_year)})
    for _ in range(10):
        goals.knows(hire(goals, "Analyst", "Data"), {"SQL": 3, "Writing": 1}, MANAGER)
    chosen = str(set_objective(goals, "Reports in a day", "SQL"))
    assert table(admin.press(AUDIT), "critical")[0]["Skill"] == "Writing"
    assert len(table(admin.press(AUDIT), "critical")) == 1
    today = admin.press(AUDIT, objective=chosen)
    assert [row["Skill"] for row in table(today, "grid")] == ["SQL"]
    assert "There is none among what is assessed." in plain(today.text)
    later = admin.press(AUDIT, objective=chosen, at=str(in_a_year))
    (gap,) = table(later, "critical")
    assert (gap["Skill"], gap["Objectives"]) == ("SQL", "Reports in a day")
    told = Program(admin).get("/audit", objective=chosen, at=str(in_a_year))["skills"]
    assert [(each["name"], each["total"]["below"]) for each in told] == [("SQL", 10)]
    beyond = now().date() + timedelta(days=800)
    assert Program(admin).ask("GET", f"/audit?at={beyond}").status_code == 400


def test_row_04_a_filter_can_be_kept_as_an_address(goals: Goals, admin: Visit) -> None:
    goals.role("Analyst", {"SQL": 3, "Writing": 3})
    hire(goals, "Analyst", "Data")
    chosen = set_objective(goals, "Reports in a day", "SQL")
    short = admin.page.request.args["v"]
    page = admin.browser.get(f"{AUDIT}?v={short}&objective={chosen}")
    assert [row["Skill"] for row in table(page, "grid")] == ["SQL"]


def test_row_04_an_objective_is_entered_changed_agreed_to_and_removed(
    installation: Installation, admin: Visit
) -> None:
    own = kept(admin)
    (found,) = Program(admin).get("/objectives")["items"]
    assert found.items() >= {"owner": "Head of Support", "due_on": "2031-05-01"}.items()
    assert (found["weight"], found["agreed"]) == (1.5, False)
    assert [each["name"] for each in found["skills"]] == ["SQL", "Writing"]
    assert "draft, nobody has agreed yet" in plain(admin.press(OBJECTIVES).text)
    page = admin.press(f"{OBJECTIVES}/agree", objective=own, by="A. Byron, Head of Support")
    assert "agreed to by A. Byron, Head of Support on" in plain(page.text)
    same = admin.press(f"{OBJECTIVES}/keep", **FORM, objective=own)
    assert "agreed to by" in plain(same.text)
    page = admin.press(f"{OBJECTIVES}/keep", **FORM | {"weight": "3"}, objective=own)
    assert "draft, nobody has agreed yet" in plain(page.text)
    page = admin.press(f"{OBJECTIVES}/remove", objective=own)
    assert "“An answer within an hour” is removed." in plain(page.text)
    assert Program(admin).get("/objectives")["items"] == []
    with installation.database.reading() as session:
        log = [each.action for each in audit.latest(session, installation.site.id, 4)]
    assert log == [f"objective {word}" for word in ("removed", "changed", "agreed", "added")]
    told = plain(admin.press("/admin/people/access").text)
    assert "The objective “An answer within an hour” was removed." in told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": " "}, "An objective needs a name"),
        ({"name": "x" * 256}, "An objective needs a name"),
        ({"weight": "0"}, "A weight is a number above 0"),
        ({"weight": "nan"}, "A weight is a number above 0"),
        ({"weight": "much"}, "A weight is a number above 0"),
        ({"due_on": "soon"}, "A day is written as"),
        ({"skills": "Juggling <b>"}, "These skills are not known here. Juggling <b>"),
        ({"name": "AN ANSWER within an hour"}, "There is an objective of this name already."),
    ],
)
def test_row_04_what_cannot_be_kept_is_named_and_nothing_is_lost(
    admin: Visit, changes: dict[str, str], why: str
) -> None:
    kept(admin)
    form = FORM | {"name": "Another", "measure": "Typed at length"} | changes
    page = admin.press(f"{OBJECTIVES}/keep", **form)
    assert page.status_code == 400
    alert = page.text.split('role="alert">')[1].split("</div>")[0]
    assert why in plain(alert)
    assert page.text.count("Typed at length") == 1
    assert len(Program(admin).get("/objectives")["items"]) == 1


def test_row_04_programs_enter_objectives_too(
    installation: Installation, goals: Goals, admin: Visit
) -> None:
    goals.skill("SQL")
    body = {"name": "Reports in a day", "weight": 2.0, "due_on": "2031-05-01", "skills": ["SQL"]}
    program = Program(admin)
    made = program.ask("POST", "/objectives", body)
    assert made.status_code == 201, made.text
    place = f"/objectives/{made.json['id']}"
    put = program.ask("PUT", place, body | {"weight": 4})
    assert (put.status_code, put.json["weight"]) == (200, 4.0)
    assert program.get("/objectives", due_by="2031-05-01")["items"]
    assert program.get("/objectives", due_by="2031-04-30")["items"] == []
    learner = Program(visit(installation, "learner"))
    for method, address in (("POST", "/objectives"), ("PUT", place), ("DELETE", place)):
        given = body if method != "DELETE" else None
        assert problem(learner.ask(method, address, given)) == (403, "not-allowed")
    assert program.ask("DELETE", place).status_code == 204
    assert problem(program.ask("DELETE", place)) == (404, "not-found")


def test_another_sites_objective_is_not_touched(admin: Visit) -> None:
    kept(admin)
    stranger = str(UUID(int=7))
    for action in ("keep", "agree", "remove"):
        page = admin.press(f"{OBJECTIVES}/{action}", **FORM, objective=stranger, by="Me")
        assert page.status_code == 404
    assert admin.press(f"{OBJECTIVES}/remove", objective="x").status_code == 400


@pytest.fixture
def small(installation: Installation) -> Small:
    """Courses and people of the site."""
    return installation.fill()


def lasts(goals: Goals, course: UUID, minutes: int) -> None:
    """Let a course take this long."""
    with goals.database.writing() as session:
        session.get_one(Course, course).duration_minutes = minutes


def test_row_17_raising_a_priority_changes_the_order_and_the_reason_says_so(
    installation: Installation, small: Small, goals: Goals, admin: Visit
) -> None:
    goals.role("Buyer", {"SQL": 3, "Negotiation": 3})
    goals.has(small.people["100"], "Buyer")
    goals.knows(small.people["100"], {"SQL": 1, "Negotiation": 1}, ASSESSMENT)
    for course, skill, minutes in (("3", "SQL", 60), ("5", "Negotiation", 30)):
        goals.teaches(small.courses[course], skill, 3, entry=0)
        lasts(goals, small.courses[course], minutes)

    def listed() -> list[dict[str, Any]]:
        program = Program(visit(installation, "learner", "100"))
        items: list[dict[str, Any]] = program.get("/recommendations")["items"]
        return items

    before = [each["course"]["title"] for each in listed()]
    assert before[:2] == ["Negotiation: Foundations", "SQL: Practitioner"]
    page = admin.press(f"{OBJECTIVES}/keep", name="Self-service reports", weight="8", skills="SQL")
    assert page.status_code == 200
    after = listed()
    assert after[0]["course"]["title"] == "SQL: Practitioner"
    why = {each["key"]: each for each in after[0]["reasons"]}
    assert why["reason.objective"]["values"] == {
        "objective": "Self-service reports",
        "skill": "SQL",
        "weight": "8.00",
    }
    told = plain(visit(installation, "learner", "100").page.text)
    assert (
        "Your organisation counts SQL 8 times as much as usual, for the objective “Self-service "
        "reports”."
    ) in told


def test_row_17_the_weights_part_of_the_score_is_told_apart(
    installation: Installation, small: Small, goals: Goals
) -> None:
    goals.role("Buyer", {"SQL": 3})
    goals.has(small.people["100"], "Buyer")
    goals.knows(small.people["100"], {"SQL": 1}, ASSESSMENT)
    goals.teaches(small.courses["3"], "SQL", 3, entry=0)
    set_objective(goals, "Self-service reports", "SQL", weight=4)
    items = Program(visit(installation, "learner", "100")).get("/recommendations")["items"]
    shares = {each["key"]: each["share"] for each in items[0]["reasons"]}
    assert shares["reason.objective"] == pytest.approx(3 * shares["reason.gap"], abs=0.01)
