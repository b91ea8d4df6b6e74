"""Two processes that want the same job at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from connectors.records import Learner
from lti_plugin.jobs import plans
from lti_plugin.jobs.locks import locks_of, take_slot
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import privacy
from lti_plugin.store import Base, jobs, people
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import Job
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.meanwhile import Meanwhile

pytestmark = pytest.mark.postgres


@pytest.fixture
def there(tools: Tools, postgres_url: str) -> Iterator[Tools]:
    """What jobs are given, on PostgreSQL."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    settings = replace(tools.settings, database_url=postgres_url)
    locks = locks_of(settings, database)
    slot = take_slot(locks, "worker")
    yield replace(tools, settings=settings, database=database, locks=locks, worker=slot.name)
    slot.release()
    database.close()


@pytest.fixture
def site_id(there: Tools) -> UUID:
    """A site there."""
    with there.database.writing() as session:
        site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
        session.add(site)
        session.flush()
        return site.id


@pytest.fixture
def job_id(there: Tools, site_id: UUID) -> UUID:
    """A job of that site."""
    with there.database.writing() as session:
        return jobs.enqueue(session, site_id, "line").id


def test_of_two_processes_that_claim_a_job_one_gets_it(
    there: Tools, job_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = take_slot(there.locks, "hand")
    got: list[str | None] = []
    other = Meanwhile(
        there.database, lambda: got.append(plans.claim(replace(there, worker=slot.name), job_id))
    )
    claimed = plans._claimed

    def slowly(tools: Tools, job: Job) -> bool:
        if tools is there:
            other.begin()
        return claimed(tools, job)

    monkeypatch.setattr(plans, "_claimed", slowly)
    assert plans.claim(there, job_id) == "line"
    other.join()
    assert got == [None]
    slot.release()


def test_a_job_is_not_cancelled_in_the_middle_of_a_batch(
    there: Tools, site_id: UUID, job_id: UUID
) -> None:
    def cancel() -> None:
        with there.database.writing() as session:
            jobs.cancel(session, site_id, job_id)

    other = Meanwhile(there.database, cancel)
    with there.batch(job_id) as (session, job):
        other.begin()
        assert other.waits()
        jobs.end(job, "done")
    other.join()
    with there.database.reading() as session:
        assert jobs.get(session, job_id).status == "done"


def test_somebody_is_erased_before_a_batch_or_after_it(
    there: Tools, site_id: UUID, job_id: UUID
) -> None:
    def erase() -> None:
        with there.database.writing() as session:
            ada = people.find(session, site_id, "moodle_id:5")
            privacy.erase(session, there.vault, site_id, ada.id, "test")

    with there.database.writing() as session:
        people.upsert(session, site_id, [Learner("5", "Ada")], people.MOODLE)
    other = Meanwhile(there.database, erase)
    with there.batch(job_id) as (session, _job):
        other.begin()
        assert other.waits()
        people.upsert(session, site_id, [Learner("5", "Countess Ada")], people.MOODLE)
    other.join()
    with there.database.reading() as session:
        assert session.query(Person).count() == 0


def test_a_training_that_ends_just_then_is_followed_by_the_one_that_an_erasure_needs(
    there: Tools, site_id: UUID
) -> None:
    with there.database.writing() as session:
        first = jobs.enqueue(session, site_id, "train").id
    assert plans.claim(there, first) == "train"
    other = Meanwhile(there.database, lambda: plans.end(there, first))
    with there.database.writing() as session:
        jobs.enqueue(session, site_id, "train", afresh=True)
        other.begin()
    other.join()
    with there.database.reading() as session:
        (waiting,) = jobs.all_open(session)
    assert (waiting.id != first, waiting.kind, waiting.arguments) == (True, "train", {})
