"""Courses of people, asked one by one."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import MissingCapability
from connectors.moodle import MoodleClient
from connectors.moodle.per_user import COURSES_OF, PerUserReader
from connectors.records import Completion, Enrolment, Participation, Rejected
from tests.connectors.moodle.recorded import RecordedMoodle, body


def read(client: MoodleClient, *ids: str) -> list[Participation | Rejected]:
    """Return everything about these people."""
    return [record for page in PerUserReader(client).pages(ids) for record in page.records]


def one_course(moodle: RecordedMoodle, **course: Any) -> None:
    """Give everybody one course."""
    moodle.replies[COURSES_OF] = lambda _: [{"id": 18, **course}]


def test_the_recorded_courses_are_enrolments_and_undated_completions(
    client: MoodleClient,
) -> None:
    assert read(client, "10") == [
        Enrolment("10", "18", progress=100),
        Completion("10", "18"),
        Enrolment("10", "77", progress=100),
        Completion("10", "77"),
    ]


def test_a_course_under_way_or_not_tracked_is_no_completion(client: MoodleClient) -> None:
    records = read(client, "244")
    assert len(records) == 6
    assert {type(record) for record in records} == {Enrolment}


@pytest.mark.parametrize(
    ("course", "basis"),
    [
        ({"completed": True, "progress": 40, "completionhascriteria": False}, "flag"),
        ({"completed": False, "progress": 100, "completionhascriteria": False}, "progress"),
        ({"completed": None, "progress": 100.0, "completionhascriteria": False}, "progress"),
        ({"completed": False, "progress": 99.9, "completionhascriteria": False}, None),
        ({"completed": False, "progress": None, "completionhascriteria": False}, None),
        ({"completed": False, "progress": 100, "completionhascriteria": True}, None),
        ({"completed": False, "progress": 100, "completionhascriteria": None}, None),
        ({}, None),
    ],
)
def test_full_progress_stands_in_only_where_there_are_no_criteria(
    moodle: RecordedMoodle, client: MoodleClient, course: dict[str, Any], basis: str | None
) -> None:
    one_course(moodle, **course)
    completions = [record for record in read(client, "3") if isinstance(record, Completion)]
    assert [completion.basis for completion in completions] == ([basis] if basis else [])


def test_a_deleted_account_is_reported_and_the_next_read(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    known = moodle.replies[COURSES_OF]
    moodle.replies[COURSES_OF] = lambda call: (
        body("error_invalid_parameter") if call["userid"] == "4" else known(call)
    )
    first, *rest = read(client, "10", "4")
    assert isinstance(first, Rejected)
    assert (first.where, first.learner_id) == ("courses of person 4", "4")
    assert len(rest) == 4


def test_a_missing_right_ends_the_pass(moodle: RecordedMoodle, client: MoodleClient) -> None:
    moodle.replies[COURSES_OF] = lambda _: {"errorcode": "nopermissions", "message": "No"}
    with pytest.raises(MissingCapability):
        read(client, "3", "4")


def test_a_bad_row_is_reported(moodle: RecordedMoodle, client: MoodleClient) -> None:
    one_course(moodle, progress="a lot")
    (report,) = read(client, "3")
    assert isinstance(report, Rejected)
    assert (report.where, report.learner_id) == ("person 3, course 18", "3")


def test_pages_follow_the_numbers_of_the_ids(client: MoodleClient) -> None:
    reader = PerUserReader(client, per_page=2)
    pages = list(reader.pages(["10", "3", "244", "5", "4"]))
    assert [page.cursor for page in pages] == ["4", "10", None]
    again = [page.cursor for page in reader.pages(["10", "3", "244", "5", "4", "2"], "4")]
    assert again == ["10", None]
    assert list(reader.pages([])) == []
