"""Which skill somebody is asked about next."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from lti_plugin.services import asking, position
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.skills.evidence import SELF
from tests.support.catalogue import Small, small_site
from tests.support.goals import Goals
from tests.support.placed import finished


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The courses and people of the site."""
    return small_site(database, site)


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    """The site's roles: none yet."""
    return Goals(database, site)


@pytest.fixture
def me(small: Small) -> UUID:
    """Somebody of whom nothing is known."""
    return small.people["100"]


def asked(goals: Goals, settings: Settings, person: UUID) -> list[str]:
    """Return the skills to ask somebody about, in their order."""
    with goals.database.reading() as session:
        row = people.get(session, goals.site.id, person)
        at = position.of_person(session, goals.site.id, row, now().date())
        ranker = Shelf(settings.models_dir).ranker(session, goals.site.id)
        return [each.skill for each in asking.questions(session, ranker, at)]


def test_without_a_role_nothing_is_asked(goals: Goals, settings: Settings, me: UUID) -> None:
    goals.has(me, None)
    assert asked(goals, settings, me) == []


def test_while_little_is_assessed_the_weightiest_of_equals_comes_first(
    goals: Goals, settings: Settings, me: UUID
) -> None:
    goals.role("Weaver", {"Carding": 1, "Weaving": 5, "Dyeing": 3})
    goals.has(me, "Weaver")
    assert asked(goals, settings, me) == ["Weaving", "Dyeing", "Carding"]


def test_what_would_change_nothing_is_not_asked(goals: Goals, settings: Settings, me: UUID) -> None:
    goals.role("Weaver", {"Carding": 1, "Weaving": 5})
    goals.has(me, "Weaver")
    goals.knows(me, {"Weaving": 3})
    assert asked(goals, settings, me) == []


def test_what_would_turn_the_direction_is_asked(goals: Goals, settings: Settings, me: UUID) -> None:
    goals.role("Weaver", {"Carding": 3, "Weaving": 3})
    goals.sign("Weaver")
    goals.has(me, "Weaver")
    goals.knows(me, {"Weaving": 3})
    assert asked(goals, settings, me) == ["Carding"]


def test_a_course_that_is_finished_is_no_reason_to_ask(
    goals: Goals, settings: Settings, small: Small, me: UUID
) -> None:
    goals.role("Weaver", {"Carding": 3, "Weaving": 3})
    goals.has(me, "Weaver")
    goals.knows(me, {"Weaving": 3})
    goals.teaches(small.courses["3"], "Carding", 3, entry=0)
    assert asked(goals, settings, me) == ["Carding"]
    finished(goals.database, goals.site, me, small.courses["3"])
    goals.teaches(small.courses["3"], "Weaving", 5, entry=0)
    assert asked(goals, settings, me) == []


def test_what_was_answered_is_asked_again_after_a_year(
    goals: Goals, settings: Settings, small: Small, me: UUID
) -> None:
    goals.role("Weaver", {"Weaving": 4})
    goals.teaches(small.courses["3"], "Weaving", 3, entry=0)
    goals.has(me, None, "Weaver")
    assert asked(goals, settings, me) == ["Weaving"]
    goals.knows(me, {"Weaving": 2}, SELF)
    assert asked(goals, settings, me) == []
    with time_machine.travel(now() + timedelta(days=366)):
        assert asked(goals, settings, me) == ["Weaving"]
