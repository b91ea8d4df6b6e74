"""What is read from a folder, whose its ids are, and what a check says without writing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.errors import BadFile
from connectors.records import Course, Learner
from lti_plugin.services import imports
from lti_plugin.store import courses, people
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support import csv_folder

ANA = Learner("5", "Ana", username="ana", id_number="e1")
TOM = Learner("6", "Tom", username="e2")
SQL = Course("7", "SQL", short_name="py-1", id_number="sql-1")


def filled(database: Database, site: Site) -> dict[str, Any]:
    """Give the site two people and a course of Moodle's; return our own ids by Moodle's."""
    with database.writing() as session:
        ana, tom = people.upsert(session, site.id, [ANA, TOM], people.MOODLE).ids
        (sql,) = courses.upsert(session, site.id, [SQL], courses.MOODLE).ids
    return {"5": ana, "6": tom, "7": sql}


def matched(database: Database, site: Site, folder: Path) -> tuple[imports.Contents, Any]:
    contents = imports.read(imports.connector(folder, site))
    with database.reading() as session:
        return contents, imports.match(session, site, contents)


def test_an_id_is_an_id_number_else_a_user_name_else_a_short_name(
    database: Database, site: Site, tmp_path: Path
) -> None:
    own = filled(database, site)
    _, found = matched(database, site, csv_folder.write(tmp_path))
    assert found.people == {"e1": own["5"], "e2": own["6"]}
    assert found.courses == {"sql-1": own["7"], "py-1": own["7"]}


def test_an_id_number_goes_before_somebody_elses_user_name(
    database: Database, site: Site, tmp_path: Path
) -> None:
    both = [Learner("1", username="e1"), Learner("2", id_number="e1", username="x")]
    with database.writing() as session:
        _, second = people.upsert(session, site.id, both, people.MOODLE).ids
    _, found = matched(database, site, csv_folder.write(tmp_path))
    assert found.people["e1"] == second


def test_an_id_may_name_its_kind(database: Database, site: Site, tmp_path: Path) -> None:
    own = filled(database, site)
    completions = "learner_id,course_id,completed_at\nmoodle_id:5,shortname:py-1,\nx:5,y:7,\n"
    folder = csv_folder.write(tmp_path, completions=completions)
    _, found = matched(database, site, folder)
    assert (found.people["moodle_id:5"], found.courses["shortname:py-1"]) == (own["5"], own["7"])
    assert not {"x:5", "y:7"} & (found.people.keys() | found.courses.keys())


def test_the_files_user_name_finds_a_person_whose_id_is_new(
    database: Database, site: Site, tmp_path: Path
) -> None:
    own = filled(database, site)
    learners = "id,username\nhr-77,ana\nhr-78,\n"
    _, found = matched(database, site, csv_folder.write(tmp_path, learners=learners))
    assert found.people["hr-77"] == own["5"]
    assert "hr-78" not in found.people


def test_two_rows_about_the_same_person_are_told(
    database: Database, site: Site, tmp_path: Path
) -> None:
    filled(database, site)
    folder = csv_folder.write(tmp_path, learners="id,name\ne1,Ana\nana,Anna\nnew,Neu\n")
    contents, _ = matched(database, site, folder)
    assert [each.line for each in contents.notices] == [
        "courses.csv: The ids sql-1, py-1 are the same here; the last one counts.",
        "learners.csv: The ids e1, ana are the same here; the last one counts.",
    ]


def test_a_check_counts_what_is_known_new_unmatched_and_rejected_and_writes_nothing(
    database: Database, site: Site, tmp_path: Path
) -> None:
    filled(database, site)
    folder = csv_folder.write(
        tmp_path,
        courses=csv_folder.COURSES + ",No id,,,,,\n",
        completions=csv_folder.COMPLETIONS
        + "e9,sql-1,2025-01-01,\ne1,,2025-01-01,\ne1,sql-1,soon,\n",
    )
    (folder / "course_features.csv").write_text("course_id,feature\nsql-1,track\nsql-2,\n")
    with database.reading() as session:
        contents, counts = imports.check(session, site, imports.connector(folder, site))
        assert not session.new
        assert not session.dirty
    assert counts == {
        "courses_known": 2,
        "courses_new": 1,
        "people_known": 2,
        "people_new": 1,
        "enrolments": 1,
        "completions": 4,
        "course_features": 1,
        "learner_features": 0,
        "evidence": 0,
        "unmatched": 1,
        "rejected": 3,
    }
    assert [each.where for each in contents.rejected] == [
        "courses.csv line 5",
        "completions.csv line 6",
        "course_features.csv line 3",
    ]
    told = [each.line for each in contents.notices]
    assert "completions.csv line 7: Not usable, so left out: completed_at." in told
    with database.reading() as session:
        for table in (people.PersonId, courses.CourseId):
            rows = session.scalars(select(table.kind).where(table.kind == people.FILE)).all()
            assert rows == []
    assert site.fields == {}


def test_a_folder_that_is_not_there_is_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="There is no folder"):
        imports.connector(tmp_path / "nothing", site)
