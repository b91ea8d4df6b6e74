"""A site's trainings: which one ranks, what the newest found, and what to do without any."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_plugin.errors import NotFound
from lti_plugin.services import trainings
from lti_plugin.services.trainings import Trainings
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import FAILED, RUNNING, SCORE, TRAIN, Job
from lti_plugin.store.sites import LESS, Site
from tests.support.trained import FEATURES, train_with


def found(database: Database, site: Site) -> Trainings:
    with database.reading() as session:
        return trainings.of_site(session, site.id)


def put_job(database: Database, site: Site, kind: str, status: str, **values: object) -> None:
    with database.writing() as session:
        session.add(Job(site_id=site.id, kind=kind, status=status, **values))


def refusal(database: Database, site: Site) -> NotFound:
    with database.reading() as session, pytest.raises(NotFound) as caught:
        trainings.newest_compared(trainings.of_site(session, site.id))
    return caught.value


def test_a_new_site_has_nothing(database: Database, site: Site, elsewhere: Site) -> None:
    train_with(database, elsewhere)
    empty = found(database, site)
    assert (empty.current, empty.newest, empty.compared) == (None, None, None)
    assert (empty.popularity, empty.share, empty.job, empty.failed) == ("learned", 1.0, None, None)
    assert refusal(database, site).hint == "Run `fingerpost train`."


def test_one_that_was_not_promoted_is_told_but_does_not_rank(
    database: Database, site: Site
) -> None:
    first = train_with(database, site, created_at=now() - timedelta(days=1))
    second = train_with(database, site, promoted=False, note="It lost.")
    here = found(database, site)
    assert here.current is not None
    assert here.newest is not None
    assert (here.current.id, here.newest.id) == (first.id, second.id)
    assert here.compared is not None
    with database.reading() as session:
        run, compared = trainings.newest_compared(trainings.of_site(session, site.id))
    assert (run.id, compared) == (second.id, here.compared)


def test_without_enough_history_it_says_so(database: Database, site: Site) -> None:
    train_with(database, site, metrics={}, **FEATURES)
    refused = refusal(database, site)
    assert "3 of 200 completions" in refused.message
    assert "fingerpost import" in refused.hint


def test_a_training_that_compared_nothing_is_to_be_repeated(database: Database, site: Site) -> None:
    train_with(database, site, metrics={"weights": {}})
    assert refusal(database, site).message == "The last training compared no methods."


def test_what_runs_and_what_failed_is_told(database: Database, site: Site) -> None:
    put_job(database, site, TRAIN, FAILED, error="It took too long.")
    assert found(database, site).failed == "It took too long."
    put_job(database, site, SCORE, RUNNING)
    job = found(database, site).job
    assert job is not None
    assert job.kind == SCORE
    put_job(database, site, TRAIN, RUNNING)
    here = found(database, site)
    assert here.job is not None
    assert (here.job.kind, here.failed) == (TRAIN, None)


def test_the_sites_step_is_told_with_its_share(database: Database, site: Site) -> None:
    with database.writing() as session:
        session.get_one(Site, site.id).popularity = LESS
    here = found(database, site)
    assert (here.popularity, here.share) == (LESS, 0.5)
