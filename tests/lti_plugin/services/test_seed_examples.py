"""The examples of the founding documents get their label, on a site as it is on its first day.

Each person rates themselves a little below what their role asks for, and Human resources have
signed what they expect of the role. What is lacked first is what the documents want them to learn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest
import time_machine

from lti_plugin.settings import Settings
from lti_plugin.store import roles
from recommender.skills.direction import (
    R0,
    R1,
    R2,
    R3,
    RESKILL,
    UNKNOWN,
    UPSKILL,
    Flip,
)
from recommender.skills.evidence import LIKELY, PORTFOLIO, SURE
from recommender.skills.gaps import Gap
from recommender.skills.roles import ENDS, EVOLVING, GROWING, REDUNDANCY, SHRINKING, STABLE
from tests.support.workforce import Workforce, grounds, starting_site

TODAY = date(2026, 10, 1)
PRINT, UX = "Print Marketing Specialist", "UX Designer"
SUPPORT, ANALYST = "Support Agent", "Junior Data Analyst"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The starter pack dates what roles will ask for, so these tests have a day of their own."""
    with time_machine.travel("2026-10-01T09:00:00Z"):
        yield


@pytest.fixture
def acme(settings: Settings) -> Iterator[Workforce]:
    """A site with the starter pack and nothing else."""
    found = starting_site(settings.database_url)
    yield found
    found.database.close()


def first(gap: Gap | None, count: int) -> set[str]:
    """Return the skills of the weightiest shortfalls."""
    assert gap is not None
    return {each.required.skill for each in gap.standings[:count]}


class Goes(NamedTuple):
    """Somebody who goes deeper in their role, and the skills that the documents name."""

    role: str
    learns: tuple[str, ...]


DEEPER = [
    Goes("Content Writer", ("Search engine optimisation", "Web analytics")),
    Goes("Sales Representative", ("Sales automation", "CRM software")),
    Goes("Developer", ("AI-assisted programming", "Python")),
    Goes(SUPPORT, ("AI-supported customer service", "Responsible use of AI")),
]


@pytest.mark.parametrize(("role", "learns"), DEEPER, ids=[each.role for each in DEEPER])
def test_who_stays_in_a_role_that_changes_upskills(
    acme: Workforce, role: str, learns: tuple[str, ...]
) -> None:
    ada = acme.hires("Ada", role)
    acme.signs(role, EVOLVING, source="plan for 2027")
    acme.rates_as_asked(ada, role, by=-0.5)
    found = acme.way(ada)
    assert (found.kind, found.rule, found.towards) == (UPSKILL, R3, role)
    assert grounds(found)["changed"] >= 0.15
    assert found.because[0].on == acme.stands(ada).horizon == date(2028, 4, 1)
    assert set(learns) <= first(acme.stands(ada).later, 5)


def test_a_sales_team_that_is_to_negotiate_better_upskills(acme: Workforce) -> None:
    team = [acme.hires(name, "Sales Representative") for name in ("Ada", "Grace", "Hedy")]
    acme.signs("Sales Representative", STABLE)
    for skill, person in enumerate(team):
        acme.rates_as_asked(person, "Sales Representative", by=-skill / 2)
        acme.rates(person, {"negotiation skills": 1})
    assert {acme.way(person).kind for person in team} == {UPSKILL}
    for person in team:
        later = acme.stands(person).later
        assert "Negotiation" in first(later, 3)
        assert later is not None
        assert "Negotiation" in {each.required.skill for each in later.open}


class Turns(NamedTuple):
    """Somebody who turns to another role, as they wish, and what they have to learn for it."""

    role: str
    outlook: str
    target: str
    learns: tuple[str, ...]


OTHER = [
    Turns(PRINT, STABLE, UX, ("User experience design", "Prototyping", "User research")),
    Turns("Factory Worker", SHRINKING, "Logistics Coordinator", ("Transport planning",)),
    Turns(SUPPORT, EVOLVING, ANALYST, ("SQL", "Data visualisation")),
    Turns("Administrative Assistant", SHRINKING, ANALYST, ("Data analysis", "SQL")),
    Turns(SUPPORT, EVOLVING, "AI-Supported Support Agent", ("AI-supported customer service",)),
]


@pytest.mark.parametrize(
    ("role", "outlook", "target", "learns"), OTHER, ids=[f"{e.role} to {e.target}" for e in OTHER]
)
def test_who_aims_at_a_role_of_another_family_reskills(
    acme: Workforce, role: str, outlook: str, target: str, learns: tuple[str, ...]
) -> None:
    ada = acme.hires("Ada", role)
    acme.signs(role, outlook)
    acme.rates_as_asked(ada, role, by=-0.5)
    acme.aims(ada, target)
    found = acme.way(ada)
    assert (found.kind, found.rule, found.towards) == (RESKILL, R2, target)
    assert grounds(found) == {"target": target}
    assert not found.urgent
    assert found.otherwise == UPSKILL
    assert {flip.name: flip.becomes for flip in found.flips} == {"target": UPSKILL}
    assert set(learns) <= first(acme.stands(ada).towards, 5)


def test_support_with_ai_is_an_upskilling_unless_it_is_another_role(acme: Workforce) -> None:
    """The target role decides, not the course: the skill to learn is the same both times."""
    ada = acme.hires("Ada", SUPPORT)
    acme.signs(SUPPORT, EVOLVING)
    acme.rates_as_asked(ada, SUPPORT, by=-0.5)
    assert acme.way(ada).kind == UPSKILL
    acme.aims(ada, "AI-Supported Support Agent")
    assert acme.way(ada).kind == RESKILL
    acme.aims(ada, None)
    assert acme.way(ada).kind == UPSKILL


def test_a_print_specialist_whose_role_is_planned_away_reskills_urgently(acme: Workforce) -> None:
    ada = acme.hires("Ada", PRINT)
    gone = date(2027, 12, 31)
    acme.signs(PRINT, ENDS, ends_on=gone, source="site plan")
    acme.rates_as_asked(ada, PRINT)
    acme.aims(ada, UX)
    found = acme.way(ada)
    assert (found.kind, found.rule, found.urgent, found.towards) == (RESKILL, R1, True, UX)
    assert grounds(found) == {"ends_on": gone, "outlook_signed_on": TODAY}


def test_planned_at_seven_tenths_or_more_a_print_specialist_would_upskill(acme: Workforce) -> None:
    ada = acme.hires("Ada", PRINT)
    by = date(2027, 6, 30)
    acme.signs(PRINT, SHRINKING, planned_share=0.4, planned_by=by)
    acme.rates_as_asked(ada, PRINT, by=-0.5)
    found = acme.way(ada)
    assert (found.kind, found.because[0].name, found.because[0].on) == (
        RESKILL,
        "planned_share",
        by,
    )
    assert found.flips[0] == Flip("planned_share", 0.4, 0.7, UPSKILL, "R4")
    acme.signs(PRINT, SHRINKING, planned_share=0.7, planned_by=by)
    assert acme.way(ada).kind == UPSKILL


def test_a_side_project_counts_once_somebody_has_reviewed_it(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Developer")
    acme.signs("Developer", EVOLVING)
    acme.rates_as_asked(ada, "Developer", by=-0.5)
    before = acme.stands(ada).held["Python"]
    acme.shows(
        ada, "Python", 4, PORTFOLIO, url="https://code.test/ada", note="A web shop, reviewed."
    )
    after = acme.stands(ada).held["Python"]
    assert after.level > before.level + 0.5
    assert after.sd < before.sd
    assert (before.confidence, after.confidence) == (LIKELY, SURE)
    assert after.counted[0].row.source == PORTFOLIO
    assert acme.way(ada).kind == UPSKILL


@pytest.mark.parametrize("role", [each.role for each in DEEPER] + [PRINT, "Factory Worker"])
def test_without_an_outlook_nothing_is_guessed(acme: Workforce, role: str) -> None:
    ada = acme.hires("Ada", role)
    acme.rates_as_asked(ada, role)
    found = acme.way(ada)
    assert (found.kind, found.rule, found.towards) == (UNKNOWN, R0, None)
    assert found.missing == ("outlook_signed_on", "target")


def test_without_any_assessment_the_first_thing_asked_for_is_one(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Content Writer")
    acme.signs("Content Writer", EVOLVING)
    found = acme.way(ada)
    assert (found.kind, found.missing) == (UNKNOWN, ("assessed_share",))
    assert [(flip.name, flip.becomes) for flip in found.flips] == [("assessed_share", UPSKILL)]


def test_an_outlook_is_out_of_date_after_half_a_year(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Content Writer")
    acme.signs("Content Writer", EVOLVING)
    acme.rates_as_asked(ada, "Content Writer")
    with time_machine.travel("2027-03-31T09:00:00Z"):
        assert acme.way(ada).kind == UPSKILL
    with time_machine.travel("2027-04-04T09:00:00Z"):
        found = acme.way(ada)
    assert (found.kind, grounds(found)) == (UNKNOWN, {"outlook_signed_on": TODAY})


def test_a_redundancy_turns_its_holders_to_reskilling_and_is_named(acme: Workforce) -> None:
    ada, grace = (acme.hires(name, role) for name, role in (("Ada", PRINT), ("Grace", SUPPORT)))
    for person, role in ((ada, PRINT), (grace, SUPPORT)):
        acme.signs(role, STABLE)
        acme.rates_as_asked(person, role, by=-0.5)
        assert acme.way(person).kind == UPSKILL
    day = date(2027, 3, 31)
    acme.happens(PRINT, REDUNDANCY, day, note="The press is sold.")
    found = acme.way(ada)
    assert (found.kind, found.rule) == (RESKILL, R1)
    assert (found.because[0].name, found.because[0].value) == ("redundant_on", day)
    assert [(flip.name, flip.becomes) for flip in found.flips] == [("redundant_on", UPSKILL)]
    assert acme.way(grace).kind == UPSKILL


def test_the_starter_packs_own_outlooks_are_signed_by_nobody(acme: Workforce) -> None:
    """An outlook of ours is a proposal: it must not decide about anybody's job."""
    with acme.database.reading() as session:
        rows: dict[str, Any] = {row.name: row for row in roles.of_site(session, acme.site.id)}
    assert (rows[PRINT].outlook, rows[UX].outlook) == (ENDS, GROWING)
    assert {row.outlook_signed_on for row in rows.values()} == {None}
    assert {row.reviewed_at for row in rows.values()} == {None}
