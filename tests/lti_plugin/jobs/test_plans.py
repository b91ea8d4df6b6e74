"""How a job that is run here and now begins and ends, and what is tidied up after it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from connectors.records import Course as CourseRecord
from connectors.records import Learner
from lti_plugin.errors import BadInput, JobFailed
from lti_plugin.jobs import plans
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import courses, jobs, people
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.recommendations import Shown
from lti_plugin.store.sites import Site


def ending_in(error: BaseException | None) -> dict[str, Sequence[Stage]]:
    """Return the plan of a job whose only stage ends so."""

    def stage(_tools: Tools, _job_id: UUID, _cursor: str | None) -> None:
        if error is not None:
            raise error

    return {"line": (Stage("line", stage),)}


def newest(tools: Tools, site: Site) -> Job:
    with tools.database.reading() as session:
        return jobs.latest(session, site.id, 1)[0]


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (BadInput("No token.", hint="Set one."), "failed", "No token. Set one."),
        (ValueError("of somebody"), "failed", "It ended unexpectedly (ValueError)."),
        (SystemExit(3), "failed", "It ended unexpectedly (SystemExit)."),
        (KeyboardInterrupt(), "cancelled", None),
    ],
)
def test_only_who_stops_a_job_cancels_it(
    tools: Tools, site: Site, error: BaseException, status: str, line: str | None
) -> None:
    with pytest.raises(type(error)):
        plans.run(tools, ending_in(error), site.id, "line")
    job = newest(tools, site)
    assert (job.status, job.error) == (status, line)


def test_a_cancelled_job_stays_cancelled(tools: Tools, site: Site) -> None:
    def stage(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
        with tools.database.writing() as session:
            jobs.cancel(session, site.id, job_id)
        with tools.batch(job_id):
            raise AssertionError("a cancelled job went on")

    with pytest.raises(JobFailed, match="cancelled"):
        plans.run(tools, {"line": (Stage("line", stage),)}, site.id, "line")
    job = newest(tools, site)
    assert (job.status, job.error) == ("cancelled", None)


def test_the_newest_jobs_of_a_site_are_kept_and_those_that_wait(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "KEPT", 3)
    other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
    with tools.database.writing() as session:
        waiting = jobs.enqueue(session, site.id, "waiting").id
        session.add(other)
    plans.run(tools, ending_in(None), other.id, "line")
    made = [plans.run(tools, ending_in(None), site.id, "line").id for _ in range(5)]
    with tools.database.reading() as session:
        kept = set(session.scalars(select(Job.id).where(Job.site_id == site.id)))
        assert session.query(Job).where(Job.site_id == other.id).count() == 1
    assert kept == {waiting, *made[2:]}


def test_what_was_shown_long_ago_is_forgotten(tools: Tools, site: Site) -> None:
    with tools.database.writing() as session:
        (person,) = people.upsert(session, site.id, [Learner("1")], people.MOODLE).ids
        (course,) = courses.upsert(session, site.id, [CourseRecord("1", "One")], courses.MOODLE).ids
        for days in (399, 401):
            row = Shown(site_id=site.id, person_id=person, course_id=course, rank=1, score=1.0)
            row.basis, row.reasons, row.shown_at = "history", [], now() - timedelta(days=days)
            session.add(row)
    plans.run(tools, ending_in(None), site.id, "line")
    with tools.database.reading() as session:
        (left,) = session.scalars(select(Shown.shown_at))
    assert now() - left < timedelta(days=400)


def test_nothing_is_noted_any_more_once_the_process_leaves(tools: Tools, site: Site) -> None:
    with tools.database.writing() as session:
        job_id = jobs.enqueue(session, site.id, "line").id
    assert plans.claim(tools, job_id) == "line"
    tools.leaving.set()
    failing = threading.Thread(
        target=plans.end, args=(tools, job_id, "failed", "broken off"), daemon=True
    )
    failing.start()
    failing.join(0.2)
    assert failing.is_alive()
    assert newest(tools, site).status == "running"
