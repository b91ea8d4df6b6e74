"""A file of courses or skills looked at, taken over and taken back, at once or by the worker."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import func, select

from connectors.errors import BadFile
from connectors.records import Course as Record
from connectors.records import SkillLink
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.jobs import catalogue_files as jobs_of_files
from lti_plugin.jobs import plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import catalogue_import, catalogue_requests, editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import catalogue_files, course_edits, courses, jobs, prerequisites, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import Base
from lti_plugin.store.catalogue_files import COURSES, SKILLS, CatalogueFile
from lti_plugin.store.courses import MOODLE, Course
from lti_plugin.store.jobs import COURSE_FILE, SKILL_FILE, Job
from lti_plugin.store.sent_files import TAKEN
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill

PLANS = dict.fromkeys((COURSE_FILE, SKILL_FILE), jobs_of_files.STAGES)
EXCEL = Record("7", "Excel", id_number="X1", level="basic", skills=(SkillLink("Charts", 1, 0),))
CATALOGUE = """id;title;level;skills;prerequisites;duration_minutes
X1;Excel;advanced;"Charts:3;Pivot tables:2";;90
X2;Statistics;basic;Statistics:3;X1;
X3;Later first;;;X9;
X4;;;;;30
idnumber:X1;Excel again;;;;
X9;The first;;;nowhere;
"""
OWN_SKILLS = """name,id,alternatives,description,colour
Charts,c1,Diagrams,Drawing what numbers say,red
Negotiation,n1,,,
,n2,,,
Talks,n1,,,
"""
Send = Callable[[str, str], UUID]


@pytest.fixture
def excel(tools: Tools, site: Site) -> UUID:
    """A course that Moodle knows."""
    with tools.database.writing() as session:
        course_id = courses.upsert(session, site.id, [EXCEL], MOODLE).ids[0]
        skills.replace_source_links(session, site.id, {course_id: EXCEL.skills})
        return course_id


@pytest.fixture
def send(tools: Tools, site: Site) -> Send:
    """Sends a file and returns its id."""

    def sent(what: str, text: str) -> UUID:
        with tools.database.writing() as session:
            file = (f"{what}.csv", BytesIO(text.encode()))
            return catalogue_requests.send(session, site.id, what, file, "x").id

    return sent


def file(tools: Tools, site: Site, what: str, file_id: UUID) -> CatalogueFile:
    with tools.database.reading() as session:
        return catalogue_files.get(session, site.id, what, file_id)


def counts(row: CatalogueFile) -> list[int]:
    return [row.found[name] for name in catalogue_import.COUNTED]


def taken(tools: Tools, site: Site, what: str, file_id: UUID) -> Job:
    with tools.database.writing() as session:
        catalogue_requests.take(session, site.id, what, file_id, "x")
    return plans.run(tools, PLANS, site.id, catalogue_requests.KINDS[what])


def number(tools: Tools, table: type[Base]) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_look_tells_each_row_and_writes_nothing(
    tools: Tools, site: Site, excel: UUID, send: Send
) -> None:
    row = file(tools, site, COURSES, send(COURSES, CATALOGUE))
    assert counts(row) == [3, 1, 0, 2]
    assert row.found["rows"] == [
        [2, "changed", "Excel", ["duration_minutes", "level", "skills"]],
        [3, "new", "Statistics", []],
        [4, "new", "Later first", []],
        [7, "new", "The first", []],
    ]
    assert [(line, cells[0]) for line, _why, cells in row.bad] == [(5, "X4"), (6, "idnumber:X1")]
    assert row.bad[1][1] == "This is the same course as in line 2."
    assert ["nowhere" in each for each in row.found["notices"]] == [True]
    assert (number(tools, Course), number(tools, Skill)) == (1, 1)
    with tools.database.reading() as session:
        assert courses.get(session, site.id, excel).level == "basic"


def test_what_is_taken_over_joins_moodles_courses_and_can_be_taken_back(
    tools: Tools, site: Site, excel: UUID, send: Send
) -> None:
    sent = send(COURSES, CATALOGUE)
    job = taken(tools, site, COURSES, sent)
    names = ("courses_added", "courses_changed", "prerequisites_changed", "rejected")
    assert (job.status, [job.counts[name] for name in names]) == ("done", [3, 1, 2, 2])
    with tools.database.reading() as session:
        row = catalogue_files.get(session, site.id, COURSES, sent)
        assert (row.state, row.content, len(row.bad)) == (TAKEN, b"", 2)
        course = courses.get(session, site.id, excel)
        assert (course.level, course.duration_minutes) == ("advanced", 90)
        assert skills.names_by_course(session, site.id)[excel] == ["Charts", "Pivot tables"]
        known = courses.by_kind(session, site.id, courses.FILE)
        assert prerequisites.of_course(session, site.id, known["X2"]) == {excel}
        assert prerequisites.of_course(session, site.id, known["X3"]) == {known["X9"]}
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)))
        assert actions == ["course file sent", "course file taken over"]
    with tools.database.writing() as session:
        undone = editing.undo(session, site.id, sent, "x")
        assert (undone.courses, undone.left) == (4, 0)
        course = courses.get(session, site.id, excel)
        assert (course.level, course.duration_minutes) == ("basic", None)
        assert skills.names_by_course(session, site.id)[excel] == ["Charts"]
        assert courses.get(session, site.id, known["X2"]).excluded
        # What Moodle says of it next counts again, and so does the file.
        assert course_edits.of_courses(session, site.id, [excel]) == {}
        again = editing.undo(session, site.id, undone.id, "x")
        assert (again.courses, again.left) == (4, 0)
        assert courses.get(session, site.id, excel).level == "advanced"
        assert skills.names_by_course(session, site.id)[excel] == ["Charts", "Pivot tables"]
        assert not courses.get(session, site.id, known["X2"]).excluded


def test_the_same_file_changes_nothing_and_no_edit_is_lost(
    tools: Tools, site: Site, excel: UUID, send: Send
) -> None:
    with tools.database.writing() as session:
        editing.change(session, site.id, excel, Wish({"level": "expert"}), "x")
    taken(tools, site, COURSES, send(COURSES, CATALOGUE))
    again = send(COURSES, CATALOGUE)
    assert counts(file(tools, site, COURSES, again)) == [0, 0, 4, 2]
    assert taken(tools, site, COURSES, again).counts["written"] == 0
    with tools.database.reading() as session:
        assert courses.get(session, site.id, excel).level == "expert"


def test_no_number_of_unknown_prerequisites_is_too_much(
    tools: Tools, site: Site, send: Send
) -> None:
    cells = (";".join(f"P{row}-{each}" for each in range(600)) for row in range(450))
    rows = (f"C{row},Course {row},{cell}" for row, cell in enumerate(cells))
    sent = send(COURSES, "\n".join(("id,title,prerequisites", *rows)))
    row = file(tools, site, COURSES, sent)
    assert counts(row) == [450, 0, 0, 0]
    assert len(row.found["notices"]) == catalogue_import.MOST_NAMED


def test_what_is_too_much_to_take_back_at_once_is_said_so(
    tools: Tools, site: Site, excel: UUID, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_import, "MOST_UNDONE", 3)
    sent = send(COURSES, CATALOGUE)
    assert not catalogue_import.can_be_undone(file(tools, site, COURSES, sent))
    taken(tools, site, COURSES, sent)
    with tools.database.writing() as session, pytest.raises(NotFound):
        editing.undo(session, site.id, sent, "x")


def test_skills_are_named_described_and_refused_by_row(
    tools: Tools, site: Site, excel: UUID, send: Send
) -> None:
    sent = send(SKILLS, OWN_SKILLS)
    row = file(tools, site, SKILLS, sent)
    assert counts(row) == [1, 1, 0, 2]
    assert row.found["rows"] == [
        [2, "changed", "Charts", ["alternatives", "description"]],
        [3, "new", "Negotiation", []],
    ]
    assert [line for line, _why, _cells in row.bad] == [4, 5]
    assert "'colour'" in row.found["notices"][0]
    assert number(tools, Skill) == 1
    job = taken(tools, site, SKILLS, sent)
    assert (job.counts["skills_added"], job.counts["skills_changed"]) == (1, 1)
    with tools.database.reading() as session:
        assert skills.by_any_name(session, site.id)["diagrams"].name == "Charts"
    assert counts(file(tools, site, SKILLS, send(SKILLS, OWN_SKILLS))) == [0, 0, 2, 2]


def test_a_skill_that_would_get_anothers_name_is_refused_alone(
    tools: Tools, site: Site, send: Send
) -> None:
    first = "name,uri\nTalks,http://example.org/1\nWriting,http://example.org/2\n"
    taken(tools, site, SKILLS, send(SKILLS, first))
    swapped = "name,uri\nWriting,http://example.org/1\nReading,\n"
    sent = send(SKILLS, swapped)
    row = file(tools, site, SKILLS, sent)
    assert counts(row) == [1, 0, 0, 1]
    assert "another skill here" in row.bad[0][1]
    assert taken(tools, site, SKILLS, sent).counts["skills_added"] == 1


def test_a_long_file_is_looked_at_by_the_worker_and_can_be_stopped(
    tools: Tools, site: Site, excel: UUID, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_requests, "SMALL", 2)
    monkeypatch.setitem(catalogue_import.AT_ONCE, COURSES, 2)
    sent = send(COURSES, CATALOGUE)
    with pytest.raises(BadInput, match="being worked on"):
        send(COURSES, CATALOGUE)
    send(SKILLS, "name\nTalks\n")  # the other sort does not wait for it
    job = plans.run(tools, PLANS, site.id, COURSE_FILE)
    assert (job.status, job.total) == ("done", 6)
    assert counts(file(tools, site, COURSES, sent)) == [3, 1, 0, 2]
    assert number(tools, Course) == 1
    with tools.database.writing() as session:
        catalogue_requests.take(session, site.id, COURSES, sent, "x")
        catalogue_requests.drop(session, site.id, COURSES)
        assert jobs.unfinished(session, site.id, COURSE_FILE) is None
    with pytest.raises(NotFound):
        file(tools, site, COURSES, sent)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("title\nA\n", "lacks the column id"), ('id,title\n"A\nB', "quotation mark")],
)
def test_a_file_that_is_none_says_why(send: Send, text: str, why: str) -> None:
    with pytest.raises((BadFile, BadInput), match=why):
        send(COURSES, text)


def test_another_sites_file_is_not_there_nor_one_of_another_sort(
    tools: Tools, site: Site, elsewhere: Site, send: Send
) -> None:
    sent = send(COURSES, CATALOGUE)
    for place in ((elsewhere.id, COURSES), (site.id, SKILLS)):
        with tools.database.writing() as session, pytest.raises(NotFound):
            catalogue_requests.take(session, *place, sent, "x")
