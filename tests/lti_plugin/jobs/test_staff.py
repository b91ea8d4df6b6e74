"""A file of people looked at, mapped and taken over, at once or by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import func, select

from connectors.records import Learner
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.jobs import plans, staff
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import corrections, privacy, staff_import, staff_requests
from lti_plugin.store import jobs, people, people_files
from lti_plugin.store.jobs import STAFF, Job
from lti_plugin.store.people import MOODLE, Person, PersonId
from lti_plugin.store.people_files import CHECKED, TAKEN, PeopleFile
from lti_plugin.store.sites import Site

PLANS = {STAFF: staff.STAGES}
TEXT = """Employee ID,Full name,E-mail,Job title,Department,Manager,Hire date
E1,Ada Byron,ada@example.org,Team lead,Sales,,2020-02-29
E2,Grace Hopper,grace@example.org,Analyst,,E1,
E3,Nobody,,,,E77,,31.12.2020
"""
ADA = Learner("7", name="Ada", id_number="E1", role="Analyst", department="Finance")
Send = Callable[[str], UUID]


@pytest.fixture
def ada(tools: Tools, site: Site) -> UUID:
    """Somebody whom Moodle knows."""
    with tools.database.writing() as session:
        return people.upsert(session, site.id, [ADA], MOODLE).ids[0]


@pytest.fixture
def send(tools: Tools, site: Site) -> Send:
    """Sends a file and returns its id."""

    def sent(text: str) -> UUID:
        key = staff_requests.key(tools.vault)
        with tools.database.writing() as session:
            file = ("hr.csv", BytesIO(text.encode()))
            return staff_requests.send(session, key, site.id, file, "x").id

    return sent


def file(tools: Tools, site: Site, file_id: UUID) -> PeopleFile:
    with tools.database.reading() as session:
        return people_files.get(session, site.id, file_id)


def taken(tools: Tools, site: Site, file_id: UUID) -> Job:
    with tools.database.writing() as session:
        staff_requests.take(session, site.id, file_id, "x")
    return plans.run(tools, PLANS, site.id, STAFF)


def number(tools: Tools, table: type[Person | PersonId]) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_look_counts_and_writes_nothing(tools: Tools, site: Site, ada: UUID, send: Send) -> None:
    row = file(tools, site, send(TEXT))
    assert row.state == CHECKED
    assert [row.found[name] for name in staff_import.COUNTED] == [1, 1, 0, 1, 0]
    assert row.found["managers"] == []  # a row that is left out names nobody
    ((line, why, cells),) = row.bad
    assert (line, cells[0]) == (4, "E3")
    assert "8 cells" in why
    assert number(tools, Person) == 1
    with tools.database.reading() as session:
        assert people.get(session, site.id, ada).role == "Analyst"


def test_what_is_taken_over_joins_whom_moodle_knows(
    tools: Tools, site: Site, ada: UUID, send: Send
) -> None:
    sent = send(TEXT)
    job = taken(tools, site, sent)
    counts = [job.counts[name] for name in ("people_added", "people_changed", "rejected")]
    assert (job.status, counts) == ("done", [1, 1, 1])
    with tools.database.reading() as session:
        row = people_files.get(session, site.id, sent)
        assert (row.state, row.content, len(row.bad)) == (TAKEN, b"", 1)
        person = people.get(session, site.id, ada)
        told = (person.name, person.role, person.department, person.hired_on)
        assert told == ("Ada Byron", "Team lead", "Sales", date(2020, 2, 29))
        grace = people.find(session, site.id, "E2")
        assert (grace.name, grace.manager, grace.department) == ("Grace Hopper", "E1", None)
    again = file(tools, site, send(TEXT))
    assert [again.found[name] for name in staff_import.COUNTED] == [0, 0, 2, 1, 0]
    assert taken(tools, site, again.id).counts["written"] == 0


def test_nothing_is_emptied_that_moodle_knows_and_no_correction_is_lost(
    tools: Tools, site: Site, ada: UUID, send: Send
) -> None:
    with tools.database.writing() as session:
        corrections.correct(session, site.id, ada, {"role": "Director"}, "x")
    row = file(tools, site, send("id,department,role\nE1,,Clerk\n"))
    assert [row.found[name] for name in staff_import.COUNTED] == [0, 0, 1, 0, 0]
    taken(tools, site, row.id)
    with tools.database.reading() as session:
        person = people.get(session, site.id, ada)
        assert (person.role, person.department) == ("Director", "Finance")


def test_two_rows_of_one_person_and_the_erased_are_left_out(
    tools: Tools, site: Site, ada: UUID, send: Send
) -> None:
    taken(tools, site, send("id,username\nE5,eve\nE6,mallory\n"))
    with tools.database.writing() as session:
        eve = people.find(session, site.id, "E5").id
        privacy.erase(session, tools.vault, site.id, eve, "x")
    row = file(tools, site, send("id,username\nE5,\nE1,\nidnumber:E1,\nE7,mallory\n"))
    assert [row.found[name] for name in staff_import.COUNTED] == [0, 0, 2, 1, 1]
    assert row.bad[0][1] == "This is the same person as in line 3."


def test_columns_that_say_nothing_are_mapped(tools: Tools, site: Site, send: Send) -> None:
    sent, key = send("A,B\nE1,Ada\n"), staff_requests.key(tools.vault)
    assert file(tools, site, sent).state == "sent"
    with pytest.raises(BadInput, match="looked at first"):
        taken(tools, site, sent)
    for chosen, why in (
        ({"name": "B"}, "each person’s id"),
        ({"id": "A", "name": "A"}, "two things"),
        ({"id": "Z"}, "no such column"),
    ):
        with tools.database.writing() as session, pytest.raises(BadInput, match=why):
            staff_requests.map_columns(session, key, site.id, sent, chosen)
    with tools.database.writing() as session:
        staff_requests.map_columns(session, key, site.id, sent, {"id": "A", "name": "B"})
    assert file(tools, site, sent).found["new"] == 1


def test_a_long_file_is_looked_at_by_the_worker_and_can_be_stopped(
    tools: Tools, site: Site, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_requests, "SMALL", 2)
    monkeypatch.setattr(staff_import, "AT_ONCE", 2)
    sent = send(TEXT)
    with pytest.raises(BadInput, match="being worked on"):
        send(TEXT)
    job = plans.run(tools, PLANS, site.id, STAFF)
    assert (job.status, job.done, job.total) == ("done", 3, 3)
    assert file(tools, site, sent).found["new"] == 2
    with tools.database.writing() as session:
        staff_requests.take(session, site.id, sent, "x")
        staff_requests.drop(session, site.id)
        assert jobs.unfinished(session, site.id, STAFF) is None
    with pytest.raises(NotFound):
        file(tools, site, sent)


def test_another_sites_file_is_not_there(
    tools: Tools, site: Site, elsewhere: Site, send: Send
) -> None:
    sent = send(TEXT)
    with tools.database.writing() as session, pytest.raises(NotFound):
        staff_requests.take(session, elsewhere.id, sent, "x")
