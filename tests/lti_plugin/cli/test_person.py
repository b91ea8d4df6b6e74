"""`fingerpost person`: giving and erasing what is held about somebody."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure

pytestmark = pytest.mark.usefixtures("small")


def test_everything_held_is_printed(fingerpost: CommandLine) -> None:
    held = json.loads(fingerpost("person", "export", "101").out)
    assert held["people"][0]["name"] == "Person 1"
    assert len(held["completions"]) == 1
    assert len(held["enrolments"]) == 2


def test_nobody_is_erased_without_a_yes(fingerpost: CommandLine, database: Database) -> None:
    ended = fingerpost("person", "erase", "101", typed="n\n")
    assert (ended.code, ended.err.splitlines()[-1]) == (1, "fingerpost: Stopped.")
    with database.reading() as session:
        assert session.query(Person).count() == 7


def test_an_erased_person_is_gone_and_the_audit_log_names_nobody(
    fingerpost: CommandLine, database: Database, small: Small
) -> None:
    assert fingerpost("person", "erase", "101", "--yes").code == 0
    assert "'101'" in failure(fingerpost("person", "export", "101"))
    with database.reading() as session:
        assert session.get(Person, small.people["101"]) is None
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.details) == ("command line", "person erased", {})


def test_an_unknown_person_is_told(fingerpost: CommandLine) -> None:
    for command in (("export", "999"), ("erase", "999", "--yes")):
        assert "Nobody on this site has the id '999'" in failure(fingerpost("person", *command))
