"""The parts of the records that carry behaviour."""

from __future__ import annotations

from connectors.records import Learner, Notice, Page, Rejected


def test_a_notice_is_a_report_that_can_be_told_from_a_lost_row() -> None:
    notice = Notice("courses.csv line 1", "A column is ignored.")
    assert isinstance(notice, Rejected)
    assert notice != Rejected("courses.csv line 1", "A column is ignored.")


def test_a_page_is_cursor_and_records() -> None:
    cursor, records = Page("2", [Learner("1")])
    assert (cursor, records) == ("2", [Learner("1")])
