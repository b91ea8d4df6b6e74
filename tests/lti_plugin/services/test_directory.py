"""Whom an admin finds, under what they are shown, and who is on the allow-list."""

from __future__ import annotations

from uuid import UUID

import pytest

from connectors.records import Learner
from lti_plugin.services import directory, standing
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import MOODLE
from lti_plugin.store.sites import Site

PEOPLE = [
    Learner(id="1", name="Ada Byron", username="ada", id_number="E1", email="ada@example.org"),
    Learner(id="2", name="Özlem Çelik", username="ozlem", email="o.celik@example.org"),
    Learner(id="3", name="Grace_Hopper 100%", id_number="E30"),
    Learner(id="4", username="nameless"),
    Learner(id="5"),
]


@pytest.fixture
def known(database: Database, site: Site) -> list[UUID]:
    """The people of the site, in the order of PEOPLE."""
    with database.writing() as session:
        return people.upsert(session, site.id, PEOPLE, MOODLE).ids


def found(database: Database, site: Site, text: str) -> list[str]:
    with database.reading() as session:
        return [entry.name for entry in directory.look_up(session, site.id, text).people]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ada", ["Ada Byron"]),
        ("BYRON", ["Ada Byron"]),
        ("byron ada", ["Ada Byron"]),
        ("ada hopper", []),
        ("özlem", ["Özlem Çelik"]),
        ("ÇELIK", ["Özlem Çelik"]),
        ("ozlem", ["Özlem Çelik"]),
        ("@example", ["Ada Byron", "Özlem Çelik"]),
        ("Ada@Example.org", ["Ada Byron"]),
        ("e1", ["Ada Byron"]),
        ("E30", ["Grace_Hopper 100%"]),
        ("0%", ["Grace_Hopper 100%"]),
        ("a%n", []),
        ("e_h", ["Grace_Hopper 100%"]),
        ("d__b", []),
        ("nameless", ["nameless"]),
        ("nobody", []),
        ("5", []),
        ("a", []),
        ("  ", []),
        ("", []),
        ("'; DROP TABLE people; --", []),
    ],
)
def test_people_are_found_by_what_people_call_them(
    database: Database, site: Site, text: str, names: list[str]
) -> None:
    assert found(database, site, text) == names


def test_nobody_is_found_who_is_gone_or_of_another_site(
    database: Database, site: Site, known: list[UUID]
) -> None:
    with database.writing() as session:
        people.get(session, site.id, known[0]).gone_at = now()
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        people.upsert(session, other.id, [Learner(id="1", name="Ada Elsewhere")], MOODLE)
    assert found(database, site, "ada") == []


@pytest.mark.parametrize(("number", "shown", "more"), [(20, 20, False), (21, 20, True)])
def test_at_most_twenty_are_shown(
    database: Database, site: Site, number: int, shown: int, more: bool
) -> None:
    many = [Learner(id=str(n), name=f"Person {n:02}") for n in range(number)]
    with database.writing() as session:
        people.upsert(session, site.id, many, MOODLE)
    with database.reading() as session:
        hits = directory.look_up(session, site.id, "person")
    assert [entry.name for entry in hits.people] == [each.name for each in many[:shown]]
    assert hits.more is more


def test_who_is_found_is_told_apart_and_shown_with_what_was_decided(
    database: Database, site: Site, known: list[UUID]
) -> None:
    with database.writing() as session:
        standing.decide(session, site.id, known[0], admin=True, actor=None)
        standing.decide(session, site.id, known[1], admin=False, actor=None)
    with database.reading() as session:
        ada, ozlem = directory.look_up(session, site.id, "@example.org").people
        (nameless,) = directory.look_up(session, site.id, "nameless").people
    assert (ada.id, ada.admin) == (known[0], True)
    assert ada.ids == ["ada", "ada@example.org", "E1"]
    assert ada.since is not None
    assert (ozlem.admin, ozlem.ids) == (False, ["ozlem", "o.celik@example.org"])
    assert (nameless.name, nameless.ids, nameless.admin) == ("nameless", [], None)


def test_the_list_shows_admins_first_and_then_the_others_by_name(
    database: Database, site: Site, known: list[UUID]
) -> None:
    with database.writing() as session:
        for person, admin in zip(known, [False, True, True, False, True], strict=True):
            standing.decide(session, site.id, person, admin, None)
    with database.reading() as session:
        listed = directory.allow_list(session, site.id)
    assert [(entry.name, entry.admin) for entry in listed] == [
        ("5", True),
        ("Grace_Hopper 100%", True),
        ("Özlem Çelik", True),
        ("nameless", False),
        ("Ada Byron", False),
    ]


def test_names_are_of_those_who_are_here(database: Database, site: Site, known: list[UUID]) -> None:
    with database.writing() as session:
        session.delete(people.get(session, site.id, known[0]))
    with database.reading() as session:
        names = directory.names(session, site.id, known)
    assert [names.get(each) for each in known[:4]] == [
        None,
        "Özlem Çelik",
        "Grace_Hopper 100%",
        "nameless",
    ]
