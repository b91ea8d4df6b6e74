"""A small site in the store: a few courses with skills, a few people with history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from connectors.records import Course, Learner, SkillLink
from lti_plugin.store import courses, people, skills
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.sites import Site

COURSES = (
    Course(id="2", title="SQL: Foundations", level="Foundations", duration_minutes=60),
    Course(id="3", title="SQL: Practitioner", level="Practitioner", duration_minutes=480),
    Course(id="4", title="Statistics: Foundations", level="Foundations", mode="workshop"),
    Course(id="5", title="Negotiation: Foundations", level="Foundations", duration_minutes=18),
    Course(id="6", title="Hidden course", visible=False),
)
TAUGHT = {"2": "SQL", "3": "SQL", "4": "Statistics", "5": "Negotiation"}


@dataclass(frozen=True)
class Small:
    """Our ids by Moodle's."""

    courses: dict[str, UUID]
    people: dict[str, UUID]


def small_site(database: Database, site: Site, finishers: int = 6) -> Small:
    """Fill a site: person 100 is new, the others have finished course 2; person 101 takes 4."""
    records = [
        Course(
            **{name: getattr(each, name) for name in ("id", "title", "level", "mode", "visible")},
            duration_minutes=each.duration_minutes,
            summary=f"<p>Learn <b>{each.title}</b>.</p>",
            category="Data",
            url=f"https://moodle.test/course/view.php?id={each.id}",
        )
        for each in COURSES
    ]
    learners = [
        Learner(id=str(100 + n), name=f"Person {n}", role="Analyst", department="Data")
        for n in range(finishers + 1)
    ]
    with database.writing() as session:
        course_ids = dict(
            zip(
                [each.id for each in COURSES],
                courses.upsert(session, site.id, records, courses.MOODLE).ids,
                strict=True,
            )
        )
        links = {course_ids[key]: [SkillLink(name)] for key, name in TAUGHT.items()}
        skills.replace_source_links(session, site.id, links)
        person_ids = dict(
            zip(
                [each.id for each in learners],
                people.upsert(session, site.id, learners, people.MOODLE).ids,
                strict=True,
            )
        )
        day = datetime(2026, 3, 1, tzinfo=UTC)
        for n, person_id in enumerate(list(person_ids.values())[1:]):
            row = {"site_id": site.id, "person_id": person_id, "course_id": course_ids["2"]}
            session.add(Enrolment(**row, active=True, progress=100.0))
            session.add(Completion(**row, completed_at=day + timedelta(days=n)))
        if finishers:
            session.add(
                Enrolment(
                    site_id=site.id,
                    person_id=person_ids["101"],
                    course_id=course_ids["4"],
                    progress=40.0,
                )
            )
    return Small(course_ids, person_ids)
