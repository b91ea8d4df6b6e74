"""Budgets: who sets them, what is left, and what a person may still plan with."""

from __future__ import annotations

import math
from datetime import date, timedelta
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.services import budgets
from lti_plugin.services.budgets import NO_LIMIT, Amount
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site

TODAY = now().date()
YEAR = (TODAY - timedelta(days=10), TODAY + timedelta(days=355))


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """Person 100 leads 101 and 102; course 3 takes 8 hours."""
    made = small_site(database, site)
    with database.writing() as session:
        for each in ("101", "102"):
            people.get(session, site.id, made.people[each]).manager = "100"
    return made


def given(
    database: Database, site: Site, person: UUID, amount: Amount, *, whole_team: bool = False
) -> UUID:
    """Let an admin give a budget for a year."""
    with database.writing() as session:
        place = (session, site.id, None, person, amount, YEAR)
        return budgets.add(*place, whole_team=whole_team, admin=True).id


def starts(database: Database, site: Site, small: Small, person: str, *courses: str) -> None:
    """Let somebody start a path of these courses."""
    with database.writing() as session:
        steps = [str(small.courses[each]) for each in courses]
        key = {"site_id": site.id, "person_id": small.people[person]}
        session.add(Path(**key, role="Analyst", steps=steps))


def left(database: Database, site: Site, person: UUID) -> Amount:
    with database.reading() as session:
        return budgets.of_person(session, site.id, person, TODAY)


def test_without_any_line_nothing_is_limited(database: Database, site: Site, small: Small) -> None:
    assert left(database, site, small.people["101"]) == NO_LIMIT


def test_what_others_plan_is_gone_and_what_one_plans_oneself_can_be_planned_again(
    database: Database, site: Site, small: Small
) -> None:
    boss, first, second = (small.people[each] for each in ("100", "101", "102"))
    given(database, site, boss, Amount(20.0, None), whole_team=True)
    starts(database, site, small, "101", "3")
    assert left(database, site, first) == Amount(20.0, None)
    assert left(database, site, second) == Amount(12.0, None)
    with database.reading() as session:
        assert budgets.of_team(session, site.id, boss, TODAY) == Amount(20.0, None)
    assert left(database, site, boss) == NO_LIMIT  # the team's budget is not their own


def test_every_limit_that_somebody_falls_under_holds(
    database: Database, site: Site, small: Small
) -> None:
    boss, first = small.people["100"], small.people["101"]
    given(database, site, boss, Amount(20.0, 500.0), whole_team=True)
    given(database, site, first, Amount(6.0, None))
    assert left(database, site, first) == Amount(6.0, 500.0)


def test_only_what_was_finished_within_the_period_is_recorded(
    database: Database, site: Site, small: Small
) -> None:
    first = small.people["101"]
    given(database, site, first, Amount(20.0, None))
    key = {"site_id": site.id, "person_id": first, "course_id": small.courses["3"]}
    with database.writing() as session:
        session.add(Completion(**key, completed_at=now() - timedelta(days=400)))
        session.add(Completion(**key, completed_at=None))
    assert left(database, site, first) == Amount(20.0, None)
    with database.writing() as session:
        session.add(Completion(**key, completed_at=now()))
    assert left(database, site, first) == Amount(12.0, None)


def test_what_is_left_never_falls_below_nothing(
    database: Database, site: Site, small: Small
) -> None:
    first = small.people["101"]
    given(database, site, first, Amount(3.0, None))
    starts(database, site, small, "101", "3")
    with database.reading() as session:
        (line,) = budgets.rows.of_people(session, site.id, [first], TODAY)
        assert budgets.account(session, line, TODAY).left == Amount(0.0, None)


@pytest.mark.parametrize(
    ("amount", "period"),
    [
        (NO_LIMIT, YEAR),
        (Amount(-1.0, None), YEAR),
        (Amount(math.inf, None), YEAR),
        (Amount(None, math.nan), YEAR),
        (Amount(1.0, None), (date(2026, 2, 1), date(2026, 1, 31))),
    ],
)
def test_what_is_no_budget_is_refused(
    database: Database, site: Site, small: Small, amount: Amount, period: tuple[date, date]
) -> None:
    with database.writing() as session, pytest.raises(BadInput):
        budgets.add(session, site.id, None, small.people["101"], amount, period, admin=True)


def test_a_manager_limits_their_people_alone_and_one_by_one(
    database: Database, site: Site, small: Small
) -> None:
    boss, first = small.people["100"], small.people["101"]
    amount = Amount(5.0, None)
    with database.writing() as session:
        budgets.add(session, site.id, boss, first, amount, YEAR)
    for person, team in ((boss, True), (boss, False), (small.people["103"], False)):
        with database.writing() as session, pytest.raises(NotAllowed):
            budgets.add(session, site.id, boss, person, amount, YEAR, whole_team=team)


def test_a_request_is_decided_once_by_somebody_else(
    database: Database, site: Site, small: Small
) -> None:
    boss = small.people["100"]
    line = given(database, site, boss, Amount(20.0, None), whole_team=True)
    with database.writing() as session:
        more = Amount(4.0, 50.0)
        wish = budgets.ask(session, site.id, boss, line, more, "A tool").id
    with database.writing() as session, pytest.raises(NotAllowed):
        budgets.settle(session, site.id, wish, boss, approved=True, answer="")
    with database.writing() as session:
        budgets.settle(session, site.id, wish, None, approved=True, answer="")
        kept = budgets.rows.get(session, site.id, line)
        assert (kept.hours, kept.money) == (24.0, None)  # money had no limit and keeps none
    with database.writing() as session, pytest.raises(BadInput, match="decided already"):
        budgets.settle(session, site.id, wish, None, approved=False, answer="No.")


def test_it_goes_with_its_person(database: Database, site: Site, small: Small) -> None:
    first = small.people["101"]
    given(database, site, first, Amount(3.0, None))
    with database.writing() as session:
        session.delete(session.get_one(Person, first))
    with database.reading() as session:
        assert budgets.rows.of_site(session, site.id) == []
