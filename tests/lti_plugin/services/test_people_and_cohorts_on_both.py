"""Cohorts, what is made of them, and what admins send: on PostgreSQL as on SQLite."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from connectors.moodle.writing import Member
from lti_plugin.services import (
    catalogue_import,
    catalogue_requests,
    changes,
    class_progress,
    classes,
    cohorts,
    consents,
    corrections,
    course_feedback,
    inbox_list,
    making,
    people_list,
    staff_requests,
    tokens,
)
from lti_plugin.services.people_list import Wanted
from lti_plugin.store import catalogue_files, made, participation, people, people_files
from lti_plugin.store.base import now
from lti_plugin.store.consents import AUDIT
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small
from tests.support.cohorts import find, lacking
from tests.support.tables import ON_BOTH

pytestmark = ON_BOTH
FILE = b"id,name,role\nE1,Grace,Analyst\nE2,Ada,Lead\n,Nobody,\n"


@pytest.fixture
def small(database: Database, site: Site, tmp_path: Path) -> Small:
    """Eight analysts are ready for SQL: Practitioner."""
    found = lacking(database, site, tmp_path, finishers=8)
    find(database, site)
    return found


def test_cohorts_are_kept_read_and_made_anew(database: Database, site: Site, small: Small) -> None:
    find(database, site)  # a second time, over what is there
    course, gone = small.courses["3"], small.people["101"]
    with database.writing() as session:
        row = session.get_one(Course, course)
        assert [each.size for each in cohorts.of_course(session, row).here] == [8]
        cohorts.limit(session, row, (3, 4, True), "a test")
        session.get_one(people.Person, gone).gone_at = now()
    with database.reading() as session:
        found = cohorts.of_course(session, session.get_one(Course, course))
        inside = cohorts.members(session, site.id, [each.cohort.id for each in found.here])
    assert sorted(each.size for each in found.here) == [3, 4]
    assert sorted(map(len, inside.values())) == [3, 4]
    assert found.limits.spread


def test_a_group_is_planned_asked_for_and_handed_on(
    database: Database, site: Site, small: Small
) -> None:
    teacher, course = small.people["102"], small.courses["3"]
    inside = {"103": Member("Person 3", {}, frozenset())}
    with database.writing() as session:
        card = cohorts.of_course(session, session.get_one(Course, course)).here[0]
        wished = making.wish(session, card, str(teacher), teacher)
        row = making.plan(session, site.id, wished, inside, None)
        making.ask(session, site.id, row.id, str(teacher))
        again = making.plan(session, site.id, wished, inside, None)
        assert again.id == row.id
        assert made.next_asked(session, site.id) is row
        expected = [each.expected for each, _ in made.members(session, site.id, row.id)]
        assert (expected.count(made.JOINS), expected.count(made.ENROLS)) == (1, 7)
        asked = making.hand_on(session, site.id, teacher, wished, "Please")
        page = inbox_list.page(session, site.id)
        assert [each.id for each in page.requests] == [asked.id]
        assert page.names[course] == "SQL: Practitioner"


def test_a_class_counts_learners_and_consents_are_kept(
    database: Database, site: Site, small: Small
) -> None:
    course, teacher = small.courses["2"], small.people["101"]
    with database.writing() as session:
        participation.mark_teachers(session, site.id, course, [teacher], teaches=True)
        consents.give(session, site.id, teacher, AUDIT)
        consents.give(session, site.id, teacher, AUDIT)
        row = session.get_one(Course, course)
        course_feedback.give(session, row, teacher, defect="other", skill="", text="Old")
    with database.reading() as session:
        row = session.get_one(Course, course)
        found = classes.of_course(session, row)
        paces = class_progress.of_people(session, row, class_progress.members_of(session, row))
    assert (found.learners, found.finished, found.ever, len(paces)) == (7, 7, 8, 7)


def test_people_are_filtered_corrected_and_logged(
    database: Database, site: Site, small: Small
) -> None:
    person, admin = small.people["102"], str(small.people["103"])
    with database.writing() as session:
        given = {"role": "Lead", "hired_on": "2020-02-29", "active": "no"}
        corrections.correct(session, site.id, person, given, admin)
        row, secret = tokens.make(session, site.id, "Warehouse", ["read:people"], 30, admin)
        tokens.revoke(session, site.id, row.id, admin)
        assert tokens.holder(session, secret, now()) is None

    def ids(wanted: Wanted) -> set[UUID]:
        return {each.id for each in people_list.everybody(session, site.id, wanted)}

    with database.reading() as session:
        assert ids(Wanted("PERSON 2")) == ids(Wanted(role="Lead")) == {person}
        assert person not in ids(Wanted(state=people_list.HERE))
        page = people_list.page(session, site.id, Wanted(), 1)
        log = changes.page(session, site.id, changes.Wanted(person=person)).changes
        days = changes.Wanted(who="person 3", since=now().date() - timedelta(days=1))
        by_admin = changes.page(session, site.id, days).changes
    assert page.total == 9
    assert [each.action for each in log] == ["person corrected"]
    assert {each.action for each in by_admin} == {
        "person corrected",
        tokens.MADE,
        tokens.REVOKED,
    }


def test_a_file_of_people_is_looked_at(database: Database, site: Site, small: Small) -> None:
    file: tuple[str, Any] = ("hr.csv", io.BytesIO(FILE))
    with database.writing() as session:
        staff_requests.send(session, b"k" * 32, site.id, file, "a test")
    with database.writing() as session:
        (row,) = people_files.of_site(session, site.id)
        assert (row.found["new"], row.found["bad"]) == (2, 1)
        staff_requests.take(session, site.id, row.id, "a test")
        staff_requests.drop(session, site.id)
        assert people_files.of_site(session, site.id) == []


def test_a_look_at_a_file_of_the_catalogue_leaves_nothing_behind(
    database: Database, site: Site
) -> None:
    for what, text in (
        ("courses", b"id,title,skills,prerequisites\nC1,SQL,SQL:3,C2\nC2,R,,\n,Nothing,,\n"),
        ("skills", b"name,alternatives\nSQL,Queries\nR,\n,\n"),
    ):
        file: tuple[str, Any] = ("file.csv", io.BytesIO(text))
        with database.writing() as session:
            catalogue_requests.send(session, site.id, what, file, "a test")
        with database.writing() as session:
            row = catalogue_files.last(session, site.id, what)
            assert row is not None
            assert [row.found[name] for name in catalogue_import.COUNTED] == [2, 0, 0, 1]
            assert session.scalars(select(Course)).all() == []
            reading = catalogue_import.taker(row, "UTC", "a test")
            outcome = catalogue_import.write(session, reading, list(reading.rows()))
            assert len(outcome.rows) == 2
            assert sum(reading.put_rest(session, some) for some in reading.rest()) <= 1
            session.rollback()
