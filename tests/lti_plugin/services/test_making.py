"""A group to be made of very many people is planned at once, not one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import event

from connectors.moodle.writing import Member
from lti_plugin.services import making
from lti_plugin.services.making import Wish
from lti_plugin.store import made
from lti_plugin.store.database import Database
from lti_plugin.store.made import ENROLS, JOINS
from lti_plugin.store.people import MOODLE, Person, PersonId
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site

ROSTER = 20_000


def hired(database: Database, site: Site, number: int) -> list[UUID]:
    """Return so many new people, who have an account in Moodle."""
    with database.writing() as session:
        people = [Person(site_id=site.id, name="Somebody", extra={}) for _ in range(number)]
        session.add_all(people)
        session.flush()
        session.add_all(
            PersonId(site_id=site.id, person_id=person.id, kind=MOODLE, value=f"{number}{place}")
            for place, person in enumerate(people)
        )
        return [person.id for person in people]


def test_a_roster_of_twenty_thousand_takes_no_question_a_person(
    database: Database, site: Site
) -> None:
    course = small_site(database, site).courses["3"]
    roster = {f"30{each}": Member("Somebody", {}, frozenset()) for each in range(ROSTER)}
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    counts = []
    for people in (hired(database, site, 3), hired(database, site, 30)):
        event.listen(database.engine, "before_cursor_execute", note)
        with database.writing() as session:
            wished = Wish(course, "Many", people, "an admin")
            row = making.plan(session, site.id, wished, roster, None)
            expected = [each.expected for each, _ in made.members(session, site.id, row.id)]
        event.remove(database.engine, "before_cursor_execute", note)
        counts.append(len(asked))
        asked.clear()
        assert len(expected) == len(people)
    assert set(expected) == {JOINS}
    assert counts[0] == counts[1] < 20
    with database.writing() as session:
        row = making.plan(session, site.id, wished, {}, None)
        assert {each.expected for each, _ in made.members(session, site.id, row.id)} == {ENROLS}
