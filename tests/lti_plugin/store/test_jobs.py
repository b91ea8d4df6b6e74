"""Asking for jobs, stopping them and keeping what they say."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.notices import GOES_ON, UNMATCHED, Notice
from lti_plugin.store.sites import Site


@pytest.fixture
def session(database: Database, site: Site) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def test_a_site_has_one_open_job_of_a_kind(session: Session, site: Site) -> None:
    first = jobs.enqueue(session, site.id, "sync")
    again = jobs.enqueue(session, site.id, "sync", {"confirm_gone": True})
    assert again is first
    assert first.arguments == {"confirm_gone": True}
    assert jobs.enqueue(session, site.id, "train") is not first
    jobs.end(first, "done")
    assert jobs.enqueue(session, site.id, "sync") is not first


def test_a_scheduled_time_makes_one_job_even_after_it_ended(session: Session, site: Site) -> None:
    key = uuid4()
    job = jobs.enqueue(session, site.id, "sync", key=key)
    jobs.end(job, "done")
    assert jobs.enqueue(session, site.id, "sync", {"full": True}, key=key) is job
    assert (job.id, job.status, job.arguments) == (key, "done", {})


def test_a_job_can_be_cancelled_once_and_only_by_its_site(session: Session, site: Site) -> None:
    job = jobs.enqueue(session, site.id, "sync")
    with pytest.raises(NotFound):
        jobs.cancel(session, uuid4(), job.id)
    jobs.cancel(session, site.id, job.id)
    ended = job.finished_at
    jobs.end(job, "done")
    jobs.cancel(session, site.id, job.id)
    assert (job.status, job.finished_at) == ("cancelled", ended)
    with pytest.raises(NotFound):
        jobs.get(session, UUID(int=7))


def test_notices_are_kept_once_and_the_rest_as_a_number(session: Session, site: Site) -> None:
    job = jobs.enqueue(session, site.id, "sync")
    jobs.note(job, [Notice(GOES_ON), Notice(GOES_ON)])
    rows = range(jobs.NOTICES_KEPT + 4)
    jobs.note(job, [Notice(UNMATCHED, {"number": number}) for number in rows])
    assert [each["code"] for each in job.notices[:3]] == [GOES_ON, UNMATCHED, UNMATCHED]
    assert len(job.notices) == jobs.NOTICES_KEPT
    assert job.counts == {"more_notices": 5}


def test_what_a_pass_met_is_remembered_once(session: Session, site: Site) -> None:
    job = jobs.enqueue(session, site.id, "sync")
    row = uuid4()
    jobs.remember(session, job, "people", [row, row])
    jobs.remember(session, job, "people", [row])
    jobs.remember(session, job, "courses", [row])
    assert session.query(jobs.Seen).count() == 2
    jobs.forget(session, job, "people")
    assert session.query(jobs.Seen).one().kind == "courses"
