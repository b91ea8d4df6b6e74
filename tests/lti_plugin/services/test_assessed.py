"""What a workforce holds is kept ready, and made anew as soon as anything of it changes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from lti_plugin.services import assessed, consents, evidence, privacy, steering
from lti_plugin.services.assessed import Assessed
from lti_plugin.services.evidence import Said
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.consents import AUDIT
from lti_plugin.store.database import Database
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import DONE, SYNC
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from recommender.skills.evidence import MANAGER
from tests.support.audited import hire
from tests.support.catalogue import Small, small_site
from tests.support.goals import Goals


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    return small_site(database, site)


@pytest.fixture
def goals(database: Database, site: Site, small: Small) -> Goals:
    goals = Goals(database, site)
    goals.role("Analyst", {"SQL": 3})
    return goals


def seen(goals: Goals) -> Assessed:
    """Return what is held today."""
    today = now().date()
    with goals.database.reading() as session:
        return assessed.of_site(session, goals.site.id, today, today)


def test_it_is_kept_while_nothing_changes(goals: Goals) -> None:
    assert seen(goals) is seen(goals)


def rates(goals: Goals, small: Small, person: UUID) -> None:
    goals.knows(person, {"SQL": 2}, MANAGER)


def rates_again(goals: Goals, small: Small, person: UUID) -> None:
    skill = goals.skill("SQL")
    for level in (1.0, 4.0):  # the second one takes the place of the first
        seen(goals)
        with goals.database.writing() as session:
            said = Said(skill, level, MANAGER, key="rating")
            evidence.add(session, goals.site.id, person, said, by="manager")


def takes_back(goals: Goals, small: Small, person: UUID) -> None:
    rates(goals, small, person)
    seen(goals)
    with goals.database.writing() as session:
        row = session.query(EvidenceRow).where(EvidenceRow.person_id == person).one()
        evidence.take_back(session, goals.site.id, person, row.id, row.by)


def finishes(goals: Goals, small: Small, person: UUID) -> None:
    row = {"site_id": goals.site.id, "person_id": person, "course_id": small.courses["3"]}
    with goals.database.writing() as session:
        session.add(Completion(**row, completed_at=now()))


def moves(goals: Goals, small: Small, person: UUID) -> None:
    with goals.database.writing() as session:
        session.get_one(Person, person).department = "Elsewhere"


def is_synchronised(goals: Goals, small: Small, person: UUID) -> None:
    with goals.database.writing() as session:
        jobs.end(jobs.enqueue(session, goals.site.id, SYNC), DONE)


def weighs_otherwise(goals: Goals, small: Small, person: UUID) -> None:
    with goals.database.writing() as session:
        steering.keep(session, goals.site.id, {"error_manager": 0.3}, "an admin")


def agrees(goals: Goals, small: Small, person: UUID) -> None:
    with goals.database.writing() as session:
        consents.give(session, goals.site.id, person, AUDIT)


def is_erased(goals: Goals, small: Small, person: UUID) -> None:
    with goals.database.writing() as session:
        privacy.erase(session, Vault("k" * 40), goals.site.id, person, "an admin")


@pytest.mark.parametrize(
    "change",
    [
        rates,
        rates_again,
        takes_back,
        finishes,
        moves,
        is_synchronised,
        weighs_otherwise,
        agrees,
        is_erased,
    ],
)
def test_it_is_made_anew_when_anything_changes(
    goals: Goals, small: Small, change: Callable[[Goals, Small, UUID], None]
) -> None:
    person = hire(goals, "Analyst", "Data")
    before = seen(goals)
    change(goals, small, person)
    after = seen(goals)
    assert after is not before
    assert after is seen(goals)
