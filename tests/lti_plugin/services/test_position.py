"""Where people stand against their role today, at the horizon, and against the role they want."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import event

from lti_plugin.services import position
from lti_plugin.services.position import OWN, RECORD
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT
from recommender.skills.gaps import BELOW, MEETS, NOT_ASSESSED, Gap
from tests.support.workforce import HEAD, Workforce

ROLES = f"""{HEAD},valid_from,family,role_level,alternatives
Analyst,SQL,3,1,,Data,1,Number cruncher
Analyst,Charts,2,1,,,,
Analyst,Paper files,2,0.5,,,,
Analyst,SQL,4,1,2027-06-01,,,
Analyst,Python,3,0.5,2027-06-01,,,
Analyst,Paper files,0,0,2027-06-01,,,
Analyst,Spells,5,1,2031-01-01,,,
Senior Analyst,SQL,5,1,,Data,2,
Baker,Kneading,3,1,,Bakery,1,
"""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-10-31T12:00:00Z"):
        yield


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site with two families of roles, one of which changes."""
    found = Workforce(database, site)
    found.reads(tmp_path, ROLES)
    return found


def states(found: Gap | None) -> dict[str, str]:
    assert found is not None
    return {each.required.skill: each.state for each in found.standings}


@pytest.mark.parametrize(
    ("day", "horizon"),
    [
        (date(2026, 10, 31), date(2028, 4, 28)),
        (date(2026, 8, 31), date(2028, 2, 28)),
        (date(2026, 6, 1), date(2027, 12, 1)),
        (date(2026, 7, 1), date(2028, 1, 1)),
        (date(2026, 12, 31), date(2028, 6, 28)),
    ],
)
def test_the_horizon_lies_eighteen_months_ahead(day: date, horizon: date) -> None:
    assert position.horizon_of(day) == horizon


def test_the_gaps_of_today_and_of_the_horizon_are_told_apart(acme: Workforce) -> None:
    ada = acme.hires("Ada", "number cruncher")
    acme.shows(ada, "SQL", 3.5, ASSESSMENT)
    acme.shows(ada, "Charts", 1, ASSESSMENT)
    at = acme.stands(ada)
    assert at.role is not None
    assert (at.title, at.role.name) == ("number cruncher", "Analyst")
    assert states(at.now) == {"SQL": MEETS, "Charts": BELOW, "Paper files": NOT_ASSESSED}
    assert states(at.later) == {"SQL": BELOW, "Charts": BELOW, "Python": NOT_ASSESSED}
    assert at.now is not None
    assert at.later is not None
    assert at.now.assessed_share == pytest.approx(5 / 6)
    assert at.later.assessed_share == pytest.approx(6 / 7.5)
    assert at.changing is not None
    assert dict(at.changing.raised) == {"SQL": (3.0, 4.0)}
    assert set(at.changing.added) == {"Python"}
    assert set(at.changing.dropped) == {"Paper files"}
    assert at.changing.ratio == pytest.approx(2.5 / 7.5)


def test_a_self_rating_leaves_a_wider_range_than_an_assessment(acme: Workforce) -> None:
    ada, grace = acme.hires("Ada", "Analyst"), acme.hires("Grace", "Analyst")
    acme.rates(ada, {"SQL": 3})
    acme.shows(grace, "SQL", 3, ASSESSMENT)
    low, high = acme.stands(ada).held["SQL"].range
    lower, upper = acme.stands(grace).held["SQL"].range
    assert low < lower < upper < high


def test_what_a_person_chose_goes_before_their_record(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst", target="baker")
    found = []
    for chosen in (None, "Senior Analyst"):
        at = acme.stands(ada)
        found.append((at.aim.name if at.aim else None, at.aim_by))
        acme.aims(ada, chosen)
        at = acme.stands(ada)
        found.append((at.aim.name if at.aim else None, at.aim_by))
    assert found == [("Baker", RECORD), (None, OWN), (None, OWN), ("Senior Analyst", OWN)]
    assert states(acme.stands(ada).towards) == {"SQL": NOT_ASSESSED}


@pytest.mark.parametrize("target", ["Analyst", "Number cruncher"])
def test_the_present_role_is_no_aim(acme: Workforce, target: str) -> None:
    ada = acme.hires("Ada", "Analyst", target=target)
    at = acme.stands(ada)
    assert (at.aim, at.aim_by, at.towards) == (None, None, None)
    acme.aims(ada, "Analyst")
    at = acme.stands(ada)
    assert (at.aim, at.aim_by, at.towards) == (None, OWN, None)
    assert acme.stands(ada, towards="Analyst").aim is None


def test_another_aim_may_be_tried_without_choosing_it(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst", target="Senior Analyst")
    at = acme.stands(ada, towards="baker")
    assert at.aim is not None
    assert (at.aim.name, at.aim_by) == ("Baker", OWN)
    assert states(at.towards) == {"Kneading": NOT_ASSESSED}
    unknown = acme.stands(ada, towards="Wizard")
    assert (unknown.aim, unknown.towards) == (None, None)
    again = acme.stands(ada)
    assert again.aim is not None
    assert (again.aim.name, again.aim_by) == ("Senior Analyst", RECORD)


@pytest.mark.parametrize("title", [None, "Wizard"])
def test_without_a_role_that_is_known_there_is_no_gap(acme: Workforce, title: str | None) -> None:
    ada = acme.hires("Ada", title)
    acme.rates(ada, {"SQL": 2})
    at = acme.stands(ada)
    assert (at.title, at.role, at.now, at.later, at.changing, at.above) == (title, *[None] * 5)
    assert at.held["SQL"].level == 2


def test_the_next_step_of_the_family_is_known_with_its_profile(acme: Workforce) -> None:
    ada, grace = acme.hires("Ada", "Analyst"), acme.hires("Grace", "Senior Analyst")
    above = acme.stands(ada).above
    assert above is not None
    assert above.name == "Senior Analyst"
    assert above.profile(date(2026, 10, 31))["SQL"].level == 5
    assert acme.stands(grace).above is None


def test_a_skill_of_the_present_role_fades_half_as_fast(acme: Workforce) -> None:
    ada, grace = acme.hires("Ada", None), acme.hires("Grace", "Analyst")
    for person in (ada, grace):
        acme.shows(person, "SQL", 3, ASSESSMENT, on=date(2024, 10, 31))
    assert acme.stands(ada).held["SQL"].sd > acme.stands(grace).held["SQL"].sd


def test_many_people_cost_as_many_queries_as_two(acme: Workforce) -> None:
    ids = [acme.hires(f"P{n}", ("Analyst", "Baker", "Wizard")[n % 3], "Baker") for n in range(12)]
    for person in ids:
        acme.rates(person, {"SQL": 1, "Kneading": 2})
    _queries(acme, ids)  # from now on the roles are known
    assert _queries(acme, ids) == _queries(acme, ids[:2]) == 5


def _queries(acme: Workforce, ids: list[UUID]) -> int:
    seen: list[str] = []
    with acme.database.reading() as session:
        people = [session.get_one(Person, each) for each in ids]
        day = date(2026, 10, 31)
        event.listen(acme.database.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        found = position.of_people(session, acme.site.id, people, day)
    assert [at.person.id for at in found] == ids
    return len(seen)


def test_nobody_costs_nothing_but_looks(acme: Workforce) -> None:
    with acme.database.reading() as session:
        assert position.of_people(session, acme.site.id, [], date(2026, 10, 31)) == []
