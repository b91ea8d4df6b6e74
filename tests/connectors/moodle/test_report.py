"""A report of Moodle's report builder, row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import BadReport, MissingFunction, MoodleError
from connectors.moodle import MoodleClient, ReportColumns
from connectors.moodle.builder import RETRIEVE
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.report import ReportReader
from connectors.records import Completion, Course, Enrolment, Learner, Participation, Rejected
from tests.connectors.moodle.recorded import RecordedMoodle, body, report

DATE = "Friday, 27 June 2025, 1:00 AM"
MOMENT = datetime(2025, 6, 27, tzinfo=UTC)
ROW = ["ana", "E7", "ana@example.com", "C001", "ACME-1", DATE, "Yes", DATE, "100.0%", "80.00"]


@pytest.fixture
def directory() -> Directory:
    """Ana, and one course."""
    directory = Directory()
    directory.add_learner(Learner("7", username="ana", id_number="E7", email="ana@example.com"))
    directory.add_course(Course("2", "SQL", short_name="C001", id_number="ACME-1"))
    return directory


@pytest.fixture
def reader(client: MoodleClient, directory: Directory) -> ReportReader:
    """The reader of a report with pages of two rows."""
    dates = MoodleDates("en", ZoneInfo("Europe/Lisbon"))
    return ReportReader(client, 1, directory, dates, per_page=2)


def with_rows(moodle: RecordedMoodle, *rows: list[Any]) -> None:
    """Give the report these rows."""
    moodle.replies[RETRIEVE] = report([{"columns": row} for row in rows])


def read(reader: ReportReader) -> list[Participation | Rejected]:
    """Return everything in the report."""
    return [record for page in reader.pages() for record in page.records]


def changed(**cells: str) -> list[str]:
    """Return the row with other cells."""
    places = {
        "username": 0,
        "idnumber": 1,
        "email": 2,
        "course": 3,
        "number": 4,
        "enrolled": 5,
        "completed": 6,
        "when": 7,
        "progress": 8,
        "grade": 9,
    }
    row = list(ROW)
    for name, text in cells.items():
        row[places[name]] = text
    return row


def test_a_row_is_an_enrolment_and_a_dated_completion(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    with_rows(moodle, ROW)
    assert read(reader) == [
        Enrolment("7", "2", MOMENT, 100.0),
        Completion("7", "2", MOMENT, "report", "flag", 80.0),
    ]


@pytest.mark.parametrize("word", ["", "No", "Nein", "Non", "Não", "-"])
def test_a_course_not_completed_is_an_enrolment_alone(
    moodle: RecordedMoodle, reader: ReportReader, word: str
) -> None:
    with_rows(moodle, changed(completed=word, when="", progress="33,3 %"))
    assert read(reader) == [Enrolment("7", "2", MOMENT, 33.3)]


@pytest.mark.parametrize("word", ["Yes", "ja", "Oui", "Sí", "SIM"])
def test_a_completion_without_a_date_has_none(
    moodle: RecordedMoodle, reader: ReportReader, word: str
) -> None:
    with_rows(moodle, changed(completed=word, when="", grade=""))
    assert read(reader)[1] == Completion("7", "2", None, "unknown", "flag", None)


def test_a_date_that_is_not_understood_is_reported_and_left_out(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    with_rows(moodle, changed(when="the day before yesterday"))
    report_, enrolment, completion = read(reader)
    assert isinstance(report_, Rejected)
    assert "the day before yesterday" in report_.reason
    assert isinstance(enrolment, Enrolment)
    assert completion == Completion("7", "2", None, "unknown", "flag", 80.0)


def test_a_yes_of_another_language_counts_beside_a_date_and_not_alone(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    with_rows(moodle, changed(completed="Tak"), changed(completed="Tak", when=""))
    _, completion, _, doubt = read(reader)
    assert isinstance(completion, Completion)
    assert isinstance(doubt, Rejected)
    assert "Tak" in doubt.reason
    assert doubt.learner_id == completion.learner_id


def test_a_course_that_nobody_takes_is_passed_over(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    with_rows(moodle, ["", "", "", "C001", "ACME-1", None, None, None, None, None])
    assert read(reader) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"username": "bob", "idnumber": "", "email": ""}, "The person “bob” is not known."),
        ({"course": "C999", "number": ""}, "The course “C999” is not known."),
        ({"course": "", "number": "N9"}, "The course “N9” is not known."),
        (
            {"username": "bob", "idnumber": "", "email": "", "course": "C9", "number": ""},
            "Neither the person “bob” nor the course “C9” is known.",
        ),
    ],
)
def test_a_row_that_matches_nothing_is_reported(
    moodle: RecordedMoodle, reader: ReportReader, cells: dict[str, str], words: str
) -> None:
    with_rows(moodle, ROW, changed(**cells))
    *_, report_ = read(reader)
    assert report_ == Rejected("report row 2", words)


@pytest.mark.parametrize(
    "cells",
    [
        {"username": "", "idnumber": ""},
        {"username": "renamed", "email": ""},
        {"course": "renamed"},
        {"course": '<a href="https://moodle.test/course/view.php?id=2">C001</a>', "number": ""},
    ],
)
def test_any_name_that_leads_somewhere_is_enough(
    moodle: RecordedMoodle, reader: ReportReader, cells: dict[str, str]
) -> None:
    with_rows(moodle, changed(**cells))
    assert read(reader)[0] == Enrolment("7", "2", MOMENT, 100.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", 80.0),
        ("80.00", 80.0),
        ("80,5", 80.5),
        ("1,234.50", 1234.5),
        ("1.234,50 %", 1234.5),
        ("A-", None),
    ],
)
def test_grades_are_read_as_people_write_them(
    moodle: RecordedMoodle, reader: ReportReader, text: str, expected: float | None
) -> None:
    with_rows(moodle, changed(grade=text))
    completion = read(reader)[1]
    assert isinstance(completion, Completion)
    assert completion.grade == expected


def test_a_row_cut_short_is_not_fatal(moodle: RecordedMoodle, reader: ReportReader) -> None:
    with_rows(moodle, ROW[:5], ROW)
    assert read(reader)[0] == Enrolment("7", "2", None, None)


def test_pages_end_with_the_rows(moodle: RecordedMoodle, reader: ReportReader) -> None:
    with_rows(moodle, *[ROW] * 5)
    assert [page.cursor for page in reader.pages()] == ["1", "2", None]
    assert [page.cursor for page in reader.pages("2")] == [None]
    assert [len(page.records) for page in reader.pages("9")] == [0]
    assert all(call["perpage"] == "2" for call in moodle.calls)


def test_past_the_recorded_last_page_there_are_no_rows(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    moodle.replies[RETRIEVE] = lambda _: body("report_past_end")
    assert [page for page in reader.pages("99")] == [(None, [])]


def test_an_unknown_report_is_said_to_be_unknown(
    moodle: RecordedMoodle, reader: ReportReader
) -> None:
    moodle.replies[RETRIEVE] = lambda _: body("report_unknown")
    with pytest.raises(BadReport, match="no report with the number 1"):
        read(reader)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (body("error_function_not_in_service"), MissingFunction),
        ({"errorcode": "dberror", "message": "x"}, MoodleError),
        ([], BadReport),
        ({"data": {"headers": [], "rows": "none", "totalrowcount": 0}}, BadReport),
        ({"data": {"headers": ["Username"], "rows": [], "totalrowcount": 0}}, BadReport),
    ],
)
def test_other_answers_are_errors(
    moodle: RecordedMoodle, reader: ReportReader, answer: Any, expected: type[Exception]
) -> None:
    moodle.replies[RETRIEVE] = lambda _: answer
    with pytest.raises(expected) as raised:
        read(reader)
    assert type(raised.value) is expected


def test_confirmed_columns_are_used_instead_of_a_guess(
    client: MoodleClient, directory: Directory
) -> None:
    columns = ReportColumns({"username": "Login"})
    reader = ReportReader(client, 1, directory, MoodleDates("en", UTC), columns=columns)
    assert reader.columns(["Username"]) is columns
