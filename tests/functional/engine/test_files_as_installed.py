"""`bench-data` against an installation: the same files come to the same training and lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lti_plugin.services import site_settings
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.engine.dataset import Dataset
from recommender.engine.features import FeatureTable
from recommender.engine.interactions import MIN_LEARNERS
from tests.support import odd_folder, two_ways
from tests.support.tables import ON_BOTH
from tests.support.two_ways import Way


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return odd_folder.write(tmp_path_factory.mktemp("odd") / "files")


@pytest.fixture(scope="module")
def by_files(folder: Path) -> Way:
    return two_ways.by_files(folder, folder.parent / "recs.csv")


@pytest.fixture
def site(database: Database, site: Site) -> Site:
    """A site that does what no files can ask for as bench-data does it.

    It reads times without a zone as UTC, and its lists are not varied (see docs/adr/0014).
    """
    with database.writing() as session:
        found = session.merge(site)
        found.timezone = "UTC"
        found.fields = {site_settings.SETTINGS_OF_SITE: {"variety": 0}}
    return found


@ON_BOTH
def test_files_come_to_the_same_lists_with_and_without_a_database(
    settings: Settings, database: Database, site: Site, folder: Path, by_files: Way
) -> None:
    installed = two_ways.installed(settings, database, site, folder)
    (one,), (other,) = by_files.trained, installed.trained
    assert_same_training(one, other)
    assert_same_courses(by_files, installed)
    assert_same_people(by_files, installed)
    assert_same_lists(by_files, installed)
    some = ("p0", odd_folder.OF_TWO, odd_folder.UNDATED[0], odd_folder.NEW)
    for id, found in two_ways.one_by_one(settings, database, site, some).items():
        assert found == [course for course, _ in by_files.lists[id]], id


@ON_BOTH
def test_too_few_files_for_a_training_come_to_the_same_lists_too(
    settings: Settings, database: Database, site: Site, tmp_path: Path
) -> None:
    folder = odd_folder.write(tmp_path / "files", MIN_LEARNERS - 2)
    by_files = two_ways.by_files(folder, tmp_path / "recs.csv")
    installed = two_ways.installed(settings, database, site, folder)
    assert not by_files.trained
    assert_same_courses(by_files, installed)
    assert_same_people(by_files, installed)
    assert_same_lists(by_files, installed)


def assert_same_training(one: Dataset, other: Dataset) -> None:
    past, its = one.interactions, other.interactions
    assert past.courses.ids == its.courses.ids
    assert past.learners.ids == its.learners.ids
    np.testing.assert_array_equal(past.learner_rows, its.learner_rows)
    np.testing.assert_array_equal(past.course_rows, its.course_rows)
    np.testing.assert_array_equal(past.times, its.times)
    assert_same_features(one.course_features, other.course_features)
    assert_same_features(one.learner_features, other.learner_features)
    assert one.vocabulary.tokens.ids == other.vocabulary.tokens.ids
    np.testing.assert_array_equal(one.vocabulary.weights, other.vocabulary.weights)
    np.testing.assert_array_equal(one.content.toarray(), other.content.toarray())


def assert_same_features(one: FeatureTable, other: FeatureTable) -> None:
    assert one.names.ids == other.names.ids
    np.testing.assert_array_equal(one.matrix.toarray(), other.matrix.toarray())


def assert_same_courses(one: Way, other: Way) -> None:
    """How old a review is only counts where a gap is to be closed."""
    assert list(one.courses) == list(other.courses)
    for id, course in one.courses.items():
        assert course == replace(other.courses[id], stale=False), id


def assert_same_people(one: Way, other: Way) -> None:
    """Only an installation asks at a time: files tell of no course when it is over."""
    assert one.people.keys() == other.people.keys()
    for id, person in one.people.items():
        assert person == replace(other.people[id], at=None), id


def assert_same_lists(one: Way, other: Way) -> None:
    assert one.lists.keys() == other.lists.keys()
    for id, found in one.lists.items():
        its = other.lists[id]
        assert [course for course, _ in found] == [course for course, _ in its], id
        scores = [score for _, score in its]
        assert [score for _, score in found] == pytest.approx(scores, abs=1e-5), id
