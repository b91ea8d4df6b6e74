"""The catalogue as sources tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

from connectors.records import Course
from lti_plugin.store import courses
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


def test_courses_that_come_at_once_stay_in_their_order(database: Database, site: Site) -> None:
    told = [Course(f"c{n}", f"Title {9 - n}") for n in range(9)]
    with (
        time_machine.travel(datetime(2025, 6, 4, tzinfo=UTC), tick=False),
        database.writing() as session,
    ):
        courses.upsert(session, site.id, told, courses.FILE)
    with database.reading() as session:
        found = courses.as_they_came(session, site.id)
    assert [each.title for each in found] == [each.title for each in told]
