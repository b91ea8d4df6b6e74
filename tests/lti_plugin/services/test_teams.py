"""Who leads whom, as records name managers."""

from __future__ import annotations

from uuid import UUID

import pytest

from connectors.records import Learner
from lti_plugin.errors import NotAllowed
from lti_plugin.services import teams
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import FILE, MOODLE, Person, PersonId
from lti_plugin.store.sites import Site

BOSS = Learner(
    id="7", name="Ada", username="ada", id_number="E7", email="ada@example.org", manager_id="E7"
)


def hired(database: Database, site: Site, *named: str | None) -> list[UUID]:
    """Take in the boss, and somebody for each text that names a manager."""
    others = [
        Learner(id=str(20 + n), name=f"Person {n}", username=f"p{n}", manager_id=text)
        for n, text in enumerate(named)
    ]
    with database.writing() as session:
        ids = people.upsert(session, site.id, [BOSS, *others], MOODLE).ids
        session.add(PersonId(site_id=site.id, person_id=ids[0], kind=FILE, value="boss-1"))
    return ids


def led(database: Database, site: Site, boss: UUID) -> list[str]:
    with database.reading() as session:
        return [each.name for each in teams.reports(session, site.id, boss)]


@pytest.mark.parametrize(
    "text", ["E7", "ada", "7", "boss-1", "idnumber:E7", "username:ada", "moodle_id:7"]
)
def test_a_manager_is_known_by_any_id(database: Database, site: Site, text: str) -> None:
    boss, person = hired(database, site, text)
    assert led(database, site, boss) == ["Person 0"]
    with database.reading() as session:
        assert teams.manager_of(session, site.id, person) == boss


@pytest.mark.parametrize(
    "text", [None, "", "nobody", "ada@example.org", "email:ada@example.org", "Ada"]
)
def test_an_address_or_a_name_makes_nobody_a_manager(
    database: Database, site: Site, text: str | None
) -> None:
    boss, person = hired(database, site, text)
    assert led(database, site, boss) == []
    with database.reading() as session:
        assert teams.manager_of(session, site.id, person) is None


def test_an_id_number_goes_before_moodles_own_id(database: Database, site: Site) -> None:
    boss, person = hired(database, site, "7")
    with database.writing() as session:
        session.add(PersonId(site_id=site.id, person_id=person, kind="idnumber", value="x"))
        other = Learner(id="99", name="Grace", id_number="7")
        (grace,) = people.upsert(session, site.id, [other], MOODLE).ids
    assert led(database, site, boss) == []
    assert led(database, site, grace) == ["Person 0"]


def test_who_is_gone_neither_leads_nor_is_led(database: Database, site: Site) -> None:
    boss, first, second = hired(database, site, "E7", "E7")
    with database.writing() as session:
        session.get_one(Person, first).gone_at = now()
    assert led(database, site, boss) == ["Person 1"]
    with database.writing() as session:
        session.get_one(Person, boss).gone_at = now()
    with database.reading() as session:
        assert teams.manager_of(session, site.id, second) is None


def test_whose_account_is_suspended_neither_leads_nor_is_led(
    database: Database, site: Site
) -> None:
    boss, first, second = hired(database, site, "E7", "E7")
    with database.writing() as session:
        session.get_one(Person, first).active = False
    assert led(database, site, boss) == ["Person 1"]
    with database.writing() as session:
        session.get_one(Person, boss).active = False
    with database.reading() as session:
        assert teams.manager_of(session, site.id, second) is None


def test_who_leads_nobody_is_told_so(database: Database, site: Site) -> None:
    _, person = hired(database, site, "E7")
    with database.reading() as session, pytest.raises(NotAllowed, match="led by you"):
        teams.led(session, site.id, person)
    with database.reading() as session, pytest.raises(NotAllowed, match="of your team"):
        teams.report(session, site.id, person, person)
