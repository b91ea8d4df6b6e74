"""A site's state at a glance."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from lti_plugin.errors import NotFound
from lti_plugin.services import overview
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site


def counts(database: Database, site_id: UUID) -> tuple[int, int, int, int]:
    with database.reading() as session:
        found = overview.of_site(session, site_id)
    return found.courses, found.people, found.enrolments, found.completions


def test_what_is_there_is_counted_and_what_is_gone_is_not(database: Database, site: Site) -> None:
    small = small_site(database, site)
    assert counts(database, site.id) == (5, 7, 7, 6)
    with database.writing() as session:
        session.execute(update(Course).where(Course.id == small.courses["5"]).values(gone_at=now()))
        session.execute(
            update(Person).where(Person.id == small.people["100"]).values(gone_at=now())
        )
        session.execute(
            update(Enrolment).where(Enrolment.course_id == small.courses["4"]).values(active=False)
        )
    assert counts(database, site.id) == (4, 6, 6, 6)


def test_nothing_of_another_site_is_counted(database: Database, site: Site) -> None:
    with database.writing() as session:
        other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
        session.add(other)
    small_site(database, site)
    assert counts(database, other.id) == (0, 0, 0, 0)


def test_the_training_that_serves_is_shown_and_not_a_newer_one_that_does_not(
    database: Database, site: Site
) -> None:
    with database.writing() as session:
        for days, promoted in ((3, True), (2, True), (1, False)):
            row = ModelRun(site_id=site.id, basis="history", metrics={}, promoted=promoted)
            row.people, row.created_at = days, now() - timedelta(days=days)
            session.add(row)
    with database.reading() as session:
        model = overview.of_site(session, site.id).model
    assert model is not None
    assert model.people == 2


def test_a_site_is_busy_while_a_job_waits_or_runs(database: Database, site: Site) -> None:
    with database.writing() as session:
        job_id = jobs.enqueue(session, site.id, "sync").id
    for status, busy in (("queued", True), ("running", True), ("done", False), ("failed", False)):
        with database.writing() as session:
            jobs.get(session, job_id).status = status
            assert overview.of_site(session, site.id).busy is busy


def test_the_newest_ten_jobs_are_shown(database: Database, site: Site) -> None:
    with database.writing() as session:
        for number in range(12):
            job = jobs.enqueue(session, site.id, "sync", {"number": number})
            job.status, job.created_at = "done", now() + timedelta(minutes=number)
    with database.reading() as session:
        shown = overview.of_site(session, site.id).jobs
    assert [job.arguments["number"] for job in shown] == list(range(11, 1, -1))


def test_an_unknown_site_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound):
        overview.of_site(session, uuid4())
