"""What courses close of a lack, laid out as a history, and nothing that gives the future away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.services import catalogue, lacking
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill
from recommender.engine.dataset import build_dataset
from recommender.ranker import Ranker
from recommender.skills.evidence import ASSESSMENT
from tests.support.workforce import HEAD, Workforce

ROLES = f"{HEAD}\nAnalyst,SQL,4,1\nClerk,Filing,3,1\n"
HISTORY = ("Databases", "SQL basics", "SQL for experts", "Filing", "Singing")


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    found = Workforce(database, site)
    found.reads(tmp_path, ROLES)
    return found


@pytest.fixture
def courses(acme: Workforce) -> dict[str, UUID]:
    """Five courses, three of which teach something that a role asks for."""
    taught = {"SQL basics": ("SQL", 3.0, 120), "SQL for experts": ("SQL", 4.0, 1200)}
    taught["Filing"] = ("Filing", 3.0, 240)
    found: dict[str, UUID] = {}
    with acme.database.writing() as session:
        for title in HISTORY:
            skill, outcome, minutes = taught.get(title, ("", 0.0, 60))
            row = Course(site_id=acme.site.id, title=title, duration_minutes=minutes)
            session.add(row)
            session.flush()
            found[title] = row.id
            if skill:
                line = {"skill_id": acme.skill(skill), "outcome": outcome}
                session.add(CourseSkill(site_id=acme.site.id, course_id=row.id, **line))
    return found


def closed(acme: Workforce, courses: dict[str, UUID], *people: UUID, others: Any = ()) -> Any:
    """Return what is closed for these people, in a history of them and ``others``."""
    with acme.database.reading() as session:
        facts = catalogue.facts(session, acme.site.id)
        # The history's courses stand in an order of their own.
        ordered = sorted(facts, key=lambda each: each.title)
        taken = [(str(each), str(courses["Singing"]), None) for each in (*others, *people)]
        dataset = build_dataset(taken, ordered, [])
        names = [each.title for each in ordered]
        asked = [str(each) for each in people]
        today = now().date()
        found = lacking.closed(session, acme.site.id, Ranker(facts), dataset, asked, today)
    if found is None:
        return None
    return [
        {names[column]: float(row[column]) for column in row.nonzero()[0]}
        for row in found.toarray()
    ]


def test_each_course_counts_by_what_it_closes_in_an_hour(
    acme: Workforce, courses: dict[str, UUID]
) -> None:
    ada, grace = acme.hires("Ada", "Analyst"), acme.hires("Grace", "Clerk")
    acme.shows(ada, "SQL", 1, ASSESSMENT)
    acme.shows(grace, "Filing", 1, ASSESSMENT)
    bob = acme.hires("Bob", "Analyst")
    of_bob, of_ada, of_grace = closed(acme, courses, ada, grace, others=[bob])
    assert of_bob == {}
    assert set(of_ada) == {"SQL basics", "SQL for experts"}
    assert of_ada["SQL basics"] > of_ada["SQL for experts"] > 0
    assert set(of_grace) == {"Filing"}


def test_a_course_that_somebody_finished_does_not_give_itself_away(
    acme: Workforce, courses: dict[str, UUID]
) -> None:
    ada = acme.hires("Ada", "Analyst")
    acme.shows(ada, "SQL", 1, ASSESSMENT)
    before = closed(acme, courses, ada)
    assert acme.stands(ada).held["SQL"].level < 1.5
    with acme.database.writing() as session:
        taken = courses["SQL for experts"]
        session.add(Completion(site_id=acme.site.id, person_id=ada, course_id=taken))
    assert acme.stands(ada).held["SQL"].level > 1.5
    assert closed(acme, courses, ada) == before


def test_where_nobody_lacks_anything_there_is_nothing_to_measure(
    acme: Workforce, courses: dict[str, UUID]
) -> None:
    bob = acme.hires("Bob", None)
    assert closed(acme, courses, bob) is None
    assert closed(acme, courses) is None


def test_somebody_who_is_gone_from_the_store_meanwhile_is_passed_over(
    acme: Workforce, courses: dict[str, UUID]
) -> None:
    ada, bob = acme.hires("Ada", "Analyst"), acme.hires("Bob", "Analyst")
    acme.shows(ada, "SQL", 1, ASSESSMENT)
    with acme.database.writing() as session:
        session.delete(session.get_one(Person, bob))
    assert [bool(each) for each in closed(acme, courses, ada, bob)] == [True, False]
