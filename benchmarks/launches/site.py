"""The made-up site that launches are measured on: courses, people with history, a registration."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import numpy as np

from connectors.records import Course, Learner, SkillLink
from lti_plugin.services import registrations, role_import
from lti_plugin.store import courses, people, skills
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.sites import Site

# The tests' platform signs here too; the tests are no part of what is installed.
sys.path.append(str(Path(__file__).resolve().parents[2]))
from tests.support.platform import Platform

PLATFORM = Platform(issuer="https://moodle.example")
COURSES = 200
PEOPLE = tuple(str(100 + number) for number in range(500))
TRACKS = 10
FINISHED = 8
JOBS = ("Support Agent", "Content Writer", "Developer", "Data Analyst", "Warehouse Worker")
TAUGHT = ("SQL", "Copywriting", "Communication", "Data analysis", "Customer enquiries")
SEED = 0


def fill(database: Database) -> None:
    """Make the site. Its people mostly follow a track of courses, so that training finds it."""
    with database.writing() as session:
        site = Site(slug="moodle", name="Moodle", issuer=PLATFORM.issuer, timezone="UTC", fields={})
        session.add(site)
        session.flush()
        role_import.add_starter(session, site)
        registration = registrations.register(
            session,
            site,
            client_id=PLATFORM.client_id,
            deployment_id=PLATFORM.deployment_id,
            **PLATFORM.urls,
        )
        # As after the first launch: fetching the keys is not what is measured.
        registration.jwks, registration.jwks_fetched_at = PLATFORM.jwks(), now()
        taught = courses.upsert(session, site.id, _courses(), courses.MOODLE).ids
        learners = people.upsert(session, site.id, _learners(), people.MOODLE).ids
        links = {
            id: [SkillLink(f"Skill {row % 40}"), SkillLink(TAUGHT[row % len(TAUGHT)])]
            for row, id in enumerate(taught)
        }
        skills.replace_source_links(session, site.id, links)
        random, today = np.random.default_rng(SEED), now()
        for row, person_id in enumerate(learners):
            own = TRACKS * random.permutation(COURSES // TRACKS) + row % TRACKS
            strays = random.integers(COURSES, size=2)
            chosen = dict.fromkeys([*own[: FINISHED - 2].tolist(), *strays.tolist()])
            for place, course in enumerate(chosen):
                both = {"site_id": site.id, "person_id": person_id, "course_id": taught[course]}
                session.add(Enrolment(**both, progress=100.0))
                at = today - timedelta(days=400 - 40 * place - row % 40)
                session.add(Completion(**both, completed_at=at, date_source="report"))


def _courses() -> list[Course]:
    return [
        Course(
            id=str(2 + row),
            title=f"Track {row % TRACKS}: course {row // TRACKS}",
            summary=f"<p>What everybody in track {row % TRACKS} needs at some time.</p>",
            category=f"Track {row % TRACKS}",
            level=("Foundations", "Practitioner", "Expert")[row % 3],
            duration_minutes=30 + row,
            url=f"{PLATFORM.issuer}/course/view.php?id={2 + row}",
        )
        for row in range(COURSES)
    ]


def _learners() -> list[Learner]:
    return [
        Learner(id=person, name=f"Person {person}", role=JOBS[row % len(JOBS)])
        for row, person in enumerate(PEOPLE)
    ]
