"""Cells that cannot be used: their rows stay, and what hides a course hides it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.files import FilesConnector, layouts
from connectors.records import Completion, Course, Enrolment, Learner, Notice, Rejected

COURSES, COMPLETIONS = (
    ",".join((*each.required, *each.optional)) for each in (layouts.COURSES, layouts.COMPLETIONS)
)
JULY = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,T,,SQL:9,,,,,,,,,", "skills"),
        (f"x,T,,{'s' * 256},,,,,,,,,", "skills"),
        ("x,T,,,,,=1+1,,,,,,", "duration_minutes"),
        ("x,T,,,,,-5,,,,,,", "duration_minutes"),
        ("x,T,,,,,,free,,,,,", "cost"),
        ("x,T,,,,,,,,,,,31.1.2025", "reviewed_at"),
        ("x,T,,,,,,,,,,,0001-01-01", "reviewed_at"),
        (f"x,T,,,{'l' * 101},,,,,,,,", "level"),
        (f"x,T,{'c' * 101},,,,,,,,,,", "category"),
    ],
)
def test_a_cell_that_cannot_be_used_is_left_out_and_the_course_stays(
    tmp_path: Path, row: str, column: str
) -> None:
    (tmp_path / "courses.csv").write_text(f"{COURSES}\n{row}\n")
    notice, course = FilesConnector(tmp_path).courses()
    assert notice == Notice("courses.csv line 2", f"Not usable, so left out: {column}.")
    assert course == Course("x", "T")
    assert isinstance(course, Course)
    assert column in course.silent


def test_a_course_is_hidden_where_nobody_can_tell_whether_it_is(tmp_path: Path) -> None:
    (tmp_path / "courses.csv").write_text("id,title,visible\nx,T,maybe\n")
    notice, course = FilesConnector(tmp_path).courses()
    assert notice == Notice("courses.csv line 2", "Not usable, so left out: visible.")
    assert isinstance(course, Course)
    assert (course.visible, "visible" in course.silent) == (False, True)


@pytest.mark.parametrize("first", ["", "yes"])
def test_a_course_is_hidden_where_any_of_its_rows_says_so(tmp_path: Path, first: str) -> None:
    rows = f"x,T,{first}\ny,U,yes\nx,T,no\n"
    (tmp_path / "courses.csv").write_text(f"id,title,visible\n{rows}")
    course, other, report = FilesConnector(tmp_path).courses()
    assert isinstance(course, Course)
    assert isinstance(other, Course)
    assert (course.visible, other.visible) == (False, True)
    assert "visible" not in course.silent
    assert report == Rejected("courses.csv line 4", "The id is already used in line 2.")


def test_a_person_stays_without_a_text_that_is_too_long(tmp_path: Path) -> None:
    (tmp_path / "learners.csv").write_text(f"id,role,department\n7,{'r' * 256},Sales\n")
    notice, person = FilesConnector(tmp_path).learners()
    assert notice == Notice("learners.csv line 2", "Not usable, so left out: role.")
    assert person == Learner("7", department="Sales")
    assert isinstance(person, Learner)
    assert "role" in person.silent


@pytest.mark.parametrize(
    ("row", "lost", "expected"),
    [
        ("7,py-1,18/08/2023,,", "completed_at", [Completion("7", "py-1")]),
        ("7,py-1,2024-02-30,5,", "completed_at", [Completion("7", "py-1", grade=5.0)]),
        ("7,py-1,0001-01-01T00:00:00+14:00,,", "completed_at", [Completion("7", "py-1")]),
        ("7,py-1,0001-01-01,,", "completed_at", [Completion("7", "py-1")]),
        ("7,py-1,2025-07-01,A+,", "grade", [Completion("7", "py-1", JULY, "file")]),
        (
            "7,py-1,2025-07-01,A+,120",
            "progress, grade",
            [Completion("7", "py-1", JULY, "file")],
        ),
        ("7,py-1,2025-07-01,,40%", "progress", [Completion("7", "py-1", JULY, "file")]),
        ("7,py-1,,,120", "progress", [Completion("7", "py-1")]),
        (
            "7,py-1,18/08/2023,,100",
            "completed_at",
            [Enrolment("7", "py-1", progress=100.0), Completion("7", "py-1")],
        ),
    ],
)
def test_a_completion_stays_without_a_cell_that_cannot_be_used(
    tmp_path: Path, row: str, lost: str, expected: list[object]
) -> None:
    (tmp_path / "completions.csv").write_text(f"{COMPLETIONS}\n{row}\n")
    found = list(FilesConnector(tmp_path).participation())
    notice = Notice("completions.csv line 2", f"Not usable, so left out: {lost}.")
    assert found == [notice, *expected]


@pytest.mark.parametrize(
    ("row", "progress"), [("7,py-1,,,40%", None), ("7,py-1,,,-1", None), ("7,py-1,n/a,,40", 40.0)]
)
def test_a_course_is_under_way_where_no_usable_cell_says_that_it_is_finished(
    tmp_path: Path, row: str, progress: float | None
) -> None:
    (tmp_path / "completions.csv").write_text(f"{COMPLETIONS}\n{row}\n")
    notice, found = FilesConnector(tmp_path).participation()
    assert isinstance(notice, Notice)
    assert found == Enrolment("7", "py-1", progress=progress)
