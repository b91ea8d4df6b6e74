"""A folder of CSV files read as plain facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.errors import BadFile
from lti_plugin.services import folder
from tests.support import folders


def test_every_file_is_read(tmp_path: Path) -> None:
    data = folder.read(folders.write(tmp_path))
    course = next(each for each in data.courses if each.id == "care-5")
    assert course.skills == ("Care craft", "Care skill 1")
    assert course.level == 2
    assert course.extra == {"track:Care": 1.0}
    learner = next(each for each in data.learners if each.id == "p1")
    assert (learner.role, learner.extra) == ("Nurse", {"shift:1": 1.0})
    assert len(data.learners) == 92
    assert ("p0", "sales-11") not in {(who, what) for who, what, _ in data.completions}
    assert data.under_way == {"p0": {"sales-11"}}
    assert data.rejected == []


def test_a_course_is_as_long_as_its_minutes_say_and_else_of_no_known_length(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "courses.csv").write_text(
        "id,title,duration_minutes\ncare-1,Care,90\ncare-2,More care,\n", encoding="utf-8"
    )
    assert [course.hours for course in folder.read(tmp_path).courses] == [1.5, None]


def test_bad_rows_are_reported_and_the_rest_is_used(tmp_path: Path) -> None:
    folders.write(tmp_path)
    with (tmp_path / "completions.csv").open("a", encoding="utf-8") as file:
        file.write("p0,,2024-01-01,\np0,care-1,not a date,\n")
    data = folder.read(tmp_path)
    assert len(data.rejected) == 2
    assert data.completions


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "learners.csv").unlink()
    with pytest.raises(BadFile, match=r"learners\.csv"):
        folder.read(tmp_path)
