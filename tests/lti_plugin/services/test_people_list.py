"""Who is what on a site, filtered and page by page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from connectors.records import Learner
from lti_plugin.services import corrections, people_card, people_list, standing, teams
from lti_plugin.services.people_list import A_PAGE, Wanted
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import MOODLE
from lti_plugin.store.sites import Site

PEOPLE = [
    Learner("1", name="Ada", username="ada", id_number="E1", role="Lead", department="Sales"),
    Learner("2", name="Bob", username="bob", manager_id="E1", role="Analyst", department="Sales"),
    Learner("3", name="Cy", username="cy", manager_id="username:ada", department="IT"),
    Learner("4", name="Di", username="di", manager_id="nobody", active=False),
]


@pytest.fixture
def ids(database: Database, site: Site) -> dict[str, UUID]:
    """Four people: one leads two, one teaches, one is an admin, one is suspended."""
    with database.writing() as session:
        made = people.upsert(session, site.id, PEOPLE, MOODLE).ids
        found = {each.name: own for each, own in zip(PEOPLE, made, strict=True)}
        standing.decide(session, site.id, found["Ada"], True, None)
        bob = people.get(session, site.id, found["Bob"])
        bob.audience, bob.visited_at = "instructor", now()
    return found


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["Ada", "Bob", "Cy", "Di"]),
        (Wanted(state="here"), ["Ada", "Bob", "Cy"]),
        (Wanted(state="left"), ["Di"]),
        (Wanted(text="e1"), ["Ada"]),
        (Wanted(text="nobody"), []),
        (Wanted(being="admin"), ["Ada"]),
        (Wanted(being="instructor"), ["Bob"]),
        (Wanted(being="learner"), ["Cy", "Di"]),
        (Wanted(being="manager"), ["Ada"]),
        (Wanted(role="Analyst"), ["Bob"]),
        (Wanted(role="-", state="here"), ["Cy"]),
        (Wanted(department="Sales", being="admin"), ["Ada"]),
    ],
)
@pytest.mark.usefixtures("ids")
def test_filters_find_who_fits(
    database: Database, site: Site, wanted: Wanted, names: list[str]
) -> None:
    with database.reading() as session:
        found = people_list.page(session, site.id, wanted)
        everybody = people_list.everybody(session, site.id, wanted)
    assert [each.name for each in found.people] == names == [each.name for each in everybody]
    assert found.total == len(names)


def test_what_somebody_is_follows_decisions_at_once(
    database: Database, site: Site, ids: dict[str, UUID]
) -> None:
    with database.writing() as session:
        found = {each.name: each for each in people_list.page(session, site.id, Wanted()).people}
        assert (found["Ada"].being, found["Ada"].leads) == ("admin", 2)
        assert (found["Bob"].being, found["Cy"].being) == ("instructor", "learner")
        standing.decide(session, site.id, ids["Ada"], False, None)
        ada = people.get(session, site.id, ids["Ada"])
        assert people_list.one(session, site.id, ada).being == "learner"


def test_a_long_list_has_pages_and_no_query_for_each_row(database: Database, site: Site) -> None:
    many = [Learner(str(n), name=f"P{n:03}", manager_id=str(n // 9)) for n in range(A_PAGE + 5)]
    with database.writing() as session:
        people.upsert(session, site.id, many, MOODLE)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        last = people_list.page(session, site.id, Wanted(), 99)
    event.remove(database.engine, "before_cursor_execute", note)
    assert (last.number, last.pages, len(last.people), last.total) == (2, 2, 5, A_PAGE + 5)
    assert len(asked) < 10


def test_leaders_are_who_is_named_and_here(
    database: Database, site: Site, ids: dict[str, UUID]
) -> None:
    with database.writing() as session:
        assert teams.leaders(session, site.id) == {ids["Ada"]: 2}
        corrections.correct(session, site.id, ids["Cy"], {"active": "no"}, "x")
        assert teams.leaders(session, site.id) == {ids["Ada"]: 1}


def test_what_an_admin_gives_out_holds_nothing_of_aims_or_ratings(
    database: Database, site: Site, ids: dict[str, UUID]
) -> None:
    with database.writing() as session:
        people.get(session, site.id, ids["Bob"]).target_role = "Secret aim"
        held = people_card.give_out(session, site.id, ids["Bob"], "x")
        card = people_card.of_person(session, site.id, ids["Bob"])
    assert set(held) == set(people_card.SHOWN)
    assert "Secret aim" not in str(held) + str(card)
    assert card.leader == (ids["Ada"], "Ada")
