"""What an admin says of a person holds through updates, with the source's word beside it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from connectors.records import Learner
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import corrections
from lti_plugin.store import audit, people
from lti_plugin.store import corrections as rows
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import SCORE, Job
from lti_plugin.store.people import MOODLE, Person
from lti_plugin.store.sites import Site

ADA = Learner("7", name="Ada", username="ada", role="Analyst", department="Sales")
BOSS = Learner("8", name="Grace", username="grace", id_number="E8")


@pytest.fixture
def team(database: Database, site: Site) -> list[UUID]:
    """Ada and her boss, as Moodle tells of them."""
    with database.writing() as session:
        return people.upsert(session, site.id, [ADA, BOSS], MOODLE).ids


def correct(database: Database, site: Site, who: UUID, **values: str | None) -> list[str]:
    with database.writing() as session:
        return corrections.correct(session, site.id, who, values, "x")


def sync(database: Database, site: Site, *told: Learner) -> people.Changes:
    with database.writing() as session:
        return people.upsert(session, site.id, told, MOODLE)


def person(database: Database, site: Site, who: UUID) -> Person:
    with database.reading() as session:
        return people.get(session, site.id, who)


def test_a_correction_survives_updates_and_shows_the_changed_source(
    database: Database, site: Site, team: list[UUID]
) -> None:
    given = {"role": "Team lead", "manager": "E8", "hired_on": "2020-02-29"}
    assert correct(database, site, team[0], **given) == list(given)
    changed = sync(database, site, Learner("7", name="Ada B", username="ada", role="Manager"))
    assert changed.changed == 1
    ada = person(database, site, team[0])
    assert (ada.name, ada.role, ada.manager) == ("Ada B", "Team lead", "E8")
    assert (ada.hired_on, ada.department) == (date(2020, 2, 29), None)
    with database.reading() as session:
        found = rows.of_person(session, site.id, team[0])
        assert (found["role"].value, found["role"].source) == ("Team lead", "Manager")
        assert [job.kind for job in session.scalars(select(Job))] == [SCORE]
        assert audit.latest(session, site.id, 1)[0].details["fields"] == list(given)


def test_what_is_left_to_the_source_is_as_the_source_says_by_now(
    database: Database, site: Site, team: list[UUID]
) -> None:
    correct(database, site, team[0], role="Team lead", active="no")
    sync(database, site, Learner("7", name="Ada", role="Manager"))
    assert not person(database, site, team[0]).active
    with database.writing() as session:
        for field in ("role", "active", "role"):
            corrections.release(session, site.id, team[0], field, "x")
    ada = person(database, site, team[0])
    assert (ada.role, ada.active) == ("Manager", True)
    with database.reading() as session:
        assert rows.of_person(session, site.id, team[0]) == {}


def test_saying_what_the_source_says_ends_the_correction(
    database: Database, site: Site, team: list[UUID]
) -> None:
    assert correct(database, site, team[0], department="Sales") == []
    correct(database, site, team[0], department="")
    assert person(database, site, team[0]).department is None
    assert correct(database, site, team[0], department=" Sales ") == ["department"]
    with database.reading() as session:
        assert rows.people_with_any(session, site.id) == []


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("manager", "nobody", "user name or ID"),
        ("manager", "ada", "own manager"),
        ("hired_on", "29.2.2020", "2027-03-31"),
        ("hired_on", "0001-01-01", "no day"),
        ("active", "maybe", "yes or no"),
        ("target_role", "Boss", "no such field"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    database: Database, site: Site, team: list[UUID], field: str, value: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        correct(database, site, team[0], role="Boss", **{field: value})
    assert person(database, site, team[0]).role == "Analyst"


def test_another_sites_person_is_not_there(
    database: Database, elsewhere: Site, team: list[UUID]
) -> None:
    with pytest.raises(NotFound):
        correct(database, elsewhere, team[0], role="Boss")
