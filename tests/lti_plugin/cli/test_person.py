"""`fingerpost person`: what is held about somebody, its erasure, and who is an L&D admin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_plugin.services import portfolio
from lti_plugin.services.portfolio import Work
from lti_plugin.store import audit, overrides, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure
from tests.support.profiles import skill
from tests.support.uploads import PDF, upload

pytestmark = pytest.mark.usefixtures("small")


def test_everything_held_is_printed(fingerpost: CommandLine) -> None:
    held = json.loads(fingerpost("person", "export", "101").out)
    assert held["people"][0]["name"] == "Person 1"
    assert len(held["completions"]) == 1
    assert len(held["enrolments"]) == 2


def test_files_are_written_into_a_folder_under_their_ids(
    fingerpost: CommandLine, database: Database, small: Small, tmp_path: Path
) -> None:
    with database.writing() as session:
        site = sites.choose(session, "acme")
        work = Work("A", "", "", {skill(session, site.id, "SQL").id: 3.0}, file=upload())
        portfolio.add(session, site.id, small.people["101"], work)
    held = json.loads(fingerpost("person", "export", "101", "--files", str(tmp_path / "out")).out)
    (row,) = held["portfolio_files"]
    assert (tmp_path / "out" / row["id"] / "report.pdf").read_bytes() == PDF
    (tmp_path / "file").write_text("no folder")
    ended = fingerpost("person", "export", "101", "--files", str(tmp_path / "file" / "out"))
    assert "cannot be written" in failure(ended)


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
    for command in (("export", "999"), ("erase", "999", "--yes"), ("admin", "999", "--on")):
        assert "Nobody on this site has the id '999'" in failure(fingerpost("person", *command))


@pytest.mark.parametrize(
    ("option", "listed", "said"),
    [
        ("--on", {"Person 1": True}, "Person 1 is an L&D admin, whatever a launch says."),
        ("--off", {"Person 1": False}, "Person 1 is no L&D admin, whatever a launch says."),
        ("--clear", {}, "Person 1 comes in as their launches say again."),
    ],
)
def test_who_is_an_admin_is_decided_and_undone(
    fingerpost: CommandLine, database: Database, option: str, listed: dict[str, bool], said: str
) -> None:
    before = "--off" if option == "--on" else "--on"
    assert fingerpost("person", "admin", "moodle_id:101", before).code == 0
    ended = fingerpost("person", "admin", "101", option, "--site", "acme")
    assert (ended.code, ended.out.strip()) == (0, said)
    with database.reading() as session:
        site = sites.choose(session, "acme")
        found = overrides.listed(session, site.id)
        entry = audit.latest(session, site.id, 1)[0]
    assert {person.name: row.admin for person, row in found} == listed
    assert entry.actor == "command line"


def test_nothing_is_decided_unless_it_is_said(fingerpost: CommandLine, database: Database) -> None:
    ended = fingerpost("person", "admin", "101")
    assert (ended.code, "Say --on, --off or --clear." in ended.err) == (2, True)
    with database.reading() as session:
        assert session.query(AuditEntry).count() == 0
