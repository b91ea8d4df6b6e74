"""Who is taken for an erased person, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from connectors.records import Learner
from lti_plugin.services import privacy
from lti_plugin.store import erasure, people
from lti_plugin.store.database import Database
from lti_plugin.store.people import FILE, MOODLE
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

ADA = Learner(
    id="5", name="Ada", username="ada", id_number="E5", email="Ada@x.test", department="R&D"
)
GRACE = Learner(id="6", name="Grace", username="grace", id_number="E6", email="team@x.test")


@pytest.fixture
def session(database: Database, site: Site) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def erase(session: Session, vault: Vault, site: Site, text: str) -> None:
    found = people.find(session, site.id, text)
    privacy.erase(session, vault, site.id, found.id, "test")
    session.expire_all()


def comes_in(session: Session, vault: Vault, site: Site, learner: Learner, kind: str) -> bool:
    key = vault.derive(erasure.TOMBSTONES)
    return erasure.welcome(session, key, site.id, [learner], kind) == [learner]


@pytest.mark.parametrize(
    "learner",
    [
        ADA,
        Learner("905", username="ADA"),
        Learner("905", id_number="E5"),
        Learner("905", email="ada@X.test"),
    ],
)
def test_any_id_of_an_erased_person_keeps_a_newcomer_out(
    session: Session, vault: Vault, site: Site, learner: Learner
) -> None:
    people.upsert(session, site.id, [ADA, GRACE], MOODLE)
    assert comes_in(session, vault, site, learner, MOODLE)
    erase(session, vault, site, "moodle_id:5")
    assert not comes_in(session, vault, site, learner, MOODLE)
    assert comes_in(session, vault, site, replace(GRACE, id="7"), MOODLE)


@pytest.mark.parametrize("row", ["E5", "ada", "moodle_id:5", "email:ada@x.test"])
def test_a_file_may_name_an_erased_person_in_many_ways(
    session: Session, vault: Vault, site: Site, row: str
) -> None:
    people.upsert(session, site.id, [ADA], MOODLE)
    erase(session, vault, site, "moodle_id:5")
    assert not comes_in(session, vault, site, Learner(row), FILE)
    assert comes_in(session, vault, site, Learner("E55"), FILE)


@pytest.mark.parametrize("row", ["E5", "ada", "idnumber:E5"])
def test_somebody_erased_who_came_from_a_file_does_not_come_in_from_moodle(
    session: Session, vault: Vault, site: Site, row: str
) -> None:
    people.upsert(session, site.id, [Learner(row)], FILE)
    erase(session, vault, site, f"file:{row}")
    assert not comes_in(session, vault, site, replace(ADA, email=None), MOODLE)


def test_who_is_here_stays_though_they_share_an_address_with_somebody_erased(
    session: Session, vault: Vault, site: Site
) -> None:
    sharing = replace(ADA, email="team@x.test")
    people.upsert(session, site.id, [sharing, GRACE], MOODLE)
    people.upsert(session, site.id, [Learner("E7", name="Joan")], FILE)
    erase(session, vault, site, "moodle_id:5")
    assert comes_in(session, vault, site, GRACE, MOODLE)
    assert comes_in(session, vault, site, Learner("7", id_number="E7", email="team@x.test"), MOODLE)
    assert not comes_in(session, vault, site, Learner("8", email="team@x.test"), MOODLE)


def test_an_address_that_only_a_launch_told_is_remembered(
    session: Session, vault: Vault, site: Site
) -> None:
    (person_id,) = people.upsert(session, site.id, [Learner("5")], MOODLE).ids
    people.get(session, site.id, person_id).email = "Ada@x.test"
    erase(session, vault, site, "moodle_id:5")
    assert not comes_in(session, vault, site, Learner("9", email="ada@x.test"), MOODLE)


def test_an_erased_person_of_another_site_is_nobody_here(
    session: Session, vault: Vault, site: Site
) -> None:
    other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
    session.add(other)
    session.flush()
    people.upsert(session, other.id, [ADA], MOODLE)
    erase(session, vault, other, "moodle_id:5")
    assert comes_in(session, vault, site, ADA, MOODLE)
