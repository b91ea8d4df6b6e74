"""Who stands behind a cell of the audit: counts by role, names, and no word of one's own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import audit_cell, consents
from lti_plugin.services.audit_cell import Behind
from lti_plugin.store.base import now
from lti_plugin.store.consents import AUDIT
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT, MANAGER, SELF
from tests.support.audited import hire
from tests.support.goals import Goals


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    return Goals(database, site)


def behind(goals: Goals, skill: str, department: str = "", days: int | None = None) -> Behind:
    """Return what is behind the cell of a skill."""
    today, skill_id = now().date(), goals.skill(skill)
    at = None if days is None else today + timedelta(days=days)
    with goals.database.reading() as session:
        return audit_cell.of_site(session, goals.site.id, skill_id, department, today, at)


def test_it_counts_by_role_and_names_whom_others_have_assessed(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    goals.role("Lead", {"SQL": 4})
    staff = [hire(goals, "Analyst", "Data") for _ in range(10)]
    leads = [hire(goals, "Lead", "Data") for _ in range(2)]
    goals.knows(staff[0], {"SQL": 4}, ASSESSMENT)
    goals.knows(staff[1], {"SQL": 1}, MANAGER)
    goals.knows(leads[0], {"SQL": 3.5}, ASSESSMENT)
    found = behind(goals, "SQL", "Data")
    told = [(r.role, r.required, r.people, r.meets, r.below, r.unassessed) for r in found.roles]
    assert told == [("Analyst", 3, 10, 1, 1, 8), ("Lead", 4, 2, 0, 1, 1)]
    assert (found.people, found.unassessed) == (12, 9)
    assert [(each.id, each.meets) for each in found.holders] == [
        (staff[1], False),  # furthest below what is asked
        (leads[0], False),
        (staff[0], True),
    ]


def test_what_people_say_of_themselves_shows_only_if_they_agreed(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(12)]
    goals.knows(staff[0], {"SQL": 2}, MANAGER)
    before = behind(goals, "SQL", "Data")
    for person in staff:
        goals.knows(person, {"SQL": 5}, SELF)
    assert behind(goals, "SQL", "Data").holders == before.holders
    assert behind(goals, "SQL", "Data").roles == before.roles
    with goals.database.writing() as session:
        consents.give(session, goals.site.id, staff[1], AUDIT)
    assert {each.id for each in behind(goals, "SQL", "Data").holders} == set(staff[:2])


def test_who_has_left_is_not_named(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(3)]
    for person in staff:
        goals.knows(person, {"SQL": 2}, MANAGER)
    with goals.database.writing() as session:
        session.get_one(Person, staff[0]).gone_at = now()
    assert {each.id for each in behind(goals, "SQL").holders} == set(staff[1:])


def test_a_later_day_asks_as_roles_will_then(goals: Goals) -> None:
    later = now().date() + timedelta(days=100)
    goals.role("Analyst", {"SQL": 2}, {"SQL": (4, later)})
    goals.knows(hire(goals, "Analyst", None), {"SQL": 3}, ASSESSMENT)
    assert behind(goals, "SQL").holders[0].meets
    assert not behind(goals, "SQL", days=200).holders[0].meets


def test_what_is_not_there_is_refused(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 2})
    hire(goals, "Analyst", "Data")
    with pytest.raises(NotFound, match="Nobody here is asked for this skill"):
        behind(goals, "Knitting")
    with pytest.raises(NotFound, match="no such department"):
        behind(goals, "SQL", "Elsewhere")
    with pytest.raises(BadInput, match="between today and the horizon"):
        behind(goals, "SQL", days=-1)
    with goals.database.reading() as session, pytest.raises(NotFound, match="no such skill"):
        audit_cell.of_site(session, goals.site.id, uuid4(), "", now().date())
