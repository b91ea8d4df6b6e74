"""What an import writes, alone and beside a Moodle, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.errors import BadFile
from connectors.records import Course as CourseRecord
from connectors.records import Learner, SkillLink
from lti_plugin.jobs import imports, plans, sync
from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.keys import Vault
from lti_plugin.lti.message import Launch
from lti_plugin.services import arrivals, catalogue, privacy
from lti_plugin.settings import Settings
from lti_plugin.store import Base, courses, jobs, people, sites, skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import IMPORT, SCORE, SYNC, TRAIN, Job, Seen
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support import csv_folder
from tests.support.sources import MemoryConnector

PLANS = {SYNC: sync.STAGES, IMPORT: imports.STAGES}
MOODLE_COURSE = CourseRecord(
    "7",
    "SQL in Moodle",
    short_name="SQL",
    id_number="sql-1",
    summary="From Moodle",
    visible=False,
    level="Advanced",
    tags=("database",),
    skills=(SkillLink("SQL", 1.0), SkillLink("Tables")),
    url="https://moodle.test/course/view.php?id=7",
    extra={"audience": "all"},
)
MOODLE_PERSON = Learner(
    "5",
    "Ana R.",
    username="ana",
    id_number="e1",
    email="ana@moodle.test",
    role="Clerk",
    active=False,
    extra={"hired": "2020"},
)

Import = Callable[..., Job]


@pytest.fixture
def moodle(source: MemoryConnector) -> MemoryConnector:
    """A Moodle with one course and one person, whom the folder knows too."""
    source.all_categories, source.all_participation = [], []
    source.all_courses, source.all_learners = [MOODLE_COURSE], [MOODLE_PERSON]
    return source


@pytest.fixture
def import_(tools: Tools, site: Site, tmp_path: Path) -> Import:
    """Imports a folder, written anew from what is given."""

    def run(**files: str) -> Job:
        folder = csv_folder.write(tmp_path / "csv", **files)
        return plans.run(tools, PLANS, site.id, IMPORT, {"folder": str(folder)})

    return run


def synced(tools: Tools, site: Site) -> Job:
    return plans.run(tools, PLANS, site.id, SYNC)


def count(tools: Tools, table: type[Any]) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def person(tools: Tools, site: Site, text: str) -> Person:
    with tools.database.reading() as session:
        return people.find(session, site.id, text)


def course(tools: Tools, site: Site, text: str) -> Course:
    with tools.database.reading() as session:
        own = courses.by_kind(session, site.id, courses.FILE)
        return courses.get(session, site.id, own[text])


def taught(
    tools: Tools, site: Site, text: str
) -> dict[str, tuple[float | None, float | None, str]]:
    """Return a course's skills with outcome, entry and who said so."""
    course_id = course(tools, site, text).id
    query = select(
        skills.Skill.name,
        skills.CourseSkill.outcome,
        skills.CourseSkill.entry,
        skills.CourseSkill.origin,
    ).join(skills.Skill, skills.Skill.id == skills.CourseSkill.skill_id)
    with tools.database.reading() as session:
        rows = session.execute(query.where(skills.CourseSkill.course_id == course_id))
        return {name: (outcome, entry, origin) for name, outcome, entry, origin in rows}


def domain(tools: Tools) -> dict[str, list[Any]]:
    """Return every row of every table apart from the jobs and the site's own times."""
    with tools.database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in {"jobs", "sites"}
        }


def test_a_site_without_a_moodle_gets_everything_from_its_files(
    tools: Tools, site: Site, import_: Import
) -> None:
    job = import_()
    assert (job.status, job.error) == ("done", None)
    assert (job.counts["courses_added"], job.counts["people_added"]) == (3, 3)
    assert (count(tools, Completion), count(tools, Enrolment), count(tools, Seen)) == (2, 1, 0)
    ana = person(tools, site, "e1")
    told = (ana.role, ana.target_role, ana.department, ana.manager, ana.language)
    assert told == ("Analyst", "Engineer", "Finance", "e3", "es")
    assert person(tools, site, "ana").id == person(tools, site, "file:e1").id == ana.id
    assert taught(tools, site, "sql-2") == {
        "SQL": (4.0, 2.0, "file"),
        "Statistics": (None, None, "file"),
    }
    second = course(tools, site, "sql-2")
    assert (second.level, second.category, second.visible) == ("Advanced", "Data", True)
    with tools.database.reading() as session:
        needed = courses.prerequisites(session, site.id)
        assert sites.get(session, site.id).synced_at is not None
        assert jobs.unfinished(session, site.id, TRAIN) is not None
    assert needed == {second.id: [course(tools, site, "sql-1").id]}


def test_a_second_import_of_the_same_files_writes_nothing(tools: Tools, import_: Import) -> None:
    import_()
    before = domain(tools)
    job = import_()
    assert domain(tools) == before
    assert job.counts["written"] == 0
    assert job.counts["people_same"] == 3
    assert sync.NOTHING_NEW in job.notices


def test_nothing_goes_because_a_file_does_not_list_it(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_()
    only = "id,title\npy-1,Python again\n"
    import_(courses=only, learners="id\ne2\n", completions="learner_id,course_id,completed_at\n")
    assert (count(tools, Course), count(tools, Person), count(tools, Completion)) == (3, 3, 2)
    with tools.database.reading() as session:
        gone = [session.scalars(select(table.gone_at)).all() for table in (Course, Person)]
        assert session.scalars(select(Enrolment.active)).all() == [True]
    assert {at for each in gone for at in each} == {None}
    assert course(tools, site, "py-1").title == "Python again"


def test_only_columns_that_the_file_has_are_written_over(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_()
    import_(
        courses="id,title,level\nsql-1,SQL,\nsql-2,SQL II,Expert\n",
        learners="id,target_role\ne1,\ne3,Director\n",
    )
    first, second = course(tools, site, "sql-1"), course(tools, site, "sql-2")
    assert (first.category, first.level, first.language) == ("Data", None, "en")
    assert (second.title, second.level) == ("SQL II", "Expert")
    assert taught(tools, site, "sql-2").keys() == {"SQL", "Statistics"}
    with tools.database.reading() as session:
        assert courses.prerequisites(session, site.id) == {second.id: [first.id]}
    ana, li = person(tools, site, "e1"), person(tools, site, "e3")
    assert (ana.name, ana.role, ana.target_role) == ("Ana Ruiz", "Analyst", None)
    assert (li.role, li.target_role) == ("Manager", "Director")


def test_a_skill_and_a_prerequisite_that_the_file_drops_are_dropped(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_()
    import_(courses="id,title,skills,prerequisites\nsql-2,SQL,Statistics:3,\n")
    assert taught(tools, site, "sql-2") == {"Statistics": (3.0, None, "file")}
    with tools.database.reading() as session:
        assert courses.prerequisites(session, site.id) == {}


@pytest.mark.usefixtures("moodle")
def test_rows_that_moodle_knows_are_not_doubled_and_keep_what_the_file_leaves_empty(
    tools: Tools, site: Site, import_: Import
) -> None:
    synced(tools, site)
    job = import_(
        courses="id,title,summary,visible,level,skills\nsql-1,SQL,,,Foundations,SQL:3\n",
        learners="id,email,role,target_role\ne1,,,Engineer\n",
        completions="learner_id,course_id,completed_at\nana,SQL,2025-02-03\n",
    )
    assert (count(tools, Course), count(tools, Person), count(tools, Completion)) == (1, 1, 1)
    assert (job.counts["courses_changed"], job.counts["people_changed"]) == (1, 1)
    sql = course(tools, site, "sql-1")
    assert (sql.title, sql.level) == ("SQL", "Foundations")
    assert (sql.summary, sql.visible, sql.tags) == ("From Moodle", False, ["database"])
    assert (sql.short_name, sql.url, sql.extra) == ("SQL", MOODLE_COURSE.url, {"audience": "all"})
    assert taught(tools, site, "sql-1") == {
        "SQL": (3.0, None, "file"),
        "Tables": (None, None, "source"),
    }
    ana = person(tools, site, "moodle_id:5")
    assert (ana.email, ana.role, ana.target_role) == ("ana@moodle.test", "Clerk", "Engineer")
    assert (ana.name, ana.active, ana.extra) == ("Ana R.", False, {"hired": "2020"})


def test_what_files_told_survives_the_next_sync_where_moodle_says_nothing(
    tools: Tools, site: Site, moodle: MemoryConnector, import_: Import
) -> None:
    synced(tools, site)
    import_(
        courses="id,title,mode,skills\nsql-1,SQL,workshop,SQL:3\n",
        learners="id,role,target_role\ne1,Analyst,Engineer\n",
    )
    synced(tools, site)
    sql, ana = course(tools, site, "sql-1"), person(tools, site, "e1")
    assert (sql.title, sql.mode) == ("SQL in Moodle", "workshop")
    assert taught(tools, site, "sql-1")["SQL"] == (3.0, None, "file")
    assert (ana.role, ana.target_role) == ("Clerk", "Engineer")
    moodle.all_learners = [replace(MOODLE_PERSON, email=None)]
    synced(tools, site)
    assert person(tools, site, "e1").email is None


@pytest.mark.usefixtures("moodle")
def test_rows_from_files_are_moodles_own_once_moodle_is_connected(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_()
    before = person(tools, site, "e1").id, course(tools, site, "sql-1").id
    job = synced(tools, site)
    assert (job.counts["courses_added"], job.counts["people_added"]) == (0, 0)
    assert (count(tools, Course), count(tools, Person)) == (3, 3)
    assert person(tools, site, "moodle_id:5").id == before[0]
    with tools.database.reading() as session:
        assert courses.by_kind(session, site.id, courses.MOODLE) == {"7": before[1]}


def test_an_account_made_anew_under_the_same_id_number_is_somebody_else(
    tools: Tools, site: Site, moodle: MemoryConnector
) -> None:
    synced(tools, site)
    moodle.all_learners = [MOODLE_PERSON, replace(MOODLE_PERSON, id="6", username="ana2")]
    job = synced(tools, site)
    assert job.counts["people_added"] == 1
    assert person(tools, site, "moodle_id:6").id != person(tools, site, "moodle_id:5").id


def test_a_launch_finds_the_person_whom_a_file_told_of(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_(learners="id,role\ne1,Analyst\n")
    launch = Launch("5", "1", "learner", id_number="e1")
    with tools.database.writing() as session:
        found = arrivals.person_of(session, b"key", site.id, launch)
    assert found.role == "Analyst"
    assert count(tools, Person) == 1


@pytest.mark.usefixtures("moodle")
def test_a_file_takes_no_id_away_and_brings_nobody_back(
    tools: Tools, site: Site, import_: Import
) -> None:
    synced(tools, site)
    own = person(tools, site, "moodle_id:5").id
    with tools.database.writing() as session:
        people.get(session, site.id, own).gone_at = now()
    import_(learners="id,username,email\ne1,other,e1@x.test\ne9,e1,ana@moodle.test\n")
    ana = person(tools, site, "moodle_id:5")
    assert ana.gone_at is not None
    with tools.database.reading() as session:
        ids = people.ids_of(session, site.id, own)
    assert (ids["username"], ids["email"]) == ("ana", "ana@moodle.test")
    assert person(tools, site, "username:e1").id == person(tools, site, "file:e9").id


def test_an_id_that_moved_in_moodle_is_followed(
    tools: Tools, site: Site, moodle: MemoryConnector, import_: Import
) -> None:
    synced(tools, site)
    import_()
    new = Learner("6", "Ana the second", username="ana2", id_number="e1")
    moodle.all_learners = [replace(MOODLE_PERSON, id_number="e1-old"), new]
    synced(tools, site)
    import_(learners="id,role\ne1,Director\n")
    assert person(tools, site, "moodle_id:6").role == "Director"
    assert person(tools, site, "moodle_id:5").role == "Clerk"


@pytest.mark.usefixtures("moodle")
@pytest.mark.parametrize("row", ["e1,x", "ana,x", "moodle_id:5,x", "hr-1,ana"])
def test_an_erased_person_does_not_come_back_from_a_file(
    tools: Tools, site: Site, import_: Import, vault: Vault, row: str
) -> None:
    synced(tools, site)
    with tools.database.writing() as session:
        own = people.find(session, site.id, "moodle_id:5").id
        privacy.erase(session, vault, site.id, own, "admin")
    job = import_(learners=f"id,username\n{row}\ne2,tom\n")
    assert job.counts["people_erased"] == 1
    assert count(tools, Person) == 1


def test_every_id_of_a_file_is_remembered_as_erased(
    tools: Tools, site: Site, import_: Import, vault: Vault
) -> None:
    import_(learners="id,username\nhr-1,ana\n")
    import_(learners="id,username\nhr-2,ana\n")
    with tools.database.writing() as session:
        own = people.find(session, site.id, "ana").id
        privacy.erase(session, vault, site.id, own, "admin")
    import_(learners="id\nhr-1\nhr-2\n")
    assert count(tools, Person) == 0


def test_weighted_features_reach_the_engine_and_survive_a_sync(
    tools: Tools, site: Site, moodle: MemoryConnector, import_: Import, tmp_path: Path
) -> None:
    synced(tools, site)
    csv_folder.write(tmp_path / "csv")
    (tmp_path / "csv" / "course_features.csv").write_text(
        "course_id,feature,weight\nsql-1,track,2\nSQL,hot,\nnone,x,1\n,y,1\n"
    )
    (tmp_path / "csv" / "learner_features.csv").write_text("learner_id,feature\ne1,shift\n")
    job = import_()
    assert (job.counts["course_features_changed"], job.counts["rejected"]) == (1, 1)
    assert "course_features.csv line 5: The column course_id is empty." in job.notices
    synced(tools, site)
    again = import_()
    assert again.counts["course_features_changed"] == again.counts["learner_features_changed"] == 0
    with tools.database.reading() as session:
        facts = {each.id: each for each in catalogue.facts(session, site.id)}
        ana = catalogue.learner(people.find(session, site.id, "e1"))
    assert facts[str(course(tools, site, "sql-1").id)].extra == {"track": 2.0}
    assert ana.extra == {"shift": 1.0}


def test_bad_rows_are_reported_with_their_line_and_the_rest_is_taken(
    tools: Tools, import_: Import
) -> None:
    job = import_(
        courses=f"id,title\nsql-1,SQL\nsql-2,{'x' * 501}\npy-1\n",
        completions=csv_folder.COMPLETIONS + "e1,gone,2025-01-01,\n",
    )
    assert (count(tools, Course), job.counts["rejected"]) == (1, 2)
    assert job.notices[:2] == [
        "courses.csv line 3: The column title is longer than 500 characters.",
        "courses.csv line 4: The row has 1 cells and the header 2.",
    ]
    assert job.counts["unmatched"] == 2


def test_files_that_cannot_be_read_to_their_end_change_nothing(
    tools: Tools, site: Site, import_: Import
) -> None:
    before = domain(tools)
    with pytest.raises(BadFile, match="completions.csv opens a quotation mark"):
        import_(completions='learner_id,course_id,completed_at\ne1,sql-1,"\n\n')
    assert domain(tools) == before
    with tools.database.reading() as session:
        last = jobs.latest(session, site.id, 1)[0]
        assert (last.status, sites.get(session, site.id).fields) == ("failed", {})


def test_an_import_that_was_lost_is_not_mixed_with_the_next_one(
    tools: Tools, site: Site, import_: Import, tmp_path: Path
) -> None:
    with tools.database.writing() as session:
        lost = jobs.enqueue(session, site.id, IMPORT, {"folder": str(tmp_path / "other")})
        lost.status, lost.worker = "running", "hand-9"
        lost.stage, lost.counts = sync.PARTICIPATION, {"courses_added": 99}
    job = import_()
    assert (job.id, job.counts["courses_added"], job.counts["people_added"]) == (lost.id, 3, 3)


@pytest.mark.usefixtures("moodle")
def test_files_do_not_make_moodles_data_look_new_but_ask_for_new_lists(
    tools: Tools, site: Site, import_: Import
) -> None:
    with tools.database.writing() as session:
        sites.get(session, site.id).token = "locked"
    synced(tools, site)
    long_ago = now() - timedelta(days=3)
    with tools.database.writing() as session:
        sites.get(session, site.id).synced_at = long_ago
    import_()
    with tools.database.reading() as session:
        assert sites.get(session, site.id).synced_at == long_ago
        waiting = {job.kind for job in jobs.all_open(session)}
    assert waiting & {TRAIN, SCORE}


@pytest.mark.postgres
def test_postgresql_takes_an_import_twice(
    settings: Settings, vault: Vault, postgres_url: str, tmp_path: Path
) -> None:
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        own = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
        session.add(own)
    tools = Tools(settings, database, vault, locks_of(settings, database), "t", _no_source)
    folder = csv_folder.write(tmp_path / "csv")
    done = [
        plans.run(tools, PLANS, own.id, IMPORT, {"folder": str(folder)}).counts["written"]
        for _ in range(2)
    ]
    database.close()
    assert done[0] > 0
    assert done[1] == 0


def _no_source(_site: Site) -> Any:
    raise AssertionError("an import opens its own source")
