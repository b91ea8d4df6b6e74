"""The participants report: every row once over its pages, dates as Moodle writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lti_plugin.demo.answers.report import HEADERS, written
from lti_plugin.demo.lookalike import LookAlike
from tests.support.lookalike import Call

REPORT = "core_reportbuilder_retrieve_report"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2025, 6, 26, 23, 0, tzinfo=UTC), "Friday, 27 June 2025, 1:00 AM"),
        (datetime(2026, 11, 22, 11, 36, tzinfo=UTC), "Sunday, 22 November 2026, 12:36 PM"),
        (datetime(2026, 1, 30, 23, 5, tzinfo=UTC), "Saturday, 31 January 2026, 12:05 AM"),
        (datetime(2026, 3, 3, 12, 0, tzinfo=UTC), "Tuesday, 3 March 2026, 1:00 PM"),
    ],
)
def test_dates_are_text_in_the_sites_time_zone(moment: datetime, text: str) -> None:
    assert written(moment, ZoneInfo("Europe/Berlin")) == text


def test_pages_hold_every_row_once_and_end_with_none(call: Call, moodle: LookAlike) -> None:
    rows: list[tuple[str, ...]] = []
    total = len(moodle.ledger.everything()) + len(moodle.organisation.courses)
    for page in range(7):
        data = call(REPORT, reportid=1, page=page, perpage=1000)["data"]
        assert data["headers"] == list(HEADERS)
        assert data["totalrowcount"] == total
        rows += (tuple(row["columns"]) for row in data["rows"])
    assert data["rows"] == []
    assert len(rows) == len(set(rows)) == total


def test_each_course_has_one_row_without_a_person(call: Call, moodle: LookAlike) -> None:
    rows = call(REPORT, reportid=1, page=0, perpage=10_000)["data"]["rows"]
    empty = [row["columns"] for row in rows if row["columns"][0] == ""]
    assert {row[3] for row in empty} == set(moodle.organisation.courses_by_code)
    assert all(row[5:] == ["", "", "", "", ""] for row in empty)


def test_a_page_is_ten_rows_unless_asked_otherwise(call: Call) -> None:
    assert len(call(REPORT, reportid=1)["data"]["rows"]) == 10


def test_only_certifications_carry_grades(call: Call, moodle: LookAlike) -> None:
    rows = call(REPORT, reportid=1, page=0, perpage=10_000)["data"]["rows"]
    graded = {row["columns"][3] for row in rows if row["columns"][9]}
    courses = moodle.organisation.courses_by_code
    assert graded
    assert {courses[code].mode for code in graded} == {"certification"}
