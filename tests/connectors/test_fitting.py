"""Records within the bounds that every store takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.fitting import all_fitted, cleaned, fitted, pages_fitted
from connectors.records import (
    Category,
    Completion,
    Course,
    Enrolment,
    Feature,
    Learner,
    Notice,
    Page,
    Rejected,
    SkillLink,
)
from tests.connectors.absurd import TEXTS, misfits

JUNE = datetime(2025, 6, 27, tzinfo=UTC)
COURSE = Course(
    "2",
    "SQL",
    short_name="C1",
    level="Advanced",
    cost=1.5,
    tags=("data", "sql"),
    skills=(SkillLink("SQL", 3, 1, "SK0"),),
    prerequisites=("C0",),
    modified_at=JUNE,
    url="https://moodle.test/course/view.php?id=2",
    extra={"audience": "all"},
    silent=frozenset({"mode"}),
)


def course(**changes: Any) -> tuple[str, Course]:
    """Return what is told about a changed course, and the course that is left."""
    *notices, found = fitted(replace(COURSE, **changes))
    assert isinstance(found, Course)
    assert len(notices) <= 1
    return "".join(each.reason for each in notices if isinstance(each, Notice)), found


@pytest.mark.parametrize(
    "record",
    [
        COURSE,
        Category("1", "Data", "2"),
        Learner("3", "Ana\tRuiz", email="ana@example.com", extra={"note": "one\ntwo"}),
        Enrolment("3", "2", JUNE, 100.0),
        Completion("3", "2", JUNE, "report", grade=-1.0),
        Feature("2", "hot", 0.5),
    ],
)
def test_a_sound_record_comes_back_as_it_is(record: Any) -> None:
    (found,) = fitted(record)
    assert found is record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x07\x1b\x0c\r\n\tc", "ab\n\tc"),
        ("\x85\u2028é", "\x85\u2028é"),
        ("\ud83d half", "\ufffd half"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_only_what_no_store_takes_is_taken_away(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_long_descriptions_are_cut_with_one_notice() -> None:
    told, found = course(level="x" * 150, title="y" * 499 + "  z", category="z" * 255)
    assert told == "Too long, so cut: title, level."
    assert (found.level, found.title) == ("x" * 100, "y" * 499)
    assert found.category == "z" * 255


def test_half_an_address_is_left_out() -> None:
    told, found = course(url="https://moodle.test/" + "x" * 500, category_id="1" * 101)
    assert told == "Not usable, so left out: category_id, url."
    assert (found.url, found.category_id) == (None, None)


def test_lists_are_fitted_item_by_item() -> None:
    told, found = course(
        tags=("ok", "t" * 256, "\x00"),
        prerequisites=("C0", "p" * 256, "C\x001"),
        skills=(SkillLink("S" * 256, 3, 1, "i" * 256), SkillLink("\x01"), SkillLink("R")),
    )
    assert told == "Too long, so cut: tags, skills. Not usable, so left out: skills, prerequisites."
    assert found.tags == ("ok", "t" * 255)
    assert found.prerequisites == ("C0", "C1")
    assert found.skills == (SkillLink("S" * 255, 3, 1), SkillLink("R"))


def test_control_characters_go_without_a_notice() -> None:
    told, found = course(
        title="S\x00Q\x7fL", level="\x00", summary="\x00", extra={"a\x00": "b\ud800"}
    )
    assert told == ""
    assert (found.title, found.level, found.summary) == ("SQL", None, "")
    assert found.extra == {"a": "b\ufffd"}
    assert found.silent == COURSE.silent


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (replace(COURSE, id="x" * 256), "The id is longer than 255 characters."),
        (replace(COURSE, id="\x00"), "The id is empty."),
        (replace(COURSE, short_name="x" * 256), "The short_name is longer than 255 characters."),
        (Learner("3", username="x" * 256), "The username is longer than 255 characters."),
        (Learner("3", email="x" * 256), "The email is longer than 255 characters."),
        (Learner("3", email="İ" * 200), "The email is longer than 255 characters."),
        (Category("x" * 101, "Data"), "The id is longer than 100 characters."),
        (Enrolment("x" * 256, "2"), "The learner_id is longer than 255 characters."),
        (Completion("3", "\x00"), "The course_id is empty."),
        (Feature("x" * 256, "hot"), "The owner is longer than 255 characters."),
    ],
)
def test_a_row_whose_ids_do_not_fit_is_refused(record: Any, reason: str) -> None:
    (report,) = fitted(record, "line 7")
    assert report == Rejected("line 7", reason)


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_a_time_that_cannot_be_meant_is_left_out(year: int) -> None:
    then = datetime(year, 1, 1, tzinfo=UTC)
    told, found = course(reviewed_at=then)
    assert (told, found.reviewed_at) == ("Not usable, so left out: reviewed_at.", None)
    notice, completion = fitted(Completion("3", "2", then, "file"))
    assert notice == Notice("person 3, course 2", "Not usable, so left out: completed_at.")
    assert completion == Completion("3", "2")


@pytest.mark.parametrize("progress", [math.nan, math.inf, -0.1, 100.1])
def test_a_progress_that_cannot_be_is_left_out(progress: float) -> None:
    notice, enrolment = fitted(Enrolment("3", "2", JUNE, progress))
    assert isinstance(notice, Notice)
    assert enrolment == Enrolment("3", "2", JUNE)


def test_a_number_without_end_is_left_out() -> None:
    assert course(cost=math.inf) == ("Not usable, so left out: cost.", replace(COURSE, cost=None))


def test_reports_are_short_and_clean_and_stay_what_they_are() -> None:
    (report,) = fitted(Rejected("w" * 300, "\x00" + "r" * 2000))
    assert report == Rejected("w" * 200, "r" * 1000)
    (notice,) = fitted(Notice("here", "said"))
    assert type(notice) is Notice


def test_a_report_keeps_what_else_it_carries() -> None:
    @dataclass(frozen=True, slots=True)
    class OfPerson(Rejected):
        person: str = ""

    assert fitted(OfPerson("here", "a\x00b", "3")) == [OfPerson("here", "ab", "3")]


def test_iterators_and_pages_are_fitted_record_by_record() -> None:
    long = Learner("3", role="x" * 256)
    notice = Notice("person 3", "Too long, so cut: role.")
    fit = [notice, Learner("3", role="x" * 255), Learner("4")]
    assert list(all_fitted([long, Learner("4")])) == fit
    assert list(pages_fitted([Page("9", [long, Learner("4")])])) == [Page("9", fit)]


@settings(deadline=None)
@given(st.builds(Course, TEXTS, TEXTS, level=TEXTS, tags=st.tuples(TEXTS), summary=TEXTS))
def test_whatever_comes_in_fits_and_fits_again(record: Course) -> None:
    *_, found = fitted(record)
    assert list(misfits(found)) == []
    assert fitted(found) == [found]
