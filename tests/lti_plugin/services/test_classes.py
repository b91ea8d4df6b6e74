"""A class in counts, and what comes next for its finishers."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.services import classes
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun, Scored
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
    assert (found.enrolled, found.finished, found.skills) == (1, 0, ["Statistics"])
