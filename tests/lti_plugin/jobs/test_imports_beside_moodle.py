"""What an import and a sync of the same people and courses leave to each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.records import Course as CourseRecord
from connectors.records import Learner, SkillLink
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import catalogue, privacy
from lti_plugin.store import courses, jobs, people, sites
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import SCORE, TRAIN
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support import csv_folder
from tests.support.importing import (
    Import,
    count,
    course,
    importer,
    person,
    synced,
    taught,
)
from tests.support.sources import MemoryConnector
from tests.support.told import lines

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

pytestmark = pytest.mark.usefixtures("without_starter_pack")


@pytest.fixture
def moodle(source: MemoryConnector) -> MemoryConnector:
    """A Moodle with one course and one person, whom the folder knows too."""
    source.all_categories, source.all_participation = [], []
    source.all_courses, source.all_learners = [MOODLE_COURSE], [MOODLE_PERSON]
    return source


@pytest.fixture
def import_(tools: Tools, site: Site, tmp_path: Path) -> Import:
    """Imports a folder, written anew from what is given."""
    return importer(tools, site, tmp_path / "csv")


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
        ids = dict(people.every_id(session, site.id, own))
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
    assert "course_features.csv line 5: The column course_id is empty." in lines(job)
    synced(tools, site)
    again = import_()
    assert again.counts["course_features_changed"] == again.counts["learner_features_changed"] == 0
    with tools.database.reading() as session:
        facts = {each.id: each for each in catalogue.facts(session, site.id)}
        ana = catalogue.learner(people.find(session, site.id, "e1"))
    assert facts[str(course(tools, site, "sql-1").id)].extra == {"track": 2.0}
    assert ana.extra == {"shift": 1.0}


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
