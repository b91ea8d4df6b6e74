"""What is suggested is kept when it or its grounds change, and the person has the last word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import directions
from lti_plugin.services.directions import CONFIRMED, DISAGREED
from lti_plugin.store import aims
from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.skills.direction import ADVANCE, R1, R2, R3, R4, R5, R6, RESKILL, UPSKILL
from recommender.skills.evidence import ASSESSMENT
from recommender.skills.roles import EVOLVING, REDUNDANCY, STABLE, UPGRADE
from tests.support.workforce import HEAD, Workforce, grounds

START = datetime(2026, 10, 1, 12, tzinfo=UTC)
ROLES = f"""{HEAD},valid_from,family,role_level
Analyst,SQL,3,1,,Data,1
Analyst,Charts,2,1,,,
Senior Analyst,SQL,5,1,,Data,2
Clerk,Filing,3,1,,Office,1
Clerk,Databases,3,1,2027-06-01,,
"""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(START):
        yield


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site where an analyst may go on and a clerk's work changes."""
    found = Workforce(database, site)
    found.reads(tmp_path, ROLES)
    for role in ("Analyst", "Senior Analyst", "Clerk"):
        found.signs(role, STABLE)
    return found


@pytest.fixture
def ada(acme: Workforce) -> UUID:
    """An analyst who falls short of what the role asks for."""
    person = acme.hires("Ada", "Analyst")
    acme.shows(person, "SQL", 2, ASSESSMENT)
    acme.shows(person, "Charts", 2, ASSESSMENT)
    return person


def kept(acme: Workforce, person: UUID) -> Decision:
    """Let a page suggest something, as it does each time it is opened."""
    with acme.database.writing() as session:
        at = acme.stands(person)
        return directions.keep(session, at, directions.of(at))


def history(acme: Workforce, person: UUID) -> list[Decision]:
    with acme.database.reading() as session:
        return list(aims.decisions(session, acme.site.id, person))


def answers(acme: Workforce, person: UUID, row: Decision, word: str, reason: str = "") -> Decision:
    with acme.database.writing() as session:
        return directions.answer(session, acme.site.id, person, row.id, word, reason)


def test_each_rule_is_reached_from_what_is_stored(acme: Workforce, ada: UUID) -> None:
    found = [acme.way(ada)]
    acme.shows(ada, "SQL", 5, ASSESSMENT, key="a")
    acme.shows(ada, "SQL", 5, ASSESSMENT, key="b")
    acme.shows(ada, "Charts", 5, ASSESSMENT)
    found.append(acme.way(ada))
    acme.happens("Analyst", UPGRADE, date(2026, 12, 1))
    found.append(acme.way(ada))
    acme.aims(ada, "Clerk")
    found.append(acme.way(ada))
    acme.happens("Analyst", REDUNDANCY)
    found.append(acme.way(ada))
    assert [(each.rule, each.towards) for each in found] == [
        (R4, "Analyst"),
        (R5, "Senior Analyst"),
        (R3, "Analyst"),
        (R2, "Clerk"),
        (R1, "Clerk"),
    ]
    assert grounds(found[-1])["redundant_on"] == START.date()


def test_at_the_top_of_a_family_nothing_is_needed(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Senior Analyst")
    for key in ("a", "b", "c"):
        acme.shows(ada, "SQL", 5, ASSESSMENT, key=key)
    assert acme.way(ada).rule == R6


def test_an_aim_within_the_family_is_the_next_step(acme: Workforce, ada: UUID) -> None:
    acme.shows(ada, "SQL", 5, ASSESSMENT)
    acme.shows(ada, "SQL", 5, ASSESSMENT)
    acme.aims(ada, "Senior Analyst")
    found = acme.way(ada)
    assert (found.kind, found.towards) == (ADVANCE, "Senior Analyst")


def test_a_trigger_counts_by_its_earliest_day_and_within_the_horizon(
    acme: Workforce, ada: UUID
) -> None:
    acme.happens("Analyst", REDUNDANCY, date(2031, 1, 1))
    assert acme.way(ada).kind == UPSKILL
    acme.happens("Analyst", REDUNDANCY, date(2027, 5, 1))
    acme.happens("Analyst", REDUNDANCY, date(2027, 3, 1))
    assert grounds(acme.way(ada))["redundant_on"] == date(2027, 3, 1)


def test_a_suggestion_is_kept_with_its_grounds(acme: Workforce, ada: UUID) -> None:
    row = kept(acme, ada)
    assert (row.rule, row.kind, row.role, row.towards) == (R4, UPSKILL, "Analyst", "Analyst")
    assert row.grounds == [
        {"name": "coverage", "value": pytest.approx(0.75, abs=0.06), "on": None},
        {"name": "assessed_share", "value": 1.0, "on": None},
    ]
    assert (row.answer, row.reason, row.answered_at) == (None, "", None)


def test_the_same_suggestion_on_the_same_grounds_is_kept_once(acme: Workforce, ada: UUID) -> None:
    first = kept(acme, ada)
    assert kept(acme, ada).id == first.id
    acme.shows(ada, "SQL", 2.6, ASSESSMENT)
    second = kept(acme, ada)
    acme.aims(ada, "Clerk")
    third = kept(acme, ada)
    assert [row.id for row in history(acme, ada)] == [third.id, second.id, first.id]
    assert third.kind == RESKILL


@pytest.mark.parametrize("changed", ["profile", "redundancy"])
def test_an_answer_is_not_asked_for_again_only_since_a_day_has_gone_by(
    acme: Workforce, changed: str
) -> None:
    """The horizon moves with the day; that alone is no other ground."""
    ada = acme.hires("Ada", "Clerk")
    acme.rates(ada, {"Filing": 3})
    acme.signs("Clerk", EVOLVING)
    if changed == "redundancy":
        acme.happens("Clerk", REDUNDANCY)
    first = kept(acme, ada)
    answers(acme, ada, first, CONFIRMED)
    for days in (1, 40):
        with time_machine.travel(START + timedelta(days=days)):
            assert kept(acme, ada).id == first.id
    assert [row.answer for row in history(acme, ada)] == [CONFIRMED]


def test_a_person_confirms_or_disagrees_and_may_change_their_mind(
    acme: Workforce, ada: UUID
) -> None:
    row = kept(acme, ada)
    said = answers(acme, ada, row, DISAGREED, "  I teach SQL. " + "x" * 3000)
    assert (said.answer, len(said.reason)) == (DISAGREED, directions.LONGEST_REASON)
    assert said.reason.startswith("I teach SQL.")
    said = answers(acme, ada, row, CONFIRMED)
    assert (said.answer, said.reason) == (CONFIRMED, "")
    assert said.answered_at is not None
    assert said.answered_at <= now()
    assert kept(acme, ada).answer == CONFIRMED


@pytest.mark.parametrize(
    ("word", "reason", "told"),
    [("perhaps", "", "confirmed or disagreed"), (DISAGREED, "  ", "why you disagree")],
)
def test_other_answers_are_refused(
    acme: Workforce, ada: UUID, word: str, reason: str, told: str
) -> None:
    row = kept(acme, ada)
    with pytest.raises(BadInput, match=told):
        answers(acme, ada, row, word, reason)
    assert [each.answer for each in history(acme, ada)] == [None]


def test_nobody_answers_for_others(acme: Workforce, ada: UUID, elsewhere: Site) -> None:
    row = kept(acme, ada)
    grace = acme.hires("Grace", "Analyst")
    for site, person in ((acme.site, grace), (elsewhere, ada)):
        with pytest.raises(NotFound, match="not yours"), acme.database.writing() as session:
            directions.answer(session, site.id, person, row.id, CONFIRMED, "")
