"""How a class gets on: who finished, who is under way, who stalls."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from connectors.records import Enrolment as Record
from lti_plugin.errors import BadInput
from lti_plugin.services import class_progress
from lti_plugin.services.class_progress import FINISHED, NEW, RUNNING, STALLED, Pace
from lti_plugin.store import participation
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    return small_site(database, site)


def paces(database: Database, small: Small, weeks: int = 4) -> dict[UUID, Pace]:
    with database.reading() as session:
        course = session.get_one(Course, small.courses["4"])
        return class_progress.of_people(session, course, small.people.values(), weeks)


def enrol(database: Database, site: Site, small: Small, who: str, days_ago: int | None) -> None:
    begun = None if days_ago is None else now() - timedelta(days=days_ago)
    with database.writing() as session:
        pair = small.people[who], small.courses["4"]
        row = {"site_id": site.id, "person_id": pair[0], "course_id": pair[1]}
        session.add(Enrolment(**row, enrolled_at=begun, progress=10.0))


def test_who_was_enrolled_long_ago_and_has_not_moved_since_stalls(
    database: Database, site: Site, small: Small
) -> None:
    enrol(database, site, small, "102", 40)
    enrol(database, site, small, "103", 10)
    enrol(database, site, small, "104", None)
    found = {who: paces(database, small)[small.people[who]].state for who in small.people}
    assert (found["102"], found["103"], found["104"]) == (STALLED, RUNNING, RUNNING)
    assert found["100"] == NEW
    assert paces(database, small, 8)[small.people["102"]].state == RUNNING


def test_a_change_of_progress_is_a_move(database: Database, site: Site, small: Small) -> None:
    enrol(database, site, small, "102", 40)
    for progress in (10.0, 20.0):
        record = Record(learner_id="102", course_id="4", progress=progress)
        with database.writing() as session:
            pair = small.people["102"], small.courses["4"]
            participation.upsert_enrolments(session, site.id, [(pair, record)])
        moved = paces(database, small)[small.people["102"]].state == RUNNING
        assert moved is (progress > 10)


def test_who_finished_is_told_with_the_day(database: Database, small: Small) -> None:
    with database.reading() as session:
        course = session.get_one(Course, small.courses["2"])
        found = class_progress.of_people(session, course, small.people.values())
    states = [each.state for each in found.values()]
    assert (states.count(FINISHED), states.count(NEW)) == (6, 1)
    assert all(each.at is not None for each in found.values() if each.state == FINISHED)


@pytest.mark.parametrize("weeks", [0, 53])
def test_weeks_that_cannot_be_are_refused(database: Database, small: Small, weeks: int) -> None:
    with pytest.raises(BadInput):
        paces(database, small, weeks)
