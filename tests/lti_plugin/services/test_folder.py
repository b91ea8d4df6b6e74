"""A folder of CSV files read as plain facts."""

from __future__ import annotations

from datetime import UTC, datetime
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


def test_spellings_of_a_skill_are_one_skill_and_its_last_levels_count(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "courses.csv").write_text(
        "id,title,skills,level\na,A,SQL:3;Ethics,\nb,B,sql :2:1;Sql:4:2,Advanced\n",
        encoding="utf-8",
    )
    one, other = folder.read(tmp_path).courses
    assert (one.skills, one.outcomes, one.entries) == (
        ("Ethics", "SQL"),
        {"SQL": 3, "Ethics": 2},
        {},
    )
    assert (other.skills, other.outcomes, other.entries) == (("SQL",), {"SQL": 4}, {"SQL": 2})


def test_prerequisites_that_are_no_courses_keep_nobody_out_and_are_told(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "courses.csv").write_text(
        "id,title,prerequisites\na,A,a;b;gone\nb,B,gone\n", encoding="utf-8"
    )
    data = folder.read(tmp_path)
    assert [course.prerequisites for course in data.courses] == [("b",), ()]
    told = [each.reason for each in data.rejected if each.where == "courses.csv"]
    assert told == ["The prerequisite “gone” is not a course here."]


def test_a_completion_that_is_told_again_is_one(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "completions.csv").write_text(
        "learner_id,course_id,completed_at\n"
        "p0,care-1,\n"
        "p0,care-2,2024-05-02T20:00:00Z\n"
        "p0,care-1,2024-05-01\n"
        "p0,care-2,2024-05-02T04:00:00Z\n"
        "p0,care-2,2025-05-02\n"
        "p0,care-2,\n",
        encoding="utf-8",
    )
    data = folder.read(tmp_path)
    assert data.completions == [
        ("p0", "care-1", datetime(2024, 5, 1, tzinfo=UTC)),
        ("p0", "care-2", datetime(2024, 5, 2, 20, tzinfo=UTC)),
        ("p0", "care-2", datetime(2025, 5, 2, tzinfo=UTC)),
    ]
    assert data.repeated == 3


def test_ratings_are_of_people_and_skills_of_the_folder(tmp_path: Path) -> None:
    folders.write(tmp_path)
    (tmp_path / "evidence.csv").write_text(
        "learner_id,skill,level,source\np0,care  CRAFT,3,manager\nx,Care craft,3,peer\n"
        "p0,Cooking,3,peer\np0,Care craft,3,hearsay\n",
        encoding="utf-8",
    )
    data = folder.read(tmp_path)
    assert [(each.learner_id, each.skill) for each in data.ratings] == [("p0", "Care craft")]
    assert [(each.where, each.reason) for each in data.rejected] == [
        ("evidence.csv line 3", "Nobody here has the id 'x'."),
        ("evidence.csv line 4", "The skill 'Cooking' is not known here."),
        ("evidence.csv line 5", "The column source is none of assessment, badge, manager, peer."),
    ]
