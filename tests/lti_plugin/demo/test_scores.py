"""Scores that a tool sends, the results it reads, and the grades that trainers see."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.vocabulary import LINE_ITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from tests.support.grades import ITEM, SCORE, GradeClient
from tests.support.lookalike import AnyTool


@pytest.fixture
def grades(registered: AnyTool, course: Course) -> GradeClient:
    """The grade service of the instructor's course."""
    return GradeClient(registered, course.id)


@pytest.fixture
def students(moodle: LookAlike, course: Course) -> list[Person]:
    """The students of the course."""
    steps = moodle.ledger.of_course(course.id)
    people = moodle.organisation.people_by_id
    return [people[step.person_id] for step in steps if step.role == "student"]


def scored(grades: GradeClient, item: str) -> list[float | None]:
    return [result.get("resultScore") for result in grades.results(item).get_json()]


def test_a_score_becomes_a_result_in_the_points_of_the_column(
    grades: GradeClient, students: list[Person]
) -> None:
    item = grades.made(scoreMaximum=5)
    answer = grades.send(item, students[0].id, comment="Well done")
    assert (answer.status_code, answer.data) == (200, b"")
    base = item.split("?")[0]
    assert grades.results(item).get_json() == [
        {
            "id": f"{base}/results?type_id=2&user_id={students[0].id}",
            "userId": str(students[0].id),
            "resultScore": 4,
            "resultMaximum": 5,
            "comment": "Well done",
            "scoreOf": item,
            "timestamp": "2026-11-22T12:00:00+00:00",
        }
    ]


def test_results_of_one_person(grades: GradeClient, students: list[Person]) -> None:
    item = grades.made()
    for place, student in enumerate(students[:2]):
        grades.send(item, student.id, scoreGiven=place)
    assert scored(grades, item) == [0, 1]
    (one,) = grades.results(item, f"&user_id={students[1].id}").get_json()
    assert one["userId"] == str(students[1].id)


@pytest.mark.parametrize(
    ("second", "status", "counts"),
    [
        ("2026-11-22T12:00:01Z", 200, 9),
        ("2026-11-22T12:00:00.900Z", 409, 8),
        ("2026-11-22T12:00:00Z", 409, 8),
        ("2026-11-22T13:00:00+01:00", 409, 8),
        ("2026-11-22T11:59:59Z", 409, 8),
    ],
)
def test_only_a_later_score_replaces_one(
    second: str, status: int, counts: int, grades: GradeClient, students: list[Person]
) -> None:
    item = grades.made()
    grades.send(item, students[0].id)
    assert grades.send(item, students[0].id, scoreGiven=9, timestamp=second).status_code == status
    assert scored(grades, item) == [counts]


@pytest.mark.parametrize("progress", ["Pending", "PendingManual", "Failed", "NotReady"])
def test_a_score_counts_only_once_it_is_final(
    progress: str, grades: GradeClient, students: list[Person]
) -> None:
    item = grades.made()
    assert grades.send(item, students[0].id, gradingProgress=progress).status_code == 200
    assert scored(grades, item) == [None]


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": None},
        {"timestamp": None},
        {"timestamp": "yesterday"},
        {"activityProgress": None},
        {"gradingProgress": None},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreMaximum": "ten"},
        {"scoreGiven": "eight"},
        {"scoreGiven": "nan"},
        {"userId": "99999"},
        {"userId": "x"},
    ],
)
def test_an_incomplete_score_is_refused(
    changes: dict[str, Any], grades: GradeClient, students: list[Person]
) -> None:
    item = grades.made()
    assert grades.send(item, students[0].id, **changes).status_code == 400
    assert grades.results(item).get_json() == []


def test_only_students_of_the_course_are_graded(
    grades: GradeClient, moodle: LookAlike, students: list[Person]
) -> None:
    item = grades.made()
    stranger = next(p for p in moodle.organisation.people if p.id_number and p not in students)
    for person in (moodle.person("instructor"), stranger):
        assert grades.send(item, person.id).status_code == 400


@pytest.mark.parametrize("content_type", ["application/json", ITEM, ""])
def test_a_score_needs_its_very_own_media_type(
    content_type: str, grades: GradeClient, students: list[Person]
) -> None:
    item = grades.made()
    assert grades.send(item, students[0].id, content_type=content_type).status_code == 400
    answer = grades.send(item, students[0].id, content_type=f"{SCORE}; charset=utf-8")
    assert answer.status_code == 200


def test_each_call_needs_its_scope(grades: GradeClient, students: list[Person]) -> None:
    item = grades.made()
    grades.header = grades.tool.bearer(LINE_ITEM_SCOPE)
    assert grades.send(item, students[0].id).status_code == 401
    assert grades.results(item).status_code == 401
    grades.header = grades.tool.bearer(SCORE_SCOPE)
    assert grades.send(item, students[0].id).status_code == 200
    assert grades.results(item).status_code == 401
    grades.header = grades.tool.bearer(RESULT_SCOPE)
    assert scored(grades, item) == [8]


def test_results_with_a_limit_end_in_a_page_of_errors(grades: GradeClient) -> None:
    answer = grades.results(grades.made(), "&limit=1")
    assert answer.status_code == 500
    assert answer.content_type.startswith("text/html")


def test_another_maximum_keeps_the_share(grades: GradeClient, students: list[Person]) -> None:
    item = grades.made(scoreMaximum=10)
    grades.send(item, students[0].id)
    said = {"label": "Badge", "scoreMaximum": 100}
    grades.call(item, "PUT", json=said, content_type=ITEM)
    assert scored(grades, item) == [80]


def test_trainers_see_the_grades(
    client: FlaskClient, grades: GradeClient, course: Course, students: list[Person]
) -> None:
    item = grades.made(label="Badge <1>")
    grades.send(item, students[0].id)
    address = f"/demo-moodle/grade/report/grader/index.php?id={course.id}"
    course_page = client.get(f"/demo-moodle/course/view.php?id={course.id}&as=instructor").text
    assert address in course_page
    page = client.get(address).text
    assert "Badge &lt;1&gt;" in page
    assert page.count('<th scope="row">') == len(students)
    row = page.split(f'<th scope="row">{students[0].name}</th>')[1].split("</tr>")[0]
    assert "<td>8.00</td>" in row
    other = page.split(f'<th scope="row">{students[1].name}</th>')[1].split("</tr>")[0]
    assert "8.00" not in other


def test_learners_do_not_see_the_grades(
    client: FlaskClient, course: Course, students: list[Person]
) -> None:
    who = students[0].username
    page = client.get(f"/demo-moodle/course/view.php?id={course.id}&as={who}").text
    assert "grade/report" not in page
    address = f"/demo-moodle/grade/report/grader/index.php?id={course.id}"
    assert client.get(address).status_code == 403
    assert client.get(f"{address}&as=admin").status_code == 200
