"""The heat map of a class: levels against the course, and whose own ratings count."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from lti_plugin.services import class_skills, consents, evidence
from lti_plugin.services.class_skills import BEGINS, BELOW, REACHED, UNKNOWN, ClassSkills
from lti_plugin.services.evidence import Said
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.consents import TEACHERS
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT, SELF
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """SQL: Practitioner leads from 3 to 4; four people finished what comes before, one is new."""
    return small_site(database, site, 4)


def rate(database: Database, site: Site, who: UUID, level: float, source: str) -> None:
    with database.writing() as session:
        sql = skills.ids(session, site.id, ["SQL"])["SQL"]
        evidence.add(session, site.id, who, Said(sql, level, source), "a test")


def seen(database: Database, small: Small, course: str = "3") -> ClassSkills:
    with database.reading() as session:
        row = session.get_one(Course, small.courses[course])
        return class_skills.of_people(session, row, list(small.people.values()), now().date())


def test_each_person_stands_below_at_the_beginning_or_at_the_end(
    database: Database, site: Site, small: Small
) -> None:
    new, ana, ben = (small.people[each] for each in ("100", "101", "102"))
    rate(database, site, ana, 3.5, ASSESSMENT)
    rate(database, site, ben, 5.0, ASSESSMENT)
    rate(database, site, small.people["103"], 1.0, ASSESSMENT)
    found = seen(database, small)
    assert [(each.name, each.entry, each.outcome) for each in found.lessons] == [("SQL", 3, 4)]
    assert found.cells[new][0].state == UNKNOWN
    assert found.cells[new][0].level is None
    assert found.cells[ana][0].state == BEGINS
    assert found.cells[ben][0].state == REACHED
    count = found.counts[0]
    # The fourth finished SQL: Foundations, which leads just to where this course begins.
    assert (count.below, count.begins, count.reached, count.unknown) == (1, 2, 1, 1)
    assert count.assessed == 4
    assert [(lesson.name, each.below) for lesson, each in found.behind] == [("SQL", 1)]


def test_what_people_say_of_themselves_is_seen_only_where_they_agreed(
    database: Database, site: Site, small: Small
) -> None:
    new = small.people["100"]
    rate(database, site, new, 1.0, SELF)
    assert seen(database, small).cells[new][0].state == UNKNOWN
    with database.writing() as session:
        consents.give(session, site.id, new, TEACHERS)
    assert seen(database, small).cells[new][0].state == BELOW
    with database.writing() as session:
        consents.take_back(session, site.id, new, TEACHERS)
    assert seen(database, small).cells[new][0].state == UNKNOWN


def test_who_is_gone_is_not_counted(database: Database, site: Site, small: Small) -> None:
    with database.writing() as session:
        who = update(Person).where(Person.id == small.people["104"])
        session.execute(who.values(gone_at=now()))
    assert small.people["104"] not in seen(database, small).cells


def test_a_course_without_skills_has_no_heat_map(database: Database, small: Small) -> None:
    found = seen(database, small, "6")
    assert (list(found.lessons), found.cells, list(found.counts)) == ([], {}, [])
