"""A course's cohorts as they are kept: read fast, of this course alone, made anew on wish."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import event, update

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import classes, cohort_calendar, cohorts
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.cohorts import Limits
from tests.support.catalogue import Small
from tests.support.cohorts import find, lacking, of_course


@pytest.fixture
def small(database: Database, site: Site, tmp_path: Path) -> Small:
    """Eight analysts are ready for SQL: Practitioner."""
    found = lacking(database, site, tmp_path, finishers=8)
    find(database, site)
    return found


def limited(database: Database, course: UUID, *limits: int, spread: bool = False) -> list[int]:
    """Wish for other sizes, and return those of the cohorts."""
    with database.writing() as session:
        row = session.get_one(Course, course)
        cohorts.limit(session, row, (limits[0], limits[1], spread), "a test")
    return [each.size for each in of_course(database, course).here]


def test_other_sizes_make_the_cohorts_anew_and_stay(
    database: Database, site: Site, small: Small
) -> None:
    course = small.courses["3"]
    assert [each.size for each in of_course(database, course).here] == [8]
    assert limited(database, course, 3, 4, spread=True) == [4, 4]
    find(database, site)
    found = of_course(database, course)
    assert [each.size for each in found.here] == [4, 4]
    assert found.limits == Limits(3, 4, spread=True)


def test_made_anew_within_the_usual_limits_they_are_the_same(
    database: Database, small: Small
) -> None:
    def told() -> list[tuple[object, ...]]:
        found = of_course(database, small.courses["2"])
        return [
            (each.course.title, each.size, each.cohort.level, each.cohort.gain, each.cohort.month)
            for each in (*found.here, *found.following)
        ]

    before = told()
    limited(database, small.courses["2"], 5, 12)
    assert told() == before
    assert len(before) == 1


@pytest.mark.parametrize("limits", [(2, 5), (6, 5), (3, 101)])
def test_sizes_that_cannot_be_are_refused(
    database: Database, small: Small, limits: tuple[int, int]
) -> None:
    with pytest.raises(BadInput, match="at least 3"):
        limited(database, small.courses["3"], *limits)


def test_another_courses_cohort_is_not_here(database: Database, small: Small) -> None:
    (card,) = of_course(database, small.courses["3"]).here
    (next_one,) = of_course(database, small.courses["2"]).following
    with database.reading() as session:
        other = session.get_one(Course, small.courses["4"])
        own = session.get_one(Course, small.courses["2"])
        for wrong in (card.cohort.id, next_one.cohort.id, uuid4()):
            with pytest.raises(NotFound):
                cohorts.one(session, other, wrong)
        assert cohorts.one(session, own, next_one.cohort.id).size == 8
        with pytest.raises(NotFound):
            cohorts.one(session, own, card.cohort.id)


def test_who_is_gone_since_then_does_not_count(database: Database, small: Small) -> None:
    gone = small.people["101"]
    with database.writing() as session:
        session.execute(update(Person).where(Person.id == gone).values(gone_at=now()))
    (card,) = of_course(database, small.courses["3"]).here
    with database.reading() as session:
        inside = cohorts.members(session, card.cohort.site_id, [card.cohort.id])
    assert card.size == len(inside[card.cohort.id]) == 7
    assert gone not in inside[card.cohort.id]


def test_the_dates_are_a_calendar_that_names_nobody(database: Database, small: Small) -> None:
    (card,) = of_course(database, small.courses["3"]).here
    text = cohort_calendar.of(card)
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == len(card.sessions) == 8
    assert isinstance(card.sessions[0][0], datetime)
    assert events[0]["summary"] == "SQL: Practitioner"
    assert b"Person" not in text


def test_a_page_reads_its_course_and_never_goes_through_all_there_is(
    database: Database, small: Small
) -> None:
    """A site has tens of thousands of members of cohorts and hundreds of thousands of finishers."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        asked.append((statement, given))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        course = session.get_one(Course, small.courses["3"])
        cohorts.of_course(session, course)
        classes.of_course(session, course)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        plans = [
            step[3]
            for statement, given in asked
            if statement.startswith("SELECT")
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    assert len(plans) > 8
    many = re.compile("SCAN (cohort_members|cohort_steps|cohorts|completions|enrolments)")
    assert [step for step in plans if many.match(step)] == []
