"""`fingerpost person requests` and `person settle`."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from lti_plugin.services import requests
from lti_plugin.store import sites
from lti_plugin.store.database import Database
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure


@pytest.fixture
def asked(database: Database, small: Small) -> tuple[UUID, UUID]:
    """Somebody asks to be erased, and somebody else contests their record."""
    ada, grace = small.people["101"], small.people["102"]
    with database.writing() as session:
        site = sites.choose(session, None)
        erase = requests.ask_for_erasure(session, site.id, ada, "I\nleave").id
        return erase, requests.contest(session, site.id, grace, "people", grace, "No analyst").id


def test_what_waits_is_listed_and_leaves_the_list_once_settled(
    fingerpost: CommandLine, asked: tuple[UUID, UUID], small: Small
) -> None:
    erase, contest = asked
    first, second = fingerpost("person", "requests").out.splitlines()
    assert first.startswith(f"{erase}  ")
    assert first.endswith(f"erase, Person 1 ({small.people['101']}): I leave")
    assert f"contest about people {small.people['102']}, Person 2" in second
    assert fingerpost("person", "settle", contest, "--answer", "Corrected.").code == 0
    assert fingerpost("person", "requests").out.splitlines() == [first]
    everything = fingerpost("person", "requests", "--all").out.splitlines()
    assert everything[1].endswith("No analyst (settled: Corrected.)")
    (row,) = json.loads(fingerpost("person", "requests", "--json").out)
    assert (row["id"], row["kind"], row["text"]) == (str(erase), "erase", "I\nleave")


def test_carrying_an_erasure_out_ends_the_request(
    fingerpost: CommandLine, asked: tuple[UUID, UUID], small: Small
) -> None:
    assert fingerpost("person", "erase", small.people["101"], "--yes").code == 0
    (line,) = fingerpost("person", "requests").out.splitlines()
    assert line.startswith(str(asked[1]))
    assert fingerpost("person", "settle", asked[1], "--answer", "Yes.").code == 0
    assert fingerpost("person", "requests").out.strip() == "No request waits."


def test_a_request_that_is_not_there_or_no_answer_is_told(
    fingerpost: CommandLine, asked: tuple[UUID, UUID]
) -> None:
    settle = ("person", "settle")
    assert "no such request" in failure(fingerpost(*settle, uuid4(), "--answer", "Yes."))
    assert "what came of it" in failure(fingerpost(*settle, asked[0], "--answer", " "))
    assert fingerpost(*settle, asked[0]).code == 2
    assert fingerpost(*settle, "7", "--answer", "Yes.").code == 2
