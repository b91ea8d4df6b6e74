"""What an import writes, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.errors import BadFile
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.lti.message import Launch
from lti_plugin.services import arrivals, privacy
from lti_plugin.settings import Settings
from lti_plugin.store import Base, courses, jobs, people, sites
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import IMPORT, TRAIN, Seen
from lti_plugin.store.notices import NOTHING_NEW, TEXTS
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support import csv_folder
from tests.support.importing import (
    PLANS,
    Import,
    count,
    course,
    domain,
    importer,
    person,
    taught,
)
from tests.support.told import lines


@pytest.fixture
def import_(tools: Tools, site: Site, tmp_path: Path) -> Import:
    """Imports a folder, written anew from what is given."""
    return importer(tools, site, tmp_path / "csv")


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
    assert TEXTS[NOTHING_NEW] in lines(job)


def test_an_id_that_is_also_the_user_name_of_another_row_stays_with_its_own(
    tools: Tools, import_: Import
) -> None:
    learners = "id,name,username\ne1,Ana,e2\ne2,Tom,e3\ne3,Li,li\n"
    import_(learners=learners)
    before = domain(tools)
    job = import_(learners=learners)
    assert domain(tools) == before
    assert job.counts["written"] == 0


def test_nothing_goes_because_a_file_does_not_list_it(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_()
    only = "id,title\npy-1,Python again\n"
    none = "learner_id,course_id,completed_at\n"
    job = import_(courses=only, learners="id\ne2\n", completions=none)
    assert not [name for name in job.counts if name.endswith(("_gone", "_to_confirm"))]
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


def test_a_launch_finds_the_person_whom_a_file_told_of(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_(learners="id,role\ne1,Analyst\n")
    launch = Launch("5", "1", "learner", id_number="e1")
    with tools.database.writing() as session:
        found = arrivals.person_of(session, b"key", site.id, launch)
    assert found.role == "Analyst"
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


def test_bad_rows_are_reported_with_their_line_and_the_rest_is_taken(
    tools: Tools, import_: Import
) -> None:
    job = import_(
        courses=f"id,title\nsql-1,SQL\nsql-2,{'x' * 501}\npy-1\n",
        completions=csv_folder.COMPLETIONS + "e1,gone,2025-01-01,\n",
    )
    assert (count(tools, Course), job.counts["rejected"]) == (1, 2)
    assert lines(job)[:2] == [
        "courses.csv line 3: The column title is longer than 500 characters.",
        "courses.csv line 4: The row has 1 cells and the header 2.",
    ]
    assert job.counts["unmatched"] == 2


def test_a_cell_that_cannot_be_used_costs_neither_its_row_nor_what_is_known(
    tools: Tools, site: Site, import_: Import
) -> None:
    import_(courses="id,title,cost,visible\nsql-1,SQL,5,yes\n")
    job = import_(
        courses="id,title,cost,visible\nsql-1,SQL basics,free,maybe\nsql-2,SQL,,maybe\n",
        completions="learner_id,course_id,completed_at,grade\ne1,sql-2,18/08/2023,A+\n",
    )
    first, second = course(tools, site, "sql-1"), course(tools, site, "sql-2")
    assert (first.title, first.cost, first.visible) == ("SQL basics", 5.0, True)
    assert (second.cost, second.visible) == (None, False)
    assert (count(tools, Completion), job.counts.get("rejected", 0)) == (3, 0)
    assert "completions.csv line 2: Not usable, so left out: completed_at, grade." in lines(job)


def test_each_notice_is_counted_once_where_there_are_many(import_: Import) -> None:
    job = import_(completions="learner_id,course_id,completed_at\n" + "e1,sql-1,soon\n" * 250)
    assert (len(job.notices), job.counts["more_notices"]) == (200, 50)


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
