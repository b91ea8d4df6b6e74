"""The whole folder of CSV files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import BadFile
from connectors.files import FilesConnector
from connectors.records import (
    Category,
    Completion,
    Connector,
    Course,
    Enrolment,
    Feature,
    Learner,
    Notice,
    Rejected,
    SkillLink,
)
from tests.connectors.contract import ConnectorContract

COURSES = """\
id,title,category,skills,level,mode,duration_minutes,cost,language,summary,prerequisites,visible,reviewed_at
sql-1,SQL basics,Data,SQL:2,Foundations,online course,90,0,en,Tables and queries,,yes,2025-01-31
sql-2,SQL in depth,Data,SQL:4:2;Statistics,Advanced,workshop,480,120.5,,"Plans, joins",sql-1;py-1,,
py-1,Python,Programming,,,,,,,,,no,
"""
LEARNERS = """\
id,name,email,username,role,target_role,department,manager_id,language
7,Ana Ruiz,ana@example.com,ana,Analyst,Engineer,Finance,9,es
8,,,,,,,,
9,Tom Berg,,,,,,,
"""
COMPLETIONS = """\
learner_id,course_id,completed_at,grade,progress
7,sql-1,2025-06-27T10:00:00Z,80,100
7,sql-2,,,40
8,sql-1,2025-06-27,,
9,py-1,,,
9,sql-1,,,100
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A healthy folder."""
    (tmp_path / "courses.csv").write_text(COURSES)
    (tmp_path / "learners.csv").write_text(LEARNERS)
    (tmp_path / "completions.csv").write_text(COMPLETIONS)
    return tmp_path


class TestFolder(ConnectorContract):
    @pytest.fixture
    def open_connector(self, folder: Path) -> Callable[[], Connector]:
        return lambda: FilesConnector(folder, zone=ZoneInfo("Europe/Lisbon"), rows_per_page=2)


def test_courses_carry_every_column(folder: Path) -> None:
    first, second, third = FilesConnector(folder).courses()
    assert first == Course(
        id="sql-1",
        title="SQL basics",
        summary="Tables and queries",
        category_id="Data",
        category="Data",
        language="en",
        level="Foundations",
        mode="online course",
        duration_minutes=90,
        cost=0.0,
        skills=(SkillLink("SQL", 2),),
        reviewed_at=datetime(2025, 1, 31, tzinfo=UTC),
    )
    assert isinstance(second, Course)
    assert second.skills == (SkillLink("SQL", 4, 2), SkillLink("Statistics"))
    assert second.prerequisites == ("sql-1", "py-1")
    assert third == Course(
        "py-1", "Python", category_id="Programming", category="Programming", visible=False
    )


def test_categories_are_those_the_courses_name(folder: Path) -> None:
    (folder / "courses.csv").write_text(COURSES + "broken\n")
    assert list(FilesConnector(folder).categories()) == [
        Category("Data", "Data"),
        Category("Programming", "Programming"),
    ]


def test_people_carry_every_column(folder: Path) -> None:
    assert list(FilesConnector(folder).learners()) == [
        Learner(
            id="7",
            name="Ana Ruiz",
            username="ana",
            email="ana@example.com",
            language="es",
            role="Analyst",
            target_role="Engineer",
            department="Finance",
            manager_id="9",
        ),
        Learner("8"),
        Learner("9", "Tom Berg"),
    ]


def test_a_row_is_a_completion_unless_it_is_under_way(folder: Path) -> None:
    noon = datetime(2025, 6, 27, 10, tzinfo=UTC)
    midnight = datetime(2025, 6, 26, 23, tzinfo=UTC)
    connector = FilesConnector(folder, zone=ZoneInfo("Europe/Lisbon"))
    assert list(connector.participation()) == [
        Enrolment("7", "sql-1", progress=100),
        Completion("7", "sql-1", noon, "file", grade=80),
        Enrolment("7", "sql-2", progress=40),
        Completion("8", "sql-1", midnight, "file"),
        Completion("9", "py-1"),
        Enrolment("9", "sql-1", progress=100),
        Completion("9", "sql-1"),
    ]


def test_what_one_row_says_is_never_split_over_two_pages(folder: Path) -> None:
    pages = list(FilesConnector(folder, rows_per_page=1).participation_pages())
    assert [(page.cursor, len(page.records)) for page in pages] == [
        ("3", 2),
        ("4", 1),
        ("5", 1),
        ("6", 1),
        (None, 2),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,T", "2 cells"),
        (",No id,,,,,,,,,,,", "The column id is empty."),
        ("x,,,,,,,,,,,,", "The column title is empty."),
        (f"{'x' * 256},T,,,,,,,,,,,", "longer than 255"),
        ("sql-1,Again,,,,,,,,,,,", "already used in line 2"),
    ],
)
def test_a_bad_course_is_reported_with_its_line_and_skipped(
    folder: Path, row: str, words: str
) -> None:
    (folder / "courses.csv").write_text(f"{COURSES}{row}\nlast,Last,,,,,,,,,,,\n")
    *_, report, last = FilesConnector(folder).courses()
    assert isinstance(report, Rejected)
    assert report.where == "courses.csv line 5"
    assert words in report.reason
    assert isinstance(last, Course)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",sql-1,,,", "learner_id is empty"),
        ("7,,,,", "course_id is empty"),
        (f"{'7' * 256},sql-1,,A,", "learner_id is longer than 255"),
        ("7,sql-1", "2 cells"),
    ],
)
def test_a_bad_completion_is_reported_with_its_line_and_skipped(
    folder: Path, row: str, words: str
) -> None:
    (folder / "completions.csv").write_text(f"{COMPLETIONS}{row}\n7,py-1,,,\n")
    *_, report, last = FilesConnector(folder).participation()
    assert isinstance(report, Rejected)
    assert report.where == "completions.csv line 7"
    assert words in report.reason
    assert last == Completion("7", "py-1")


def test_a_doubled_person_is_reported_also_on_a_later_page(folder: Path) -> None:
    (folder / "learners.csv").write_text("id\n1\n2\n3\n1\n")
    connector = FilesConnector(folder, rows_per_page=2)
    (page,) = connector.learner_pages("4")
    assert page.records[0] == Learner("3")
    assert page.records[1] == Rejected("learners.csv line 5", "The id is already used in line 2.")


def test_features_are_weighted_and_their_files_optional(folder: Path) -> None:
    connector = FilesConnector(folder)
    assert list(connector.course_features()) == []
    assert list(connector.learner_features()) == []
    (folder / "course_features.csv").write_text(
        "course_id,feature,weight\nsql-1,topic:data,0.5\nsql-1,new,\nsql-1,,1\nsql-1,x,much\nz\n"
    )
    (folder / "learner_features.csv").write_text("learner_id,feature\n7,site:Madrid\n")
    first, second, *reports = connector.course_features()
    assert first == Feature("sql-1", "topic:data", 0.5)
    assert second == Feature("sql-1", "new", 1.0)
    assert [report.where for report in reports if isinstance(report, Rejected)] == [
        f"course_features.csv line {line}" for line in (4, 5, 6)
    ]
    assert list(connector.learner_features()) == [Feature("7", "site:Madrid", 1.0)]


def test_the_check_names_what_is_missing(folder: Path) -> None:
    (folder / "learners.csv").unlink()
    (folder / "completions.csv").write_text("learner_id,course_id\n")
    (folder / "course_features.csv").write_text("course_id\n")
    lines = {line.name: line for line in FilesConnector(folder).check()}
    assert lines["courses.csv"].ok
    assert lines["learner_features.csv"].ok
    assert (lines["learners.csv"].ok, lines["learners.csv"].required) == (False, True)
    assert "missing" in lines["learners.csv"].hint
    assert "completed_at" in lines["completions.csv"].hint
    assert not lines["course_features.csv"].required


def test_a_bad_file_is_refused_by_each_part(folder: Path) -> None:
    for file in ("courses.csv", "learners.csv", "completions.csv"):
        (folder / file).write_bytes(b"\xff\xfe")
    connector = FilesConnector(folder)
    for part in (
        connector.categories,
        connector.courses,
        connector.learners,
        connector.participation,
    ):
        with pytest.raises(BadFile, match="UTF-8"):
            list(part())


def test_files_with_a_header_alone_are_an_empty_site(folder: Path) -> None:
    (folder / "courses.csv").write_text("id,title\n")
    (folder / "learners.csv").write_text("id\n")
    (folder / "completions.csv").write_text("learner_id,course_id,completed_at\n")
    connector = FilesConnector(folder)
    assert list(connector.courses()) == []
    assert list(connector.learner_pages()) == []
    assert list(connector.participation_pages()) == []


def test_an_unknown_column_is_noticed_once_by_each_part(folder: Path) -> None:
    (folder / "completions.csv").write_text("learner_id,course_id,completed_at,mood\n7,py-1,,:)\n")
    notice, completion = FilesConnector(folder).participation()
    assert isinstance(notice, Notice)
    assert completion == Completion("7", "py-1")
