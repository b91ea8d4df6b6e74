"""A class in counts, and what comes next for its finishers."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, update

from lti_plugin.services import class_progress, classes
from lti_plugin.store import participation
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site


def _score(database: Database, site: Site, small: Small, people: list[UUID], course: str) -> None:
    with database.writing() as session:
        run = ModelRun(site_id=site.id, basis="history", metrics={}, promoted=True)
        session.add(run)
        session.flush()
        session.add_all(
            Scored(
                site_id=site.id,
                person_id=person,
                course_id=small.courses[course],
                model_run_id=run.id,
                rank=1,
                score=1.0,
            )
            for person in people
        )


@pytest.mark.parametrize(("finishers", "shown"), [(4, []), (5, [("SQL: Practitioner", 5)])])
def test_a_next_course_is_shown_only_for_five_people_or_more(
    database: Database, site: Site, finishers: int, shown: list[tuple[str, int]]
) -> None:
    small = small_site(database, site, finishers)
    _score(database, site, small, list(small.people.values()), "3")
    with database.reading() as session:
        found = classes.of_course(session, session.get_one(Course, small.courses["2"]))
    assert [(course.title, count) for course, count in found.next_courses] == shown


def test_the_class_is_counted(database: Database, site: Site) -> None:
    small = small_site(database, site)
    with database.reading() as session:
        found = classes.of_course(session, session.get_one(Course, small.courses["4"]))
    assert (found.learners, found.finished, found.ever) == (1, 0, 0)
    assert found.skills == ["Statistics"]


def test_the_class_is_who_learns_there_as_moodles_own_list_has_it(
    database: Database, site: Site
) -> None:
    small = small_site(database, site)
    course, people = small.courses["4"], small.people
    with database.writing() as session:
        session.execute(delete(Enrolment).where(Enrolment.course_id == course))
        for person in people.values():
            row = {"site_id": site.id, "person_id": person, "course_id": course}
            session.add(Enrolment(**row))
            session.add(Completion(**row, completed_at=now()))

    def told() -> tuple[int, int, int, int]:
        """Return learners and finishers on the page of the course, all finishers, the class."""
        with database.reading() as session:
            row = session.get_one(Course, course)
            found = classes.of_course(session, row)
            members = class_progress.members_of(session, row)
            return found.learners, found.finished, found.ever, len(members)

    everybody = len(people)
    assert told() == (everybody, everybody, everybody, everybody)
    teacher, suspended, gone, dropped, *_ = people.values()
    with database.writing() as session:
        participation.mark_teachers(session, site.id, course, [teacher], teaches=True)
        session.get_one(Person, suspended).active = False
        session.get_one(Person, gone).gone_at = now()
        mine = (Enrolment.course_id == course, Enrolment.person_id == dropped)
        session.execute(update(Enrolment).where(*mine).values(active=False))
    assert told() == (everybody - 4, everybody - 4, everybody, everybody - 4)
    with database.writing() as session:
        participation.mark_teachers(session, site.id, course, [teacher], teaches=False)
    assert told()[0] == everybody - 3
