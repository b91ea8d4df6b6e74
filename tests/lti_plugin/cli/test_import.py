"""`fingerpost import`: a folder of CSV files through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import Job
from lti_plugin.store.people import Person
from tests.support import csv_folder, folders, histories
from tests.support.command import CommandLine

NEW_SITE = ("site", "add", "https://csv.example.org", "--timezone", "Europe/Madrid")

pytestmark = pytest.mark.usefixtures("without_starter_pack")


@pytest.fixture
def csv_site(fingerpost: CommandLine) -> CommandLine:
    """An installation with one site that has no Moodle."""
    assert fingerpost(*NEW_SITE).code == 0
    return fingerpost


def rows(database: Database) -> list[int]:
    """Return how many courses, people and jobs there are."""
    with database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Course, Person, Job)
        ]


def test_a_site_of_files_alone_is_imported_trained_and_asked_for_a_list(
    csv_site: CommandLine, tmp_path: Path
) -> None:
    folder = folders.write(tmp_path / "site")
    imported = csv_site("import", folder, "--json")
    assert imported.code == 0, imported.err
    assert json.loads(imported.out)["counts"]["people_added"] == 92
    trained = csv_site("train")
    assert trained.code == 0, trained.err
    assert "completions: " in trained.out
    for learner in ("p0", "file:p0"):
        found = csv_site("recommend", "--learner", learner, "--k", "3", "--json")
        assert found.code == 0, found.err
        items = json.loads(found.out)
        assert [each["rank"] for each in items] == [1, 2, 3]
        assert {each["basis"] for each in items} == {"history"}
    taken = {what for who, what, _ in histories.completions() if who == "p0"}
    titles = {course.title for course in histories.courses() if course.id in taken}
    assert titles
    assert not titles & {each["course"] for each in items}


def test_what_was_imported_is_told_in_words(csv_site: CommandLine, tmp_path: Path) -> None:
    folder = csv_folder.write(tmp_path / "csv", courses=csv_folder.COURSES + ",Nameless,,,,,\n")
    found = csv_site("import", folder)
    assert found.code == 0, found.err
    lines = found.out.splitlines()
    assert "courses.csv line 5: The column id is empty." in lines
    assert {"courses added: 3", "people added: 3", "rejected: 1"} <= set(lines)


def test_a_check_prints_every_rejected_row_and_writes_nothing(
    csv_site: CommandLine, database: Database, tmp_path: Path
) -> None:
    bad = ",sql-1,2025-06-27,\n" * 300
    folder = csv_folder.write(tmp_path, completions=csv_folder.COMPLETIONS + bad)
    (folder / "learner_features.csv").write_text("learner_id,feature,colour\ne1,shift,red\n")
    found = csv_site("import", folder, "--check")
    assert found.code == 0, found.err
    lines = found.out.splitlines()
    assert sum(line.startswith("completions.csv line") for line in lines) == 300
    assert "learner_features.csv line 1: The column 'colour' is not known" in found.out
    assert {"courses new: 3", "people known: 0", "rejected: 300"} <= set(lines)
    assert rows(database) == [0, 0, 0]
    told = json.loads(csv_site("import", folder, "--check", "--json").out)
    assert len(told["rejected"]) == told["counts"]["rejected"] == 300


@pytest.mark.parametrize("options", [(), ("--check",)])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("no folder", "There is no folder"),
        ("no file", "completions.csv is missing in"),
        ("no column", "learners.csv lacks the column id."),
        ("no text", "courses.csv is not in UTF-8 (line 2)."),
    ],
)
def test_a_folder_that_cannot_be_read_is_one_clear_line(
    csv_site: CommandLine,
    database: Database,
    tmp_path: Path,
    spoil: str,
    said: str,
    options: tuple[str, ...],
) -> None:
    folder = csv_folder.write(tmp_path / "csv")
    if spoil == "no folder":
        folder = tmp_path / "elsewhere"
    elif spoil == "no file":
        (folder / "completions.csv").unlink()
    elif spoil == "no column":
        (folder / "learners.csv").write_text("name\nAna\n")
    else:
        (folder / "courses.csv").write_bytes(b"id,title\n1,Caf\xe9\n")
    found = csv_site("import", folder, *options)
    assert found.code == 1
    assert found.out == ""
    *progress, line = found.err.splitlines()
    assert line.startswith(f"fingerpost: {said}")
    assert set(progress) <= {"import: reading"}
    assert rows(database)[:2] == [0, 0]


def test_an_import_needs_a_site(fingerpost: CommandLine, tmp_path: Path) -> None:
    found = fingerpost("import", csv_folder.write(tmp_path))
    assert found.code == 1
    assert "There is no site yet. Add one with `fingerpost site add" in found.err


def test_one_of_several_sites_is_chosen_by_name(csv_site: CommandLine, tmp_path: Path) -> None:
    csv_site("site", "add", "https://two.example.org", "--timezone", "UTC")
    folder = csv_folder.write(tmp_path)
    assert csv_site("import", folder).code == 1
    assert csv_site("import", folder, "--site", "two-example-org").code == 0
    assert csv_site("recommend", "--learner", "e1", "--site", "csv-example-org").code == 1
