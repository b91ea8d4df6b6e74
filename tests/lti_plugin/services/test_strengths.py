"""Strengths beyond the own role, and the roles that they open."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.services import position, strengths
from lti_plugin.services.strengths import Opening
from lti_plugin.store import aims, roles
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.profiles import holds, role


@pytest.fixture
def person(database: Database, site: Site, ada: UUID) -> Person:
    """Ada is a support agent; other roles ask for problem solving as well."""
    with database.writing() as session:
        row = session.get_one(Person, ada)
        row.role = "Support Agent"
        role(session, site.id, "Support Agent", {"Problem solving": 2.0, "Patience": 4.0})
        role(session, site.id, "Analyst", {"Problem solving": 4.0, "SQL": 4.0})
        role(session, site.id, "Planner", {"Problem solving": 4.0, "Planning": 2.0})
        role(session, site.id, "Clerk", {"Problem solving": (3.0, 0.4), "Filing": 3.0})
        role(session, site.id, "Typist", {"Problem solving": 3.0}, outlook="ends")
        role(session, site.id, "Architect", {"Problem solving": 5.0})
    return row


def openings(database: Database, person: Person) -> list[Opening]:
    with database.reading() as session:
        at = position.of_person(session, person.site_id, person, now().date())
        return strengths.openings(session, at)


def shows(
    database: Database, person: Person, level: float, source: str = "assessment"
) -> list[Opening]:
    with database.writing() as session:
        holds(session, person, {"Problem solving": level}, source)
    return openings(database, person)


def test_a_strength_opens_roles_where_it_matters(database: Database, person: Person) -> None:
    found = shows(database, person, 4.5)
    assert [each.role.name for each in found] == ["Planner", "Analyst"]
    assert found[0].strengths == ["Problem solving"]
    assert [each.share for each in found] == pytest.approx([4 / 6, 4 / 8])


def test_what_the_own_role_asks_anyway_is_no_strength(database: Database, person: Person) -> None:
    assert openings(database, person) == []
    assert shows(database, person, 1.5) == []


@pytest.mark.parametrize(("source", "opens"), [("self", False), ("manager", True)])
def test_ones_own_word_alone_is_no_strength(
    database: Database, person: Person, source: str, opens: bool
) -> None:
    assert bool(shows(database, person, 4.8, source)) is opens


def test_the_role_aimed_at_is_known_and_not_told_again(
    database: Database, site: Site, person: Person
) -> None:
    with database.writing() as session:
        planner = roles.named(session, site.id, "Planner")
        assert planner is not None
        aims.aim_at(session, site.id, person.id, planner.id)
    assert [each.role.name for each in shows(database, person, 4.5)] == ["Analyst"]
