"""What a row says, what it is silent about, and what is too long for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.files import FilesConnector
from connectors.records import Course, Learner, Rejected, silent_where_empty


def write(folder: Path, **files: str) -> FilesConnector:
    """Write these files and return what reads them."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return FilesConnector(folder)


def test_a_course_is_silent_about_columns_that_the_file_lacks(tmp_path: Path) -> None:
    files = write(tmp_path, courses="id,title,level,visible\n1,A,,\n2,B,,no\n")
    first, second = (each for each in files.courses() if isinstance(each, Course))
    assert {"category", "category_id", "skills", "url", "tags"} <= first.silent
    assert not {"title", "level"} & first.silent
    assert "visible" in first.silent
    assert "visible" not in second.silent


def test_a_person_is_silent_about_columns_that_the_file_lacks(tmp_path: Path) -> None:
    (found,) = write(tmp_path, learners="id,role\n1,\n").learners()
    assert isinstance(found, Learner)
    assert {"name", "email", "active", "extra", "target_role"} <= found.silent
    assert "role" not in found.silent


def test_an_empty_field_can_be_made_silent_but_not_a_zero_or_a_no() -> None:
    course = Course("1", "A", cost=0.0, visible=False)
    assert silent_where_empty(course, {"cost", "visible", "title"}) is course
    found = silent_where_empty(course, {"cost", "level", "summary", "tags"})
    assert found.silent == {"level", "summary", "tags"}


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("level", "a\0b", "A cell holds a null character."),
        ("level", "x" * 100_001, "A cell is longer than 100,000 characters."),
    ],
)
def test_a_row_that_would_not_fit_is_reported(
    tmp_path: Path, header: str, cell: str, reason: str
) -> None:
    files = write(tmp_path, courses=f"id,title,{header}\n1,A,{cell}\n2,B,\n")
    bad, good = files.courses()
    assert bad == Rejected("courses.csv line 2", reason)
    assert isinstance(good, Course)
    assert list(files.categories()) == []
