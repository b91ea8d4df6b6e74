"""What the check of a connection says about a site that lacks something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.moodle import MoodleConnector
from connectors.moodle.people import EVERYBODY, PARTICIPANTS
from connectors.moodle.survey import Survey
from connectors.moodle.writing import NEW_GROUP, WRITING
from connectors.records import Check
from tests.connectors.moodle.recorded import Call, RecordedMoodle, body, report, report_rows

DENIED = {"errorcode": "nopermissions", "message": "Sorry (View things)"}
COURSES = "core_course_get_courses_by_field"
COURSES_OF = "core_enrol_get_users_courses"
FRAMEWORKS = "core_competency_list_competency_frameworks"
RETRIEVE = "core_reportbuilder_retrieve_report"
SITE_INFO = "core_webservice_get_site_info"


def participants(call: Call) -> Any:
    """List some people of a course; of the front page nobody is listed."""
    return [] if call["courseid"] == "1" else [{"id": 3}, {"id": 10}]


@pytest.fixture(autouse=True)
def lists_people(moodle: RecordedMoodle) -> None:
    """Let the people of a course be listed, as the recorded service did not."""
    moodle.replies[PARTICIPANTS] = participants


def survey(moodle: RecordedMoodle, report_id: int | None = 1, **options: Any) -> Survey:
    """Look at a Moodle."""
    zone = ZoneInfo("Europe/Lisbon")
    connector = MoodleConnector(moodle.client(), timezone=zone, report_id=report_id, **options)
    return connector.survey()


def check(moodle: RecordedMoodle, **options: Any) -> dict[str, Check]:
    """Return the lines by name."""
    return {line.name: line for line in survey(moodle, **options).checks}


def altered(name: str, key: str, change: Callable[[Any], Any]) -> Any:
    """Return a recorded answer with each of its rows changed."""
    found = body(name)
    return {**found, key: [change(row) for row in found[key]]}


def without(*names: str) -> Callable[[Any], Any]:
    """Return what takes fields out of a row."""
    return lambda row: {key: value for key, value in row.items() if key not in names}


def test_the_recorded_site_has_everything_but_what_could_write(moodle: RecordedMoodle) -> None:
    lines = check(moodle)
    lacking = {line.name for line in lines.values() if not line.ok and line.kind != "writing"}
    assert lacking == {"moodle/course:update", "moodle/site:viewparticipants"}
    assert not lines["moodle/course:update"].required
    assert {"connection", "version", COURSES, "report column Completed", "report dates"} <= set(
        lines
    )
    assert lines["moodle/course:viewhiddencourses"].certain
    untold = [line.name for line in lines.values() if not line.certain]
    assert untold == list(WRITING)


def test_each_function_is_called_once(moodle: RecordedMoodle) -> None:
    lines = check(moodle)
    called = moodle.functions()
    assert {name for name, line in lines.items() if line.kind == "function"} < set(called)
    assert max(called.count(name) for name in set(called) - {PARTICIPANTS}) == 1


def test_a_function_that_writes_is_looked_for_and_never_called(moodle: RecordedMoodle) -> None:
    info = body("site_info")
    reads = [each for each in info["functions"] if each["name"] not in WRITING]
    offered = [*reads, {"name": NEW_GROUP, "version": "2024100700"}]
    moodle.replies[SITE_INFO] = lambda _: {**info, "functions": offered}
    lines = check(moodle)
    there = [name for name in WRITING if lines[name].ok]
    assert there == [NEW_GROUP]
    assert not any(lines[name].required for name in WRITING)
    assert not set(WRITING) & set(moodle.functions())


@pytest.mark.parametrize(
    ("answer", "name"),
    [("report_unknown", "report number"), ("ratings_report_not_shared", "report")],
)
def test_a_report_that_is_not_there_or_not_shared_does_not_blame_the_function(
    moodle: RecordedMoodle, answer: str, name: str
) -> None:
    moodle.replies[RETRIEVE] = lambda _: body(answer)
    lines = check(moodle)
    assert [line.name for line in lines.values() if not line.ok and line.required] == [name]
    assert lines[RETRIEVE].ok


def test_what_there_is_is_counted_and_named(moodle: RecordedMoodle) -> None:
    found = survey(moodle)
    assert (found.release, found.courses, found.report_rows) == (
        "4.5.6 (Build: 20250811)",
        126,
        len(report_rows()),
    )
    assert found.frameworks
    fields = {each.short_name: each for each in found.course_fields}
    assert fields["level"].examples == ("Foundations", "Practitioner", "Advanced")
    assert (fields["cost"].name, fields["cost"].total) == ("Cost per seat", 126)


def test_what_few_people_share_is_no_example(moodle: RecordedMoodle) -> None:
    moodle.replies[PARTICIPANTS] = lambda _: body("error_function_not_in_service")
    found = survey(moodle)
    fields = {each.short_name: each for each in found.person_fields}
    assert (found.people, len(fields["jobrole"].examples)) == (244, 3)
    few = body("users_all")["users"][:5]
    moodle.replies[EVERYBODY] = lambda _: {"users": few}
    fields = {each.short_name: each for each in survey(moodle).person_fields}
    assert (fields["hiredate"].filled, fields["hiredate"].examples) == (4, ())


def test_many_people_are_counted_by_asking_for_places(moodle: RecordedMoodle) -> None:
    def everybody(call: Call) -> Any:
        first = int(call["options[1][value]"])
        limit = int(call["options[2][value]"])
        return [{"id": place + 3} for place in range(first, min(first + limit, 12_345))]

    moodle.replies[PARTICIPANTS] = everybody
    moodle.replies[EVERYBODY] = lambda _: {"users": body("users_by_field")[1:2]}
    assert survey(moodle).people == pytest.approx(12_345, rel=0.01)
    assert moodle.functions().count(PARTICIPANTS) < 25


def test_a_function_that_is_not_in_the_service_is_named(moodle: RecordedMoodle) -> None:
    info = body("site_info")
    info["functions"] = [each for each in info["functions"] if "report" not in each["name"]]
    moodle.replies[SITE_INFO] = lambda _: info
    lines = check(moodle)
    assert not lines[RETRIEVE].ok
    assert lines[RETRIEVE].required
    assert RETRIEVE in lines[RETRIEVE].hint
    assert lines[COURSES_OF] == Check(COURSES_OF, True, required=False, kind="function")


@pytest.mark.parametrize(
    ("function", "answer", "name", "words"),
    [
        (COURSES, DENIED, COURSES, "View things"),
        (COURSES, {"courses": []}, "moodle/course:view", "No course can be entered"),
        (
            COURSES,
            altered("courses", "courses", without("visible")),
            "moodle/course:view",
            "Allow moodle/course:view in",
        ),
        (
            COURSES,
            {"courses": [row for row in body("courses")["courses"] if row["visible"]]},
            "moodle/course:viewhiddencourses",
            "Courses are missing",
        ),
        ("core_course_get_categories", [{"id": 2, "name": "Data"}], None, "hiddencategories"),
        (PARTICIPANTS, DENIED, "moodle/course:viewparticipants", "not listed"),
        (EVERYBODY, DENIED, EVERYBODY, "moodle/site:viewuseridentity"),
        (
            "core_user_get_users_by_field",
            [without("email")(row) for row in body("users_by_field")],
            "moodle/site:viewuseridentity",
            "E-mail addresses",
        ),
        (
            COURSES_OF,
            [{"id": 2, "enrolledusercount": 22}],
            "moodle/user:viewdetails",
            "only some",
        ),
        (
            "core_user_get_users_by_field",
            [without("username")(row) for row in body("users_by_field")],
            "moodle/user:viewalldetails",
            "User names",
        ),
        (
            COURSES_OF,
            [{"id": 2, "enablecompletion": True, "completed": None}],
            "report/completion:view",
            "not told",
        ),
        (FRAMEWORKS, DENIED, FRAMEWORKS, "moodle/competency:competencyview"),
        (RETRIEVE, body("report_unknown"), "report number", "number 1"),
        (SITE_INFO, {**body("site_info"), "release": "4.1.2 (Build)"}, "version", "4.1.2"),
        (SITE_INFO, {**body("site_info"), "siteurl": "https://x.test"}, "address", "x.test"),
        (SITE_INFO, body("error_invalid_token"), "connection", "does not accept the token"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(
    moodle: RecordedMoodle, function: str, answer: Any, name: str | None, words: str
) -> None:
    moodle.replies[function] = lambda _: answer
    line = check(moodle)[name or "moodle/category:viewhiddencategories"]
    assert not line.ok
    assert words in line.hint


@pytest.mark.parametrize(
    ("function", "answer", "name"),
    [
        ("core_course_get_categories", [], "moodle/category:viewhiddencategories"),
        (
            COURSES,
            altered("courses", "courses", lambda row: {**row, "groupmode": 1}),
            "moodle/site:accessallgroups",
        ),
        (COURSES_OF, [], "report/completion:view"),
        (FRAMEWORKS, [], "core_competency_list_competencies"),
    ],
)
def test_what_nothing_tells_is_not_said_to_work(
    moodle: RecordedMoodle, function: str, answer: Any, name: str
) -> None:
    moodle.replies[function] = lambda _: answer
    line = check(moodle)[name]
    assert (line.ok, line.certain) == (True, False)


def test_without_a_report_the_other_way_is_needed(moodle: RecordedMoodle) -> None:
    lines = check(moodle, report_id=None)
    assert "report" not in lines
    assert (lines[COURSES_OF].required, lines[RETRIEVE].required) == (True, False)
    assert lines["report/completion:view"].required


def test_each_missing_column_is_a_line(moodle: RecordedMoodle) -> None:
    moodle.replies[RETRIEVE] = report([], ["Username", "Course short name", "Completed"])
    lines = check(moodle)
    assert lines["report"].ok
    assert lines["report column Completed"].ok
    missing = lines["report column Time completed"]
    assert not missing.ok
    assert "Time completed" in missing.hint
    assert not lines["report column Student progress"].required
    assert "audience" in lines["report rows"].hint
    assert "report dates" not in lines


def test_dates_in_another_language_are_noticed(moodle: RecordedMoodle) -> None:
    moodle.replies[RETRIEVE] = report([*report_rows(), {"columns": ["short"]}])
    line = check(moodle, language="fr")["report dates"]
    assert not line.ok
    assert "8 May 2025" in line.hint
