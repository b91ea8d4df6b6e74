"""A sync that is broken off, cancelled or asked for twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.errors import Unreachable
from lti_plugin.errors import JobFailed
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Progress, Tools
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.sources import MemoryConnector, school

PLANS = {"sync": sync.STAGES}


@pytest.fixture
def source() -> MemoryConnector:
    """A source of many pages, between which something may happen."""
    return school(page_size=10)


def run(tools: Tools, site: Site, **arguments: Any) -> Job:
    return plans.run(tools, PLANS, site.id, "sync", arguments)


def rows(tools: Tools, table: type[Any], *where: Any) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def test_a_broken_off_pass_marks_nothing_gone(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    source.all_learners.pop()
    source.break_at = "learners 1"
    with pytest.raises(Unreachable):
        run(tools, site)
    assert rows(tools, Person, Person.gone_at.is_not(None)) == 0


def test_a_failed_sync_says_why_and_the_next_one_goes_on_there(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.break_at = "participation 5"
    with pytest.raises(Unreachable):
        run(tools, site)
    with tools.database.reading() as session:
        failed = jobs.latest(session, site.id)[0]
    assert failed.status == "failed"
    assert failed.error is not None
    assert failed.error.startswith("The connection to moodle.test broke.")
    source.pages.clear()
    job = run(tools, site)
    assert job.status == "done"
    assert source.pages[0] == "participation 5"
    assert not [page for page in source.pages if page.startswith("learners")]
    assert rows(tools, Enrolment) == 75
    assert rows(tools, Completion) == 50
    assert "enrolments_gone" not in job.counts
    assert (job.counts["people_added"], job.counts["enrolments_added"]) == (25, 75)


def test_a_broken_off_pass_over_shifting_pages_begins_again(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.steady, source.break_at = False, "participation 5"
    with pytest.raises(Unreachable):
        run(tools, site)
    source.starts.clear()
    job = run(tools, site)
    assert source.starts == [("participation", None)]
    assert (job.counts["enrolments_same"], job.counts["enrolments_added"]) == (30, 75)
    assert rows(tools, Enrolment) == 75
    assert rows(tools, Completion) == 50


def test_a_full_sync_starts_from_the_beginning(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.break_at = "participation 5"
    with pytest.raises(Unreachable):
        run(tools, site)
    source.starts.clear()
    run(tools, site, full=True)
    assert source.starts == [("learners", None), ("participation", None)]


def test_a_sync_broken_off_long_ago_is_not_continued(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.break_at = "participation 5"
    with pytest.raises(Unreachable):
        run(tools, site)
    with tools.database.writing() as session:
        jobs.latest(session, site.id)[0].finished_at = now() - timedelta(days=2)
    source.starts.clear()
    run(tools, site)
    assert source.starts == [("learners", None), ("participation", None)]


def test_a_cancelled_sync_stops_at_its_next_batch(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    def cancel(progress: Progress) -> None:
        if progress.stage == "people" and progress.done == 10:
            with tools.database.writing() as session:
                job = jobs.unfinished(session, site.id, "sync")
                assert job is not None
                jobs.cancel(session, site.id, job.id)

    with pytest.raises(JobFailed, match="cancelled"):
        run(replace(tools, show=cancel), site)
    assert rows(tools, Person) == 10
    with tools.database.reading() as session:
        assert jobs.latest(session, site.id)[0].status == "cancelled"


def test_two_syncs_of_one_site_do_not_run_at_once(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    errors: list[str] = []
    other = replace(tools, worker="other-0")

    def try_again(progress: Progress) -> None:
        if progress.stage == "people" and not errors:
            with pytest.raises(JobFailed) as caught:
                run(other, site)
            errors.append(str(caught.value))

    lock = tools.locks.take("test-0")
    assert lock is not None
    run(replace(tools, show=try_again), site)
    lock.release()
    assert errors == ["Another process runs the sync job of this site."]
