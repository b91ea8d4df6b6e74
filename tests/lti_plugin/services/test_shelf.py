"""The shelf: a site's ranker is kept while catalogue and model stay the same, and no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import update

from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.dataset import build_dataset
from recommender.engine.model import Model
from recommender.engine.training import train
from recommender.ranker import Ranker
from tests.support import histories
from tests.support.catalogue import Small, small_site
from tests.support.trained import FEATURES, train_with


@pytest.fixture(scope="module")
def model() -> Model:
    """A model of the made-up site; which courses it knows does not matter here."""
    data = histories.completions(), histories.courses(), histories.learners()
    return train(build_dataset(*data), seed=1)


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The site of these tests."""
    return small_site(database, site)


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    """An empty shelf."""
    return Shelf(settings.models_dir)


@pytest.fixture
def models(settings: Settings, site: Site) -> Path:
    """The folder of the site's models."""
    return settings.models_dir / str(site.id)


def ranker(database: Database, shelf: Shelf, site: Site) -> Ranker:
    with database.reading() as session:
        return shelf.ranker(session, site.id)


@pytest.mark.usefixtures("small")
def test_nothing_is_read_again_while_nothing_changes(
    database: Database, shelf: Shelf, site: Site
) -> None:
    first = ranker(database, shelf, site)
    assert first.basis == "features"
    assert ranker(database, shelf, site) is first


@pytest.mark.usefixtures("small")
def test_a_new_model_is_taken_up_at_once(
    database: Database, shelf: Shelf, site: Site, models: Path, model: Model
) -> None:
    before = ranker(database, shelf, site)
    model_store.publish(models, model)
    first = ranker(database, shelf, site)
    assert first.basis == "history"
    assert first is not before
    model_store.publish(models, model)
    second = ranker(database, shelf, site)
    assert second is not first
    assert ranker(database, shelf, site) is second


def test_a_review_grows_old_without_anything_being_changed(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.writing() as session:
        course = session.get_one(Course, small.courses["3"])
        course.reviewed_at = now() - timedelta(days=365) + timedelta(hours=36)

    def old() -> set[str]:
        courses = ranker(database, shelf, site).catalogue.courses
        return {each.id for each in courses if each.stale}

    assert old() == set()
    with time_machine.travel(now() + timedelta(days=2)):
        assert old() == {str(small.courses["3"])}


def test_a_sync_or_an_excluded_course_is_noticed(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    first = ranker(database, shelf, site)
    with database.writing() as session:
        session.execute(update(Site).values(synced_at=now()))
    second = ranker(database, shelf, site)
    with database.writing() as session:
        excluded = update(Course).where(Course.id == small.courses["3"]).values(excluded=True)
        session.execute(excluded)
    third = ranker(database, shelf, site)
    assert len({id(each) for each in (first, second, third)}) == 3


@pytest.mark.usefixtures("small")
def test_without_a_readable_model_features_rank(
    database: Database, shelf: Shelf, site: Site, models: Path, model: Model
) -> None:
    version = model_store.publish(models, model)
    assert ranker(database, shelf, site).basis == "history"
    assert not shelf.is_unreadable(site.id)
    (models / version / "course_embeddings.npy").write_bytes(b"half")
    fresh = Shelf(models.parent)
    assert not fresh.is_unreadable(site.id)
    assert ranker(database, fresh, site).basis == "features"
    assert fresh.is_unreadable(site.id)


@pytest.mark.usefixtures("small")
def test_a_model_in_use_that_is_gone_is_missed_until_a_training_does_without(
    database: Database, shelf: Shelf, site: Site
) -> None:
    run = train_with(database, site)
    assert ranker(database, shelf, site).basis == "features"
    assert shelf.is_unreadable(site.id)
    later = run.created_at + timedelta(seconds=1)
    train_with(database, site, metrics={}, **FEATURES, created_at=later)
    with database.writing() as session:
        session.execute(update(Site).values(trained_at=later))
    ranker(database, shelf, site)
    assert not shelf.is_unreadable(site.id)


@pytest.mark.usefixtures("small")
def test_a_damaged_model_gives_way_to_the_one_before(
    database: Database, shelf: Shelf, site: Site, models: Path, model: Model
) -> None:
    model_store.publish(models, model)
    version = model_store.publish(models, model)
    (models / version / "course_embeddings.npy").write_bytes(b"half")
    assert ranker(database, shelf, site).basis == "history"


@pytest.mark.usefixtures("small")
def test_each_site_has_its_own(
    database: Database, shelf: Shelf, site: Site, models: Path, model: Model
) -> None:
    with database.writing() as session:
        other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
        session.add(other)
    model_store.publish(models, model)
    assert ranker(database, shelf, site).basis == "history"
    assert ranker(database, shelf, other).basis == "features"
