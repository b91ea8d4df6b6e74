"""The person of a launch is found by what the platform says, and made only once."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from connectors.records import Learner
from lti_plugin.errors import NotAllowed
from lti_plugin.lti.message import Launch
from lti_plugin.services import arrivals, privacy
from lti_plugin.store import erasure, people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import ID_NUMBER, MOODLE, USERNAME, Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

KEY = b"k" * 32
ADA = Launch(
    subject="5",
    deployment_id="1",
    roles=[],
    name="Ada Byron",
    email="ada@example.com",
    username="ada",
    id_number="E5",
    locale="en",
)


def imported(session: Session, site: Site, learner: Learner, kind: str) -> Person:
    """Return a person whom a file or a sync brought."""
    (person_id,) = people.upsert(session, site.id, [learner], kind).ids
    return people.get(session, site.id, person_id)


def test_first_launch_makes_the_person_with_all_ids(database: Database, site: Site) -> None:
    with database.writing() as session:
        person = arrivals.person_of(session, KEY, site.id, ADA)
        assert (person.name, person.email, person.language) == (
            "Ada Byron",
            "ada@example.com",
            "en",
        )
        assert dict(people.every_id(session, site.id, person.id)) == {
            MOODLE: "5",
            USERNAME: "ada",
            ID_NUMBER: "E5",
        }
        assert arrivals.person_of(session, KEY, site.id, ADA) is person


def test_what_is_known_is_kept_and_what_is_missing_filled_in(
    database: Database, site: Site
) -> None:
    with database.writing() as session:
        known = imported(session, site, Learner(id="5", name="Countess Ada"), MOODLE)
        known.gone_at = now()
        person = arrivals.person_of(session, KEY, site.id, ADA)
        assert person is known
        assert (person.name, person.email) == ("Countess Ada", "ada@example.com")
        assert person.gone_at is None


@pytest.mark.parametrize(("kind", "value"), [(ID_NUMBER, "E5"), (USERNAME, "ada")])
def test_person_from_a_file_is_the_same_person(
    database: Database, site: Site, kind: str, value: str
) -> None:
    with database.writing() as session:
        known = imported(session, site, Learner(id=value), kind)
        assert arrivals.person_of(session, KEY, site.id, ADA) is known
        assert dict(people.every_id(session, site.id, known.id))[MOODLE] == "5"


def test_somebody_with_another_moodle_id_is_somebody_else(database: Database, site: Site) -> None:
    with database.writing() as session:
        other = imported(session, site, Learner(id="6", id_number="E5", username="ada"), MOODLE)
        person = arrivals.person_of(session, KEY, site.id, ADA)
        assert person is not other
        assert dict(people.every_id(session, site.id, person.id)) == {MOODLE: "5"}
        assert dict(people.every_id(session, site.id, other.id))[ID_NUMBER] == "E5"


def test_custom_parameters_say_nothing_about_who_it_is(database: Database, site: Site) -> None:
    launch = Launch("7", "1", "learner", custom={"idnumber": "E5", "username": "ada"})
    with database.writing() as session:
        known = imported(session, site, Learner(id="E5"), ID_NUMBER)
        assert arrivals.person_of(session, KEY, site.id, launch) is not known


@pytest.mark.parametrize(
    "launch",
    [
        ADA,
        Launch("99", "1", "learner", id_number="E5"),
        Launch("99", "1", "learner", email="Ada@Example.com"),
    ],
)
def test_erased_person_does_not_come_back(
    database: Database, site: Site, vault: Vault, launch: Launch
) -> None:
    key = vault.derive(erasure.TOMBSTONES)
    with database.writing() as session:
        person = arrivals.person_of(session, key, site.id, ADA)
        privacy.erase(session, vault, site.id, person.id, "test")
        with pytest.raises(NotAllowed) as refused:
            arrivals.person_of(session, key, site.id, launch)
        assert refused.value.code == "lti-erased"
        assert session.query(Person).count() == 0


def test_two_first_launches_at_the_same_moment_make_one_person(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = arrivals._known
    with database.writing() as session:
        first = arrivals.person_of(session, KEY, site.id, ADA)
        looks = iter([None])  # the other launch is not yet to be seen when this one looks
        monkeypatch.setattr(
            arrivals, "_known", lambda *place: None if next(looks, 1) is None else found(*place)
        )
        assert arrivals.person_of(session, KEY, site.id, ADA) is first
        assert session.query(Person).count() == 1


def test_other_breaches_of_the_store_are_not_hidden(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        arrivals.person_of(session, KEY, site.id, ADA)
        monkeypatch.setattr(arrivals, "_known", lambda *place: None)
        with pytest.raises(IntegrityError):
            arrivals.person_of(session, KEY, site.id, ADA)
