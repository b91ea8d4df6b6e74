"""What one person should take next."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine

from lti_plugin.errors import NotFound
from lti_plugin.services import recommendations
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME, Shown
from lti_plugin.store.sites import Site
from recommender.reasons import OBJECTIVE, ROLE, Tie
from recommender.skills.evidence import ASSESSMENT
from recommender.skills.roles import STABLE
from tests.support.catalogue import Small, small_site
from tests.support.workforce import HEAD, Workforce


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The site of these tests."""
    return small_site(database, site)


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    """A shelf without any model."""
    return Shelf(settings.models_dir)


def _titles(database: Database, shelf: Shelf, site: Site, small: Small, person: str) -> list[str]:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people[person])
    return [course.title for _, course in found.items]


def test_nothing_finished_running_or_hidden_comes_up(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    titles = _titles(database, shelf, site, small, "101")
    assert set(titles) == {"SQL: Practitioner", "Negotiation: Foundations"}


def test_the_next_step_of_what_was_finished_comes_first(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    assert _titles(database, shelf, site, small, "102")[0] == "SQL: Practitioner"


def test_without_history_the_list_is_labelled(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["100"])
    assert found.basis == "features"
    assert all(item.basis == "features" and item.reasons for item, _ in found.items)


def test_running_courses_are_listed_apart(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["101"])
    assert [(each.course.title, each.progress) for each in found.under_way] == [
        ("Statistics: Foundations", 40.0)
    ]
    assert found.finished == 1


def test_later_comes_back_after_a_month_and_not_for_me_does_not(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    person = small.people["102"]
    with database.writing() as session:
        place = (session, site.id, person)
        recommendations.put_aside(*place, small.courses["3"], LATER)
        recommendations.put_aside(*place, small.courses["5"], NOT_FOR_ME)
    assert _titles(database, shelf, site, small, "102") == ["Statistics: Foundations"]
    with time_machine.travel(now() + recommendations.LATER_FOR + timedelta(days=1)):
        titles = _titles(database, shelf, site, small, "102")
    assert "SQL: Practitioner" in titles
    assert "Negotiation: Foundations" not in titles


def test_what_was_put_aside_can_be_taken_back(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    person, course = small.people["102"], small.courses["3"]
    with database.writing() as session:
        recommendations.put_aside(session, site.id, person, course, NOT_FOR_ME)
        recommendations.take_back(session, site.id, person, course)
    assert "SQL: Practitioner" in _titles(database, shelf, site, small, "102")


def test_an_excluded_course_leaves_every_list_at_once(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    assert "SQL: Practitioner" in _titles(database, shelf, site, small, "102")
    with database.writing() as session:
        course = session.get(Course, small.courses["3"])
        assert course is not None
        course.excluded = True
    assert "SQL: Practitioner" not in _titles(database, shelf, site, small, "102")


def test_what_was_shown_is_kept_with_its_reason(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.writing() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["102"])
        place = session, site.id, small.people["102"]
        recommendations.note_shown(*place, recommendations.to_note(*place, found))
    with database.reading() as session:
        rows = session.query(Shown).order_by(Shown.rank).all()
    assert [row.rank for row in rows] == [1, 2, 3]
    assert all(row.reasons[0]["key"].startswith("reason.") for row in rows)


def test_a_course_of_another_site_cannot_be_put_aside(
    database: Database, site: Site, small: Small
) -> None:
    with database.writing() as session:
        other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        with pytest.raises(NotFound):
            recommendations.put_aside(
                session, other.id, small.people["102"], small.courses["3"], LATER
            )


GOALS = f"""{HEAD},family
Analyst,Negotiation,2,1,Data
Analyst,SQL,3,0.2,
Statistician,Statistics,4,1,Science
Statistician,Negotiation,1,0.1,
"""


@pytest.fixture
def acme(database: Database, site: Site, small: Small, tmp_path: Path) -> Workforce:
    """The same site with roles, of which everybody has one."""
    found = Workforce(database, site)
    found.reads(tmp_path / "roles", GOALS)
    found.signs("Analyst", STABLE)
    return found


def _found(acme: Workforce, shelf: Shelf, person: UUID, **asked: Any) -> NextCourses:
    with acme.database.reading() as session:
        return recommendations.for_person(session, shelf, acme.site.id, person, **asked)


def test_what_the_role_asks_for_and_is_lacking_comes_first(
    acme: Workforce, shelf: Shelf, small: Small
) -> None:
    person = small.people["100"]
    acme.shows(person, "Negotiation", 1, ASSESSMENT)
    item, course = _found(acme, shelf, person).items[0]
    assert (course.title, item.basis) == ("Negotiation: Foundations", "gap")
    assert item.ties == (Tie(ROLE, "Analyst", "Negotiation", 2.0),)
    assert item.reasons[0].key == "reason.gap"
    assert item.reasons[0].values["role"] == "Analyst"


def test_what_nobody_asks_for_is_not_tied(acme: Workforce, shelf: Shelf, small: Small) -> None:
    ties = {
        course.title: bool(item.ties)
        for item, course in _found(acme, shelf, small.people["100"]).items
    }
    assert ties["Negotiation: Foundations"]
    assert not ties["Statistics: Foundations"]


def test_the_list_of_who_turns_leads_to_the_new_role(
    acme: Workforce, shelf: Shelf, small: Small
) -> None:
    person = small.people["100"]
    acme.shows(person, "Negotiation", 1, ASSESSMENT)
    for find in (
        lambda: _found(acme, shelf, person, target_role="statistician"),
        lambda: acme.aims(person, "Statistician") or _found(acme, shelf, person),
    ):
        item, course = find().items[0]
        assert (course.title, item.ties[0].name) == ("Statistics: Foundations", "Statistician")
        assert item.reasons[0].key == "reason.gap_assumed"


def test_the_course_that_one_stands_in_is_not_recommended(
    acme: Workforce, shelf: Shelf, small: Small
) -> None:
    here = small.courses["5"]
    titles = [
        course.title for _, course in _found(acme, shelf, small.people["100"], here=here).items
    ]
    assert titles
    assert "Negotiation: Foundations" not in titles


def test_a_course_too_far_above_what_is_assessed_waits(
    acme: Workforce, shelf: Shelf, small: Small
) -> None:
    person = small.people["100"]
    high = "SQL: Practitioner"
    assert high in {course.title for _, course in _found(acme, shelf, person).items}
    acme.shows(person, "SQL", 0, ASSESSMENT, key="a")
    acme.shows(person, "SQL", 0, ASSESSMENT, key="b")
    assert high not in {course.title for _, course in _found(acme, shelf, person).items}


def test_an_objective_moves_its_course_up_and_is_named(
    acme: Workforce, shelf: Shelf, small: Small
) -> None:
    person = small.people["100"]
    for skill, level in (("Negotiation", 1), ("SQL", 1)):
        acme.shows(person, skill, level, ASSESSMENT)
    before = [course.title for _, course in _found(acme, shelf, person).items]
    with acme.database.writing() as session:
        row = Objective(site_id=acme.site.id, name="Self-service reports", weight=50)
        session.add(row)
        session.flush()
        key = {"site_id": acme.site.id, "objective_id": row.id}
        session.add(ObjectiveSkill(**key, skill_id=acme.skill("SQL")))
    found = _found(acme, shelf, person).items
    assert before[0] == "Negotiation: Foundations"
    assert found[0][1].title == "SQL: Foundations"
    assert Tie(OBJECTIVE, "Self-service reports", "SQL") in found[0][0].ties


def test_who_leads_others_gets_soft_skills_first_and_is_told_why(
    database: Database, site: Site, small: Small, shelf: Shelf, tmp_path: Path
) -> None:
    """Two people lack the same, and what is no soft skill is the more important."""
    acme = Workforce(database, site)
    lines = "{0},Negotiation,3,0.5,{1}\n{0},Statistics,3,0.7,\n"
    acme.reads(
        tmp_path / "roles",
        f"{HEAD},leader\n" + lines.format("Clerk", "no") + lines.format("Head", "yes"),
        "name,durable\nNegotiation,yes\n",
    )
    with database.writing() as session:
        session.get_one(Course, small.courses["5"]).duration_minutes = 240
        session.get_one(Course, small.courses["4"]).duration_minutes = 240
    found = {}
    for role in ("Clerk", "Head"):
        person = acme.hires(role, role)
        for skill in ("Negotiation", "Statistics"):
            acme.shows(person, skill, 1, ASSESSMENT)
        found[role] = _found(acme, shelf, person).items
    titles = {
        role: [course.title.split(":")[0] for _, course in each[:2]] for role, each in found.items()
    }
    assert titles == {"Clerk": ["Statistics", "Negotiation"], "Head": ["Negotiation", "Statistics"]}
    assert found["Head"][0][0].reasons[0].key == "reason.leader"
    assert {each.key for item, _ in found["Clerk"] for each in item.reasons} & {
        "reason.leader"
    } == set()
