"""The way to a role as JSON: its courses, their dates, and the time that is kept for it."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update

from lti_plugin.store.aims import LearningTime
from lti_plugin.store.courses import Course
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.placed import open_path

WEEKLY = {"weekday": 2, "start": "18:30", "minutes": 60}
TIME = {"slots": [WEEKLY], "hours": 6}


@pytest.fixture
def three(installation: Installation, small: Small) -> Goals:
    """A role that three courses of six hours lead to, and person 102 has it and little of it."""
    goals = Goals(installation.database, installation.site)
    goals.role("Data Analyst", {"SQL": 4, "Statistics": 3, "Negotiation": 3, "Juggling": 5})
    goals.role("Statistician", {"Statistics": 3})
    goals.has(small.people["102"], "Data Analyst")
    goals.knows(small.people["102"], {"SQL": 1, "Statistics": 1, "Negotiation": 1, "Juggling": 1})
    for course, skill, level in (("3", "SQL", 4), ("4", "Statistics", 3), ("5", "Negotiation", 3)):
        goals.teaches(small.courses[course], skill, level, entry=0)
    with installation.database.writing() as session:
        session.execute(update(Course).values(duration_minutes=6 * 60))
    return goals


def planned(learner: Program, **query: Any) -> Any:
    return learner.get("/plans", **query)["plan"]


def titles(plan: Any) -> list[str]:
    return sorted(each["course"]["title"] for each in plan["steps"])


def test_path_tells_its_courses_what_they_raise_and_what_stays_open(
    installation: Installation, three: Goals
) -> None:
    found = planned(program(installation))
    assert found["role"] == "Data Analyst"
    assert found["direction"]["kind"] in {"upskill", "unknown"}
    assert (found["label"], found["budget"], found["hours"]) == ("optimal", 20.0, 18.0)
    assert found["coverage_before"] < found["coverage_after"] < 1
    assert titles(found) == [
        "Negotiation: Foundations",
        "SQL: Practitioner",
        "Statistics: Foundations",
    ]
    (sql,) = (each for each in found["steps"] if each["course"]["title"].startswith("SQL"))
    assert [(each["skill"], each["end"]) for each in sql["raises"]] == [("SQL", 4.0)]
    assert (sql["guessed"], found["assumed"]) == (False, False)
    assert [(each["skill"], each["why"]) for each in found["unmet"]] == [("Juggling", "no_course")]
    assert [each["hours"] for each in found["curve"]] == [5, 10, 20, 30, 40]


def test_hours_weeks_and_role_can_be_asked_for(installation: Installation, three: Goals) -> None:
    learner = program(installation)
    found = planned(learner, hours=6, weeks=6)
    assert (len(found["steps"]), found["budget"]) == (1, 6.0)
    assert len(found["sessions"]) == 6
    assert found["slots"] == [{"weekday": 0, "start": "09:00", "minutes": 60}]
    starts = [datetime.fromisoformat(each["start"]) for each in found["sessions"]]
    assert {(later - first).days for first, later in pairwise(starts)} <= {
        6,
        7,
    }
    assert found["finish"] == found["sessions"][-1]["end"]
    other = planned(learner, towards="Statistician")
    assert (other["role"], titles(other)) == ("Statistician", ["Statistics: Foundations"])


def test_time_is_kept_as_the_page_keeps_it(installation: Installation, three: Goals) -> None:
    learner = program(installation)
    assert planned(learner)["slots_are_own"] is False
    answer = learner.ask("PUT", "/plans/time", TIME)
    assert (answer.status_code, answer.json) == (200, {"slots": [WEEKLY], "hours": 6.0})
    found = planned(learner)
    assert (found["slots"], found["slots_are_own"], found["budget"]) == ([WEEKLY], True, 6.0)
    assert len(found["sessions"]) == 6
    assert learner.ask("PUT", "/plans/time", {"slots": [], "hours": None}).status_code == 200
    assert planned(learner)["budget"] == 20.0


NO_TIMES: list[tuple[dict[str, Any], int, str]] = [
    ({"hours": 0}, 422, "bad-fields"),
    ({"hours": 501}, 422, "bad-fields"),
    ({"slots": [WEEKLY | {"weekday": 7}]}, 422, "bad-fields"),
    ({"slots": [WEEKLY | {"minutes": 0.5}]}, 422, "bad-fields"),
    ({"slots": [WEEKLY | {"start": "25:00"}]}, 422, "bad-fields"),
    ({"slots": [WEEKLY | {"start": "09:00\n"}]}, 422, "bad-fields"),
    ({"slots": [WEEKLY] * 8}, 422, "bad-fields"),
    ({"slots": [WEEKLY, WEEKLY | {"start": "18:45"}]}, 400, "input"),
]


def test_time_that_cannot_be_is_refused_and_nothing_kept(
    installation: Installation, learner: Program
) -> None:
    for change, status, code in NO_TIMES:
        assert problem(learner.ask("PUT", "/plans/time", TIME | change)) == (status, code), change
        with installation.database.reading() as session:
            assert session.query(LearningTime).count() == 0


@pytest.mark.parametrize("query", [{"hours": 0}, {"hours": "nan"}, {"weeks": 0}, {"towards": ""}])
def test_path_that_cannot_be_is_refused(learner: Program, query: dict[str, Any]) -> None:
    assert problem(learner.ask("GET", "/plans", query_string=query)) == (422, "bad-fields")


def test_where_no_role_is_known_there_is_no_path(installation: Installation, roles: Roles) -> None:
    stranger = program(installation, person="9000")
    assert planned(stranger) is None
    assert planned(stranger, towards="No such role") is None


def test_activity_that_leads_to_a_role_gives_it(installation: Installation, three: Goals) -> None:
    visit = open_path(installation, "Statistician", person="102")
    assert planned(Program(visit))["role"] == "Statistician"
