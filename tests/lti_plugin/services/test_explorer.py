"""Roles to look around in: found by family and words, opened as somebody stands to them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import explorer
from lti_plugin.services.explorer import Opened
from lti_plugin.store import roles
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.profiles import holds, role

ANALYST = {"SQL": 3.0, "Statistics": 3.0, "Reporting": (2.0, 0.5)}


def today() -> date:
    return now().date()


@pytest.fixture
def person(database: Database, site: Site, ada: UUID) -> Person:
    """Ada is a support agent; three analysts' roles form a family."""
    with database.writing() as session:
        row = session.get_one(Person, ada)
        row.role = "Support Agent"
        role(session, site.id, "Support Agent", {"Reporting": 2.0, "Communication": 4.0})
        data = {"family": "Data", "site_id": site.id}
        soon = today() + timedelta(days=200)
        role(session, name="Junior Analyst", asked={"SQL": 2.0, "Reporting": 2.0}, step=1, **data)
        role(
            session,
            name="Analyst",
            asked=ANALYST,
            later=(soon, {"SQL": 4.0, "Python": 2.0, "Reporting": (2.0, 0.0)}),
            step=2,
            alternatives=["data analyst", "Datenanalystin"],
            **data,
        )
        role(session, name="Lead Analyst", asked={"SQL": 4.0, "Statistics": 4.0}, step=5, **data)
    return row


def opened(session: Session, person: Person, name: str) -> Opened:
    row = roles.named(session, person.site_id, name)
    assert row is not None
    return explorer.open_role(session, person, row.id, today())


def test_roles_are_browsed_by_family_and_step(database: Database, person: Person) -> None:
    with database.reading() as session:
        found = explorer.browse(roles.of_site(session, person.site_id))
    assert [(each.name, [row.name for row in each.roles]) for each in found] == [
        ("Data", ["Junior Analyst", "Analyst", "Lead Analyst"]),
        (None, ["Support Agent"]),
    ]


@pytest.mark.parametrize(
    ("text", "family", "names"),
    [
        ("datenanaly", "", ["Analyst"]),
        ("analyst LEAD", "", ["Lead Analyst"]),
        ("data", "", ["Junior Analyst", "Analyst", "Lead Analyst"]),
        ("", "Data", ["Junior Analyst", "Analyst", "Lead Analyst"]),
        ("agent", "Data", []),
        ("%", "", []),
    ],
)
def test_roles_are_found_by_any_of_their_names(
    database: Database, person: Person, text: str, family: str, names: list[str]
) -> None:
    with database.reading() as session:
        found = explorer.browse(roles.of_site(session, person.site_id), text, family)
    assert [row.name for each in found for row in each.roles] == names


def test_a_role_tells_what_changes_until_the_horizon(database: Database, person: Person) -> None:
    with database.reading() as session:
        changing = opened(session, person, "Analyst").changing
    assert changing.added == {"Python": 2.0}
    assert changing.raised == {"SQL": (3.0, 4.0)}
    assert changing.dropped == {"Reporting": 2.0}


def test_a_role_tells_its_steps_and_who_has_it(database: Database, person: Person) -> None:
    with database.reading() as session:
        analyst, own = opened(session, person, "Analyst"), opened(session, person, "Support Agent")
    assert analyst.before is not None
    assert analyst.after is not None
    assert (analyst.before.name, analyst.after.name) == ("Junior Analyst", "Lead Analyst")
    assert (own.before, own.after, own.is_own, analyst.is_own) == (None, None, True, False)


def test_how_far_it_is_counts_what_is_assessed_alone(database: Database, person: Person) -> None:
    with database.writing() as session:
        unknown = opened(session, person, "Analyst")
        holds(session, person, {"SQL": 5.0})
        known = opened(session, person, "Analyst")
    assert (unknown.coverage, unknown.readiness) == (None, None)
    assert known.coverage == pytest.approx(1.0, abs=0.01)
    assert known.readiness == "near"
    assert known.at.towards is not None
    assert known.at.towards.assessed_share == pytest.approx(3 / 7)
    states = {skill.name: standing.state for skill, standing in known.standings}
    assert states == {"SQL": "meets", "Statistics": "not assessed", "Reporting": "not assessed"}


def test_too_little_that_is_assessed_says_no_distance(database: Database, person: Person) -> None:
    with database.writing() as session:
        holds(session, person, {"Reporting": 5.0})
        analyst = opened(session, person, "Analyst")
    assert analyst.at.towards is not None
    assert analyst.at.towards.coverage is not None
    assert analyst.coverage is None


def test_the_own_role_is_compared_with_it_one_way(database: Database, person: Person) -> None:
    with database.reading() as session:
        analyst, own = opened(session, person, "Analyst"), opened(session, person, "Support Agent")
    assert analyst.from_own is not None
    assert analyst.from_own.gap == pytest.approx(6 / 7)
    assert own.from_own is not None
    assert own.from_own.gap == 0


def test_near_roles_are_those_that_are_alike(database: Database, person: Person) -> None:
    with database.reading() as session:
        near = [row.name for row, _ in opened(session, person, "Analyst").near]
    assert set(near) == {"Junior Analyst", "Lead Analyst"}


def test_somebody_without_a_role_may_look_around_too(
    database: Database, site: Site, person: Person, grace: UUID
) -> None:
    with database.reading() as session:
        analyst = opened(session, session.get_one(Person, grace), "Analyst")
    assert analyst.from_own is None
    assert len(analyst.standings) == 3


def test_a_role_that_asks_for_nothing_has_nothing_to_tell(
    database: Database, site: Site, person: Person
) -> None:
    with database.writing() as session:
        role(session, site.id, "Empty", {})
        empty = opened(session, person, "Empty")
    assert (empty.standings, empty.near, empty.from_own, empty.coverage) == ([], [], None, None)


def test_roles_of_another_site_are_not_here(
    database: Database, elsewhere: Site, person: Person
) -> None:
    with database.writing() as session:
        other = role(session, elsewhere.id, "Spy", {"Hiding": 3.0})
        for role_id in (other.id, uuid4()):
            with pytest.raises(NotFound):
                explorer.open_role(session, person, role_id, today())
