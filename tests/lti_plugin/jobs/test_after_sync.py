"""When a sync or an import lets the grade columns be brought up to date."""

from __future__ import annotations

from pathlib import Path as Folder

import pytest
from sqlalchemy import delete, select, update

from connectors.records import Course as CourseRecord
from lti_plugin.jobs import imports, plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.jobs.worker import PLANS
from lti_plugin.store import jobs, people
from lti_plugin.store.jobs import GRADES, IMPORT, Job
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.sites import Site
from tests.support.placed import activity, column
from tests.support.sources import MemoryConnector

ONLY_SYNC = {"sync": sync.STAGES, IMPORT: imports.STAGES}


def run(tools: Tools, site: Site) -> Job:
    return plans.run(tools, ONLY_SYNC, site.id, "sync")


def place(tools: Tools, site: Site, *, graded: bool = True) -> None:
    """Let one person have a path, with or without a place in a grade column."""
    link = activity(tools.database, site, "1", column(1))
    with tools.database.writing() as session:
        person = people.by_kind(session, site.id, people.MOODLE)["3"]
        path = Path(site_id=site.id, person_id=person, role="Analyst", steps=[])
        session.add(path)
        session.flush()
        if graded:
            row = {"site_id": site.id, "path_id": path.id, "person_id": person}
            session.add(PathGrade(**row, resource_link_id=link.id))


def asked(tools: Tools) -> bool:
    """Say whether grades were asked for, and forget it."""
    with tools.database.writing() as session:
        found = session.scalar(select(Job.id).where(Job.kind == GRADES)) is not None
        session.execute(delete(Job).where(Job.kind == GRADES))
    return found


@pytest.fixture(autouse=True)
def _synced(tools: Tools, site: Site) -> None:
    """The site has been read once."""
    run(tools, site)


def test_the_worker_knows_the_job() -> None:
    assert [stage.name for stage in PLANS[GRADES]] == ["paths", "grades", "badges"]


def test_what_a_sync_writes_may_change_grades(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    place(tools, site)
    source.all_courses[0] = CourseRecord("0", "A better title", short_name="C0", category_id="1")
    run(tools, site)
    assert asked(tools)


def test_an_import_may_change_them_as_well(tools: Tools, site: Site, tmp_path: Folder) -> None:
    place(tools, site)
    for name, text in {
        "courses.csv": "id,title\nNEW,Something new\n",
        "learners.csv": "id\n",
        "completions.csv": "learner_id,course_id,completed_at\n",
    }.items():
        (tmp_path / name).write_text(text)
    job = plans.run(tools, ONLY_SYNC, site.id, IMPORT, {"folder": str(tmp_path)})
    assert job.counts["written"] == 1
    assert asked(tools)


def test_where_nothing_was_written_nothing_is_asked_for(tools: Tools, site: Site) -> None:
    place(tools, site)
    assert run(tools, site).counts["written"] == 0
    assert not asked(tools)


def test_what_was_not_taken_is_tried_again_even_so(tools: Tools, site: Site) -> None:
    place(tools, site)
    with tools.database.writing() as session:
        session.execute(update(PathGrade).values(problem="Moodle cannot be reached right now."))
    assert run(tools, site).counts["written"] == 0
    assert asked(tools)


def test_without_a_path_in_a_grade_column_nothing_is_asked_for(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    place(tools, site, graded=False)
    source.all_courses[0] = CourseRecord("0", "A better title", short_name="C0", category_id="1")
    assert run(tools, site).counts["written"] == 1
    assert not asked(tools)


def test_a_run_that_began_too_early_is_followed_by_another(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    place(tools, site)
    with tools.database.writing() as session:
        early = jobs.enqueue(session, site.id, GRADES)
        early.status, early.worker = jobs.RUNNING, "other-0"
    source.all_courses[0] = CourseRecord("0", "A better title", short_name="C0", category_id="1")
    run(tools, site)
    with tools.database.reading() as session:
        assert jobs.get(session, early.id).arguments[jobs.AGAIN]
