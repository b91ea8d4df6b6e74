"""People and the ids under which other systems know them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.records import Learner
from lti_plugin.errors import NotFound
from lti_plugin.store import people
from lti_plugin.store.database import Database
from lti_plugin.store.people import MOODLE, Person
from lti_plugin.store.sites import Site

ADA = Learner(
    id="5",
    name="Ada Byron",
    username="ada",
    id_number="E1",
    email="Ada@Example.org",
    role="Analyst",
    extra={"hiredate": "2024-01-15"},
)


def test_a_person_is_found_under_every_id(database: Database, site: Site) -> None:
    with database.writing() as session:
        (person_id,) = people.upsert(session, site.id, [ADA], MOODLE).ids
        for text in ("5", "ada", "E1", "ada@example.org", "username:ada", str(person_id)):
            assert people.find(session, site.id, text).id == person_id


def test_the_same_record_again_writes_nothing(database: Database, site: Site) -> None:
    with database.writing() as session:
        people.upsert(session, site.id, [ADA], MOODLE)
    with database.writing() as session:
        changes = people.upsert(session, site.id, [ADA], MOODLE)
        assert not session.dirty
        assert not session.new
    assert (changes.added, changes.changed, changes.same) == (0, 0, 1)


def test_a_changed_record_changes_the_person(database: Database, site: Site) -> None:
    with database.writing() as session:
        people.upsert(session, site.id, [ADA], MOODLE)
        changed = replace(ADA, role="Senior Analyst", username="ada.byron")
        assert people.upsert(session, site.id, [changed], MOODLE).changed == 1
        assert people.find(session, site.id, "ada.byron").role == "Senior Analyst"


def test_an_id_number_that_moved_follows_its_new_owner(database: Database, site: Site) -> None:
    with database.writing() as session:
        people.upsert(session, site.id, [ADA], MOODLE)
        other = Learner(id="6", name="Grace", id_number="E1")
        (grace,) = people.upsert(session, site.id, [other], MOODLE).ids
        assert people.find(session, site.id, "idnumber:E1").id == grace


def test_one_batch_may_hold_many_new_people(database: Database, site: Site) -> None:
    batch = [Learner(id=str(n), name=f"Person {n}", username=f"p{n}") for n in range(300)]
    with database.writing() as session:
        changes = people.upsert(session, site.id, batch, MOODLE)
        assert len(set(changes.ids)) == 300
        assert len(people.by_kind(session, site.id, MOODLE)) == 300


def test_people_of_another_site_are_not_found(database: Database, site: Site) -> None:
    with database.writing() as session:
        other = Site(
            slug="other", name="Other", issuer="https://other.test", timezone="UTC", fields={}
        )
        session.add(other)
        session.flush()
        (person_id,) = people.upsert(session, site.id, [ADA], MOODLE).ids
        with pytest.raises(NotFound):
            people.get(session, other.id, person_id)
        with pytest.raises(NotFound, match="Nobody on this site"):
            people.find(session, other.id, "ada")
        people.upsert(session, other.id, [ADA], MOODLE)
        assert session.query(Person).count() == 2
