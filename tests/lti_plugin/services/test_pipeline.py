"""The pipeline is kept ready, and made anew as soon as anything of it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from uuid import UUID

import pytest

from lti_plugin.services import aiming, pipeline, plans
from lti_plugin.services.pipeline import Flow
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.skills.pathway.schedule import Slot
from tests.support.audited import hire
from tests.support.goals import Goals

Change = Callable[[Goals, UUID], None]


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    goals = Goals(database, site)
    goals.role("Clerk", {"Filing": 3})
    goals.role("Analyst", {"SQL": 3})
    for _ in range(5):
        person = hire(goals, "Clerk", "Office")
        goals.has(person, "Clerk", "Analyst")
        goals.knows(person, {"SQL": 1})
    return goals


def seen(goals: Goals) -> tuple[Flow, ...]:
    with goals.database.reading() as session:
        return tuple(pipeline.of_site(session, goals.site.id, now().date()))


def chooses(goals: Goals, person: UUID) -> None:
    with goals.database.writing() as session:
        aiming.choose(session, goals.site.id, person, None)


def learns(goals: Goals, person: UUID) -> None:
    with goals.database.writing() as session:
        plans.keep_time(session, goals.site.id, person, [Slot(0, time(9), 120)], None)


def test_it_is_kept_while_nothing_changes(goals: Goals) -> None:
    first = seen(goals)
    assert first[0].people == 5
    assert all(a is b for a, b in zip(first, seen(goals), strict=True))


@pytest.mark.parametrize(
    "change",
    [
        learns,
        chooses,
        lambda goals, person: goals.has(person, "Clerk", None),
        lambda goals, person: goals.knows(person, {"SQL": 4}),
        lambda goals, person: hire(goals, "Clerk", "Office"),
    ],
)
def test_it_is_made_anew_once_anything_of_it_changes(goals: Goals, change: Change) -> None:
    person = hire(goals, "Clerk", "Office")
    goals.has(person, "Clerk", "Analyst")
    before = seen(goals)
    change(goals, person)
    assert seen(goals)[0] is not before[0]
