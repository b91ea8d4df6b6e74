"""Courses that fit into a few minutes."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from lti_plugin.errors import BadInput
from lti_plugin.services import short
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The courses and people of the site."""
    return small_site(database, site)


def titles(
    database: Database, settings: Settings, site: Site, small: Small, minutes: float = 20
) -> list[str]:
    with database.reading() as session:
        shelf = Shelf(settings.models_dir)
        found = short.for_person(session, shelf, site.id, small.people["100"], minutes)
        assert found.unknown == 1  # nobody has said how long Statistics takes
        return [course.title for course in found.courses]


def test_only_what_is_known_to_fit_is_shown(
    database: Database, settings: Settings, site: Site, small: Small
) -> None:
    place = (database, settings, site, small)
    assert titles(*place) == ["Negotiation: Foundations"]
    assert set(titles(*place, 60)) == {"Negotiation: Foundations", "SQL: Foundations"}
    assert titles(*place, 17) == []


def test_what_serves_the_goal_comes_first_and_is_marked(
    database: Database, settings: Settings, site: Site, small: Small
) -> None:
    with database.writing() as session:
        role = Role(site_id=site.id, name="Analyst")
        skill = session.query(Skill).filter_by(site_id=site.id, name="SQL").one()
        session.add(role)
        session.flush()
        line = {"site_id": site.id, "role_id": role.id, "skill_id": skill.id}
        session.add(RoleRequirement(**line, level=4.0, importance=1.0))
        session.execute(update(Person).values(role=None, target_role="Analyst"))
    with database.reading() as session:
        shelf = Shelf(settings.models_dir)
        found = short.for_person(session, shelf, site.id, small.people["100"], 60)
    assert found.courses[0].title == "SQL: Foundations"
    assert found.helping == {small.courses["2"]}


def test_the_course_that_one_is_in_is_not_shown(
    database: Database, settings: Settings, site: Site, small: Small
) -> None:
    here = small.courses["5"]
    with database.reading() as session:
        shelf = Shelf(settings.models_dir)
        place = (session, shelf, site.id, small.people["100"])
        assert here not in {each.id for each in short.for_person(*place, here=here).courses}


@pytest.mark.parametrize("minutes", [0, -5, 241, float("nan")])
def test_minutes_that_are_none_are_refused(
    database: Database, settings: Settings, site: Site, small: Small, minutes: float
) -> None:
    with database.reading() as session, pytest.raises(BadInput, match="minutes"):
        short.for_person(session, Shelf(settings.models_dir), site.id, small.people["100"], minutes)


def test_a_course_without_minutes_counts_as_unknown(
    database: Database, settings: Settings, site: Site, small: Small
) -> None:
    with database.writing() as session:
        session.execute(update(Course).values(duration_minutes=None))
    with database.reading() as session:
        shelf = Shelf(settings.models_dir)
        found = short.for_person(session, shelf, site.id, small.people["100"])
    assert found.courses == []
    assert found.unknown == 4
