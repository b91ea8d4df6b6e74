"""`fingerpost roles figures` and `roles build-or-buy`."""

from __future__ import annotations

import json

import pytest

from lti_plugin.services import aiming
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure
from tests.support.goals import Goals
from tests.support.standing import log_of


@pytest.fixture
def analyst(database: Database, site: Site, small: Small) -> Goals:
    """A role at which six people aim, and a course that makes them ready for it."""
    goals = Goals(database, site)
    role = goals.role("Analyst", {"SQL": 4})
    goals.teaches(small.courses["3"], "SQL", 4, entry=0)
    for person in list(small.people.values())[1:]:
        goals.has(person, None)
        goals.knows(person, {"SQL": 1})
        with database.writing() as session:
            aiming.choose(session, site.id, person, role)
    return goals


def enter(fingerpost: CommandLine, *figures: object) -> None:
    said = ("--source", "HR report", "--by", "Ada")
    assert fingerpost("roles", "figures", "analyst", *figures, *said).code == 0


def test_both_sides_are_printed(fingerpost: CommandLine, analyst: Goals) -> None:
    enter(fingerpost, "--cost-per-hire", 9000, "--days-to-hire", 75, "--hour-cost", 50)
    assert log_of(analyst.database, analyst.site) == [
        (
            "command line",
            "hiring figures entered",
            {"role": "Analyst", "by": "Ada", "source": "HR report"},
        )
    ]
    out = fingerpost("roles", "build-or-buy", "Analyst").out
    assert "Build: the nearest 5 of 6 volunteers take 8.0 hours and 56 days each, 400." in out
    assert "Buy: a hire takes 75 days and 9,000 (HR report, entered by Ada on" in out
    assert "To build is 8,600 cheaper and 19 days sooner." in out
    told = json.loads(fingerpost("roles", "build-or-buy", "Analyst", "--json").out)
    assert told["comparison"] == {"cheaper_by": 8600.0, "sooner_by_days": 19.0}


def test_what_is_missing_is_named(fingerpost: CommandLine, analyst: Goals) -> None:
    enter(fingerpost, "--days-to-hire", 75, "--hour-cost", 50)
    out = fingerpost("roles", "build-or-buy", "Analyst").out
    assert "Not enough data. Missing: what a hire costs" in out
    assert "cheaper" not in out


def test_figures_need_a_source_and_amounts(fingerpost: CommandLine, analyst: Goals) -> None:
    assert fingerpost("roles", "figures", "Analyst", "--by", "Ada").code == 2
    told = fingerpost("roles", "figures", "Analyst", "--by", "Ada", "--source", " ")
    assert "where these figures come from" in failure(told)
    assert "There is no role 'Nobody'" in failure(fingerpost("roles", "build-or-buy", "Nobody"))
