"""The state of the site to a program: what is there and missing, launches, rights and tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from lti_plugin.lti.endpoints import MEMBERS_SCOPE, SCORE_SCOPE
from lti_plugin.services.diagnostics import NO_SCOPES, NOT_ALL
from lti_plugin.store.base import now
from lti_plugin.store.lti import Registration
from lti_plugin.store.participation import Completion
from tests.support.api import Program, problem, program
from tests.support.course import Served, served
from tests.support.installation import Installation
from tests.support.services import Told, granted
from tests.support.trained import train_with

OVERVIEW, DIAGNOSTICS = "/sites/present/overview", "/sites/present/diagnostics"
TEST = f"{DIAGNOSTICS}/test"


@pytest.fixture
def admin(installation: Installation) -> Program:
    return program(installation, "admin", "50")


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """An installation and its platform's services."""
    with served(tmp_path / "served") as made:
        yield made


def test_the_overview_counts_and_says_what_is_missing(
    admin: Program, installation: Installation
) -> None:
    empty = admin.get(OVERVIEW)
    assert (empty["courses"], empty["model"], empty["synced_at"]) == (0, None, None)
    made = installation.fill()
    with installation.database.writing() as session:
        row = {"person_id": made.people["100"], "course_id": made.courses["3"]}
        session.add(Completion(site_id=installation.site.id, **row, completed_at=now()))
    trained = train_with(installation.database, installation.site)
    told = admin.get(OVERVIEW)
    assert (told["courses"], told["completions"], told["busy"]) == (5, 7, False)
    assert told["model"] == str(trained.id)
    assert told["next_steps"] == ["read", "roles", "objectives", "assess"]
    assert len(told["months"]) == 12
    assert sum(each["finished"] for each in told["months"][-2:]) >= 1


def test_diagnostics_tell_of_launches_and_rights(
    admin: Program, installation: Installation
) -> None:
    told = admin.get(DIAGNOSTICS)
    assert (told["has_token"], told["synced_at"]) == (False, None)
    (mine,) = told["registrations"]  # and not the one of the other site
    assert (mine["last_refusal"], mine["granted"], mine["missing"]) == (None, None, None)
    with installation.database.writing() as session:
        values = {"scopes": [MEMBERS_SCOPE, "other"], "last_error": "lti-exp"}
        at = now() - timedelta(hours=1)
        session.execute(update(Registration).values(**values, last_error_at=at))
    (mine,) = admin.get(DIAGNOSTICS)["registrations"]
    assert (mine["client_id"], mine["last_refusal"]) == ("client-1", "lti-exp")
    assert mine["granted"] == [MEMBERS_SCOPE]
    assert SCORE_SCOPE in mine["missing"]


def test_a_test_of_the_token_tells_what_is_missing_and_keeps_it(moodle: Served) -> None:
    moodle.services.token_answers = [Told(200, granted("t", MEMBERS_SCOPE))]
    admin = Program(moodle.open("admin"))
    told = admin.ask("POST", TEST, {"kind": "token", "client_id": "client-1"}).json
    assert told is not None
    assert (told["ok"], told["message"], told["hint"]) == (False, NOT_ALL, NO_SCOPES)
    assert admin.get(DIAGNOSTICS)["registrations"][0]["granted"] == [MEMBERS_SCOPE]


def test_a_test_that_cannot_be_is_told_so(admin: Program) -> None:
    told = admin.ask("POST", TEST, {"kind": "webservice"}).json
    assert told is not None
    assert (told["ok"], told["hint"] == "") == (False, False)
    for other in ("", "client-2"):  # the one of another site
        refused = admin.ask("POST", TEST, {"kind": "roster", "client_id": other})
        assert problem(refused) == (400, "bad-request")
    assert problem(admin.ask("POST", TEST, {"kind": "magic"})) == (422, "bad-fields")


def test_only_admins_ask(installation: Installation) -> None:
    learner = program(installation)
    for path in (OVERVIEW, DIAGNOSTICS):
        assert problem(learner.ask("GET", path)) == (403, "not-allowed")
    refused = learner.ask("POST", TEST, {"kind": "webservice"})
    assert problem(refused) == (403, "not-allowed")
