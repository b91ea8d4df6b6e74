"""A small site with somebody new in it, who looks at their own pages."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from lti_plugin.store.courses import Course
from recommender.skills.roles import GROWING
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def me(small: Small) -> UUID:
    """The one who looks: nothing is known of them."""
    return small.people["100"]


@pytest.fixture
def nobody(installation: Installation, me: UUID) -> Goals:
    """A site without any role, and so nobody with one."""
    goals = Goals(installation.database, installation.site)
    goals.has(me, None)
    return goals


@pytest.fixture
def analysts(nobody: Goals) -> Goals:
    """Roles around an analyst's; nobody has signed what is expected of them."""
    nobody.role("Analyst", {"SQL": 3, "Statistics": 3}, family="Data", step=1)
    nobody.role("Senior Analyst", {"SQL": 5, "Statistics": 4}, family="Data", step=2)
    near = {"SQL": 3, "Statistics": 2, "Negotiation": 2}
    nobody.role("Data Steward", near, outlook=GROWING)
    nobody.role("Buyer", {"Negotiation": 4}, family="Purchasing")
    return nobody


@pytest.fixture
def three(nobody: Goals, small: Small, me: UUID) -> Goals:
    """A role that three courses of six hours lead to, and who looks has it and little of it."""
    nobody.role("Data Analyst", {"SQL": 4, "Statistics": 3, "Negotiation": 3, "Juggling": 5})
    nobody.has(me, "Data Analyst")
    nobody.knows(me, {"SQL": 1, "Statistics": 1, "Negotiation": 1, "Juggling": 1})
    for course, skill, level in (("3", "SQL", 4), ("4", "Statistics", 3), ("5", "Negotiation", 3)):
        nobody.teaches(small.courses[course], skill, level, entry=0)
    with nobody.database.writing() as session:
        session.execute(update(Course).values(duration_minutes=6 * 60))
    return nobody
