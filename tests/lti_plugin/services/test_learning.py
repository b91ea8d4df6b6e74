"""Many people as the recommender asks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from connectors.records import Completion as Told
from connectors.records import Course as CourseRecord
from connectors.records import Learner
from lti_plugin.services import learning
from lti_plugin.store import courses, participation, people
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME, Feedback
from lti_plugin.store.sites import Site

NOW = datetime(2025, 6, 4, 9, tzinfo=UTC)


def test_each_person_comes_with_their_own_past_and_wishes(database: Database, site: Site) -> None:
    with database.writing() as session:
        records = [CourseRecord(name, name) for name in "abcde"]
        a, b, c, d, e = courses.upsert(session, site.id, records, courses.FILE).ids
        one, two = (_person(session, site, name) for name in ("one", "two"))

        def mine(table: type, course: object, **values: object) -> None:
            session.add(table(site_id=site.id, person_id=one.id, course_id=course, **values))

        mine(Completion, b, completed_at=NOW - timedelta(days=9))
        mine(Completion, a, completed_at=NOW - timedelta(days=20))
        mine(Completion, b, completed_at=NOW - timedelta(days=400))
        mine(Completion, c)
        mine(Enrolment, d, active=True)
        mine(Enrolment, e, active=False)
        mine(Feedback, a, kind=NOT_FOR_ME)
        mine(Feedback, d, kind=LATER, until=NOW + timedelta(days=1))
        mine(Feedback, e, kind=LATER, until=NOW - timedelta(days=1))
        session.flush()
        nobody, asking = learning.asking_of(session, site.id, [two, one], NOW)
    assert asking.facts.role == "Clerk"
    assert asking.history == (str(c), str(b), str(a))
    assert asking.enrolled == {str(d)}
    assert (asking.not_for_me, asking.later) == ({str(a)}, {str(d)})
    assert (nobody.facts.id, nobody.history, nobody.enrolled) == (str(two.id), (), frozenset())


def test_courses_of_one_day_or_of_none_stand_as_they_were_told(
    database: Database, site: Site
) -> None:
    with database.writing() as session:
        records = [CourseRecord(f"c{n}", f"Course {n}") for n in range(8)]
        ids = courses.upsert(session, site.id, records, courses.FILE).ids
        one = _person(session, site, "one")
        told = [
            ((one.id, course), Told("one", "", NOW if place % 2 else None))
            for place, course in enumerate(ids)
        ]
        participation.keep_completions(session, site.id, told)
        (asking,) = learning.asking_of(session, site.id, [one], NOW)
    assert asking.history == tuple(map(str, [*ids[::2], *ids[1::2]]))


def _person(session: Session, site: Site, name: str) -> Person:
    people.upsert(session, site.id, [Learner(name, name, role="Clerk")], people.USERNAME)
    return people.find(session, site.id, name)
