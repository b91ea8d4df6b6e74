"""What is suggested: written down once as long as it stays the same, and answered by the person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import directions, position
from lti_plugin.store import people
from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.skills.direction import R1, R3
from recommender.skills.roles import REDUNDANCY, UPGRADE
from tests.support.goals import Goals


@pytest.fixture
def goals(database: Database, site: Site, ada: UUID) -> Goals:
    """Ada is an analyst whose role somebody stands for."""
    goals = Goals(database, site)
    goals.role("Analyst", {"SQL": 3.0, "Charts": 3.0})
    goals.sign("Analyst")
    goals.has(ada, "Analyst")
    goals.knows(ada, {"SQL": 1.0, "Charts": 1.0})
    return goals


def suggested(goals: Goals, person: UUID, days: int = 0) -> UUID:
    """Keep what is suggested to somebody after some days; return its row."""
    with goals.database.writing() as session:
        row = people.get(session, goals.site.id, person)
        today = now().date() + timedelta(days=days)
        at = position.of_person(session, goals.site.id, row, today)
        return directions.keep(session, at, directions.of(at)).id


def rows(goals: Goals) -> list[Decision]:
    with goals.database.reading() as session:
        return session.query(Decision).order_by(Decision.suggested_at).all()


def test_the_same_on_the_same_grounds_is_one_row(goals: Goals, ada: UUID) -> None:
    assert suggested(goals, ada) == suggested(goals, ada) == suggested(goals, ada, days=1)
    (row,) = rows(goals)
    assert (row.rule, row.kind, row.role, row.towards) == ("R4", "upskill", "Analyst", "Analyst")
    assert [each["name"] for each in row.grounds] == ["coverage", "assessed_share"]
    assert all(each["value"] == round(each["value"], 2) for each in row.grounds)


def test_other_grounds_are_another_row(goals: Goals, ada: UUID) -> None:
    suggested(goals, ada)
    goals.knows(ada, {"SQL": 2.0})
    suggested(goals, ada)
    assert [row.rule for row in rows(goals)] == ["R4", "R4"]
    goals.sign("Analyst", ends_on=now().date() + timedelta(days=30))
    suggested(goals, ada)
    assert [row.rule for row in rows(goals)] == ["R4", "R4", "R1"]
    assert rows(goals)[-1].grounds[0]["on"] == str(now().date() + timedelta(days=30))


@pytest.mark.parametrize(("kind", "rule"), [(REDUNDANCY, R1), (UPGRADE, R3)])
def test_what_happens_to_a_role_decides_from_its_first_day_on(
    goals: Goals, ada: UUID, kind: str, rule: str
) -> None:
    day = now().date() + timedelta(days=60)
    for on in (day, day - timedelta(days=30)):
        goals.happens("Analyst", kind, on)
    suggested(goals, ada)
    assert rows(goals)[-1].rule == rule
    assert rows(goals)[-1].grounds[0]["value"] == str(day - timedelta(days=30))


def test_only_the_person_answers(goals: Goals, ada: UUID, grace: UUID, elsewhere: Site) -> None:
    decision = suggested(goals, ada)
    for site_id, person in ((goals.site.id, grace), (elsewhere.id, ada)):
        with pytest.raises(NotFound), goals.database.writing() as session:
            directions.answer(session, site_id, person, decision, directions.CONFIRMED, "")
    assert rows(goals)[0].answer is None


@pytest.mark.parametrize(
    ("word", "reason"), [("", ""), ("maybe", "x"), (directions.DISAGREED, " \n ")]
)
def test_an_answer_is_one_of_two_and_a_no_has_a_reason(
    goals: Goals, ada: UUID, word: str, reason: str
) -> None:
    decision = suggested(goals, ada)
    with pytest.raises(BadInput), goals.database.writing() as session:
        directions.answer(session, goals.site.id, ada, decision, word, reason)


def test_a_reason_is_kept_up_to_its_longest(goals: Goals, ada: UUID) -> None:
    decision = suggested(goals, ada)
    with goals.database.writing() as session:
        long = "x" * (directions.LONGEST_REASON + 1)
        row = directions.answer(
            session, goals.site.id, ada, decision, directions.DISAGREED, f" {long}"
        )
        assert row.reason == long[:-1]
