"""A path that was planned: started as it is, planned anew, and what opening it leaves to do."""

from __future__ import annotations

import pytest

from lti_plugin.services import paths
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.paths import Path
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site
from tests.support.here import ROLE, Here
from tests.support.placed import activity, column, enrolled, finished


@pytest.fixture
def here(database: Database, settings: Settings, site: Site) -> Here:
    """A person who has finished course 2; courses 3, 4 and 5 are open to them."""
    return Here(database, Shelf(settings.models_dir), site, small_site(database, site))


def test_a_planned_path_has_the_steps_that_were_planned(here: Here) -> None:
    steps = [str(here.small.courses[each]) for each in ("5", "3")]
    with here.database.writing() as session:
        place = (session, here.shelf, here.site.id, here.person, ROLE)
        path = paths.start(*place, planned=steps)
        assert path is not None
        assert path.steps == steps
        assert paths.start(*place, planned=[]) is path
        assert paths.start(*place[:-1], "Manager", planned=[]) is None


def test_planned_anew_what_is_done_or_under_way_stays_and_comes_first(here: Here) -> None:
    path, courses = here.start(), here.small.courses
    finished(here.database, here.site, here.person, courses["3"])
    enrolled(here.database, here.site, here.person, courses["4"])
    kept = [each for each in path.steps if each != str(courses["5"])]
    with here.database.writing() as session:
        row = session.get_one(Path, path.id)
        paths.plan_anew(session, row, [str(courses["2"]), str(courses["4"])])
        assert row.steps == [*kept, str(courses["2"])]


def test_opening_a_path_is_written_down_only_where_something_is_new(here: Here) -> None:
    def due(link: ResourceLink | None) -> bool:
        with here.database.reading() as session:
            found = session.get_one(Path, path.id)
            return paths.is_due(session, found, paths.state(session, found), link)

    path = here.start()
    assert not due(None)
    assert not due(activity(here.database, here.site, "1"))
    column_link = activity(here.database, here.site, "2", column(2))
    assert due(column_link)
    here.start(column_link)
    assert not due(column_link)
    every = [here.small.courses[each] for each in ("3", "4", "5")]
    finished(here.database, here.site, here.person, *every)
    assert due(None)
    here.start()
    assert not due(None)
