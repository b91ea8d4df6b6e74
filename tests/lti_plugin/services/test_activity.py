"""Finished courses by month: in the site's own time, the present month last."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lti_plugin.services import activity
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site


def test_months_begin_when_they_do_at_the_site(database: Database, site: Site) -> None:
    small = small_site(database, site, finishers=0)
    row = {"site_id": site.id, "person_id": small.people["100"], "course_id": small.courses["2"]}
    times = (
        datetime(2026, 5, 31, 23, 30, tzinfo=UTC),  # in London it is June already
        datetime(2026, 6, 30, 22, 0, tzinfo=UTC),
        datetime(2025, 6, 1, tzinfo=UTC),  # thirteen months ago
        None,
    )
    with database.writing() as session:
        session.add_all(Completion(**row, completed_at=when) for when in times)
    with database.reading() as session:
        found = activity.of_site(session, site.id, datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert (found[0].first, found[-1].first) == (date(2025, 8, 1), date(2026, 7, 1))
    assert {each.first: each.finished for each in found if each.finished} == {date(2026, 6, 1): 2}


def test_nothing_finished_is_twelve_empty_months(database: Database, site: Site) -> None:
    with database.reading() as session:
        found = activity.of_site(session, site.id, datetime(2026, 1, 15, tzinfo=UTC))
    assert [each.finished for each in found] == [0] * 12
