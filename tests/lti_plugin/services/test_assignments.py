"""Assignments at work: what may be asked for, who decides, and what a confirmation leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from lti_plugin.errors import BadInput, NotAllowed, NotFound
from lti_plugin.services import assignments, privacy
from lti_plugin.services.assignments import Wish
from lti_plugin.store import people
from lti_plugin.store.assignments import APPROVED, ASKED, DECLINED, DONE, Assignment
from lti_plugin.store.database import Database
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.goals import Goals

WISH = {"title": " Own the report\x00 ", "text": "", "hours": 6.0}


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """Person 100 leads 101; nobody leads 102."""
    made = small_site(database, site)
    with database.writing() as session:
        people.get(session, site.id, made.people["101"]).manager = "100"
    return made


@pytest.fixture
def sql(database: Database, site: Site, small: Small) -> UUID:
    """A skill that is there."""
    assert small.people
    return Goals(database, site).skill("SQL")


def asked(database: Database, site: Site, person: UUID, skill: UUID, **values: Any) -> UUID:
    """Let somebody ask for an assignment."""
    wish = Wish(**WISH | {"skills": {skill: 3.0}} | values)
    with database.writing() as session:
        return assignments.ask(session, site.id, person, wish).id


def decided(
    database: Database, site: Site, actor: UUID | None, which: UUID, *, approved: bool, **more: Any
) -> str:
    """Decide, and return the state that follows."""
    with database.writing() as session:
        place = (session, site.id, actor, which)
        told = {"answer": "No.", **more}
        return assignments.decide(*place, approved=approved, **told).state


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"title": " \x00"}, BadInput),
        ({"hours": 0.0}, BadInput),
        ({"hours": 501.0}, BadInput),
        ({"hours": float("nan")}, BadInput),
        ({"mode": "holiday"}, BadInput),
        ({"skills": {}}, BadInput),
        ({"skills": {uuid4(): 0.0}}, BadInput),
        ({"skills": {uuid4(): 5.5}}, BadInput),
        ({"skills": {uuid4(): 3.0}}, NotFound),
    ],
)
def test_what_is_no_assignment_is_refused(
    database: Database,
    site: Site,
    small: Small,
    sql: UUID,
    values: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        asked(database, site, small.people["101"], sql, **values)
    with database.reading() as session:
        assert session.query(Assignment).count() == 0


def test_too_many_do_not_wait_at_once(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    for _ in range(assignments.MOST_OPEN):
        made = asked(database, site, small.people["101"], sql)
    with pytest.raises(BadInput, match="Too many"):
        asked(database, site, small.people["101"], sql)
    with database.writing() as session:
        assignments.withdraw(session, site.id, small.people["101"], made)
    asked(database, site, small.people["101"], sql)


def test_a_course_in_moodle_is_not_asked_for(database: Database, site: Site, small: Small) -> None:
    who, what = small.people["101"], small.courses["3"]
    with database.writing() as session, pytest.raises(BadInput, match="course in Moodle"):
        assignments.ask_for_item(session, site.id, who, what, "")


def test_the_manager_decides_and_nobody_else(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    boss, first, other = (small.people[each] for each in ("100", "101", "102"))
    made = asked(database, site, first, sql)
    for actor, admin in ((first, True), (other, False), (other, True), (None, True)):
        with pytest.raises(NotAllowed):
            decided(database, site, actor, made, approved=True, admin=admin)
    assert decided(database, site, boss, made, approved=True) == APPROVED
    with pytest.raises(BadInput, match="decided already"):
        decided(database, site, boss, made, approved=True)
    assert decided(database, site, boss, made, approved=False) == DECLINED


def test_without_a_manager_it_is_for_the_admins_but_not_for_their_own(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    other = small.people["102"]
    made = asked(database, site, other, sql)
    asked(database, site, small.people["101"], sql)
    with database.reading() as session:
        assert [row.id for row in assignments.for_admins(session, site.id, None)] == [made]
        assert assignments.for_admins(session, site.id, other) == []
    with pytest.raises(NotAllowed):
        decided(database, site, small.people["103"], made, approved=True)
    assert decided(database, site, None, made, approved=True, admin=True) == APPROVED


def test_only_what_is_under_way_is_confirmed_and_only_once(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    boss, first = small.people["100"], small.people["101"]
    made = asked(database, site, first, sql)
    with database.writing() as session, pytest.raises(BadInput, match="under way"):
        assignments.confirm(session, site.id, boss, made, note="")
    decided(database, site, boss, made, approved=True)
    with database.writing() as session:
        assert assignments.confirm(session, site.id, boss, made, note="").state == DONE
    with database.writing() as session, pytest.raises(BadInput, match="under way"):
        assignments.confirm(session, site.id, boss, made, note="")
    with database.reading() as session:
        (row,) = session.query(EvidenceRow).all()
        assert (row.level, row.source, row.note) == (3.0, "manager", "Own the report")


def test_approval_puts_it_on_every_path_under_way(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    boss, first = small.people["100"], small.people["101"]
    with database.writing() as session:
        steps = [str(small.courses["3"])]
        session.add(Path(site_id=site.id, person_id=first, role="Analyst", steps=steps))
    made = asked(database, site, first, sql)
    decided(database, site, boss, made, approved=True)
    with database.reading() as session:
        assert session.query(Path).one().steps == [str(small.courses["3"]), str(made)]


def test_it_is_exported_and_goes_with_its_person(
    database: Database, site: Site, small: Small, sql: UUID
) -> None:
    first = small.people["101"]
    asked(database, site, first, sql)
    with database.reading() as session:
        (row,) = privacy.export(session, site.id, first)["assignments"]
    assert (row["title"], row["state"], row["skills"]) == (
        "Own the report",
        ASKED,
        [[str(sql), 3.0]],
    )
    with database.writing() as session:
        session.delete(session.get_one(Person, first))
    with database.reading() as session:
        assert session.query(Assignment).count() == 0
