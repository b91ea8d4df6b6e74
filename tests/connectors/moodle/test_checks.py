"""What the check of a connection says about a site that lacks something."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.moodle import MoodleConnector
from connectors.moodle.people import EVERYBODY
from connectors.records import Check
from tests.connectors.moodle.recorded import RecordedMoodle, body, report, report_rows

DENIED = {"errorcode": "nopermissions", "message": "Sorry (View things)"}
COURSES = "core_course_get_courses_by_field"
RETRIEVE = "core_reportbuilder_retrieve_report"


def check(moodle: RecordedMoodle, **options: Any) -> dict[str, Check]:
    """Return the lines by name."""
    zone = ZoneInfo("Europe/Lisbon")
    connector = MoodleConnector(moodle.client(), timezone=zone, report_id=1, **options)
    return {line.name: line for line in connector.check()}


def test_the_recorded_site_has_everything(moodle: RecordedMoodle) -> None:
    lines = check(moodle)
    assert all(line.ok for line in lines.values())
    assert all(line.hint == "" for line in lines.values())
    assert {"connection", COURSES, "sees people", "report column Completed", "report dates"} <= set(
        lines
    )


def test_a_function_that_is_not_in_the_service_is_named(moodle: RecordedMoodle) -> None:
    info = body("site_info")
    info["functions"] = [each for each in info["functions"] if "report" not in each["name"]]
    moodle.replies["core_webservice_get_site_info"] = lambda _: info
    lines = check(moodle)
    assert not lines[RETRIEVE].ok
    assert lines[RETRIEVE].required
    assert RETRIEVE in lines[RETRIEVE].hint
    assert lines["core_enrol_get_users_courses"] == Check(
        "core_enrol_get_users_courses", True, required=False
    )


@pytest.mark.parametrize(
    ("function", "answer", "name", "words"),
    [
        (COURSES, DENIED, "sees courses", "View things"),
        (COURSES, {"courses": []}, "sees courses", "moodle/course:viewhiddencourses"),
        (EVERYBODY, DENIED, "sees people", "View things"),
        (EVERYBODY, {"users": []}, "sees people", "moodle/user:viewdetails"),
        (
            EVERYBODY,
            {"users": [{"id": 245, "username": "wsuser"}]},
            "sees people",
            "moodle/user:viewdetails",
        ),
        (EVERYBODY, {"users": [{"id": 9}]}, "sees email addresses", "moodle/site:viewuseridentity"),
        (EVERYBODY, {"users": [{"id": 9}]}, "sees profile fields", "viewalldetails"),
        (
            "core_competency_list_competency_frameworks",
            DENIED,
            "sees competencies",
            "View things",
        ),
        (RETRIEVE, body("report_unknown"), "report", "number 1"),
    ],
)
def test_what_the_account_does_not_see_is_said(
    moodle: RecordedMoodle, function: str, answer: Any, name: str, words: str
) -> None:
    moodle.replies[function] = lambda _: answer
    line = check(moodle)[name]
    assert not line.ok
    assert words in line.hint


def test_each_missing_column_is_a_line(moodle: RecordedMoodle) -> None:
    moodle.replies[RETRIEVE] = report([], ["Username", "Course short name", "Completed"])
    lines = check(moodle)
    assert lines["report"].ok
    assert lines["report column Completed"].ok
    missing = lines["report column Time completed"]
    assert not missing.ok
    assert "Time completed" in missing.hint
    assert "report dates" not in lines


def test_dates_in_another_language_are_noticed(moodle: RecordedMoodle) -> None:
    moodle.replies[RETRIEVE] = report([*report_rows(), {"columns": ["short"]}])
    line = check(moodle, language="fr")["report dates"]
    assert not line.ok
    assert "8 May 2025" in line.hint
