"""A shelf that many threads ask at once, and a catalogue that changes under it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from lti_plugin.services import catalogue, recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.engine.facts import CourseFacts
from tests.support.catalogue import small_site


def test_many_askers_at_once_make_one_ranker(
    database: Database, site: Site, settings: Settings
) -> None:
    small_site(database, site)
    shelf = Shelf(settings.models_dir)
    made = []

    def facts(*given: object) -> list[CourseFacts]:
        made.append(given)
        return real(*given)

    def ask(_: int) -> object:
        with database.reading() as session:
            return shelf.ranker(session, site.id)

    real = catalogue.facts
    with patch.object(catalogue, "facts", facts), ThreadPoolExecutor(8) as pool:
        rankers = set(pool.map(ask, range(16)))
    assert len(rankers) == len(made) == 1


def test_a_course_that_a_running_sync_takes_away_is_left_out(
    database: Database, site: Site, settings: Settings
) -> None:
    small = small_site(database, site)
    shelf = Shelf(settings.models_dir)
    with database.reading() as session:
        ranker = shelf.ranker(session, site.id)
    with database.writing() as session:
        for key in ("3", "5"):
            course = session.get(Course, small.courses[key])
            assert course is not None
            course.gone_at = now()
    with (
        patch.object(Shelf, "ranker", lambda *_, **_more: ranker),  # made before the sync
        database.reading() as session,
    ):
        found = recommendations.for_person(session, shelf, site.id, small.people["102"])
    assert [course.title for _, course in found.items] == ["Statistics: Foundations"]
