"""Tokens of other programs: what they open, what they never open, how they end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from lti_plugin.pages.admin.tokens import SCOPES
from lti_plugin.services import histories, inbox, tokens
from lti_plugin.services.inbox import Matter
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.jobs import SYNC, TRAIN
from lti_plugin.store.people import Person
from lti_plugin.store.requests import COURSE_FEEDBACK, ERASE
from lti_plugin.store.tokens import ApiToken
from tests.support.api import V1, Program, Roles, problem, program, scopes_of_routes
from tests.support.catalogue import Small
from tests.support.installation import Installation
from tests.support.platform import TOOL

EVERY = list(tokens.SCOPES)


@pytest.fixture
def admin(installation: Installation, roles: Roles) -> Program:
    """An L&D admin of the first site."""
    return program(installation, "admin", "50")


def made(admin: Program, *scopes: str, name: str = "Warehouse") -> str:
    """Make a token and return its secret."""
    answer = admin.ask("POST", "/tokens", {"name": name, "scopes": list(scopes), "days": 30})
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    secret: str = answer.json["token"]
    return secret


def ask(
    installation: Installation, secret: str, method: str, path: str, **given: Any
) -> TestResponse:
    """Ask as a program does: without a cookie, with the token in the header."""
    headers = {"Authorization": f"Bearer {secret}"}
    return installation.app.test_client().open(
        V1 + path, method=method, base_url=TOOL, headers=headers, **given
    )


def test_a_token_is_shown_once_and_kept_as_a_hash(
    admin: Program, installation: Installation
) -> None:
    secret = made(admin, "read:people")
    (listed,) = admin.get("/tokens")["items"]
    assert secret.startswith(listed["shown"])
    assert secret not in str(listed)
    with installation.database.reading() as session:
        row = session.scalars(select(ApiToken)).one()
        entries = session.scalars(select(AuditEntry)).all()
    assert secret not in str(vars(row))
    assert secret not in str([each.details for each in entries])
    assert tokens.MADE in {each.action for each in entries}


def test_a_token_opens_what_its_scopes_name_and_nothing_else(
    admin: Program, installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    one, every = made(admin, "read:people"), made(admin, *EVERY)
    found = ask(installation, one, "GET", "/people")
    assert found.status_code == 200
    assert "X-Page-Token" not in found.headers
    assert problem(ask(installation, one, "GET", "/log")) == (403, "not-allowed")
    scopes = scopes_of_routes()
    assert set(scopes.values()) == {None, *EVERY}
    for (method, path), scope in scopes.items():
        address = path.removeprefix(V1).replace("{field}", "role").replace("{section}", "ranking")
        address = re.sub(r"{\w+_id}", "0b8f5c1e-4c0e-4f43-9d0a-6a1f2a4f7c11", address)
        answer = ask(
            installation, every, method, address, **({} if method == "GET" else {"json": {}})
        )
        assert (answer.status_code == 403) == (scope is None), (method, path, answer.text)
    assert one not in caplog.text
    assert every not in caplog.text


def test_every_scope_is_documented_and_has_its_words() -> None:
    text = (Path(__file__).parents[3] / "docs" / "develop.md").read_text(encoding="utf-8")
    table = text.partition("| scope | opens |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`((?:read|write):\w+)`", table)) == set(EVERY) == set(SCOPES)


def test_no_page_takes_a_token(admin: Program, installation: Installation) -> None:
    headers = {"Authorization": f"Bearer {made(admin, *EVERY)}", "Accept": "application/json"}
    answer = installation.app.test_client().post("/admin/people", base_url=TOOL, headers=headers)
    assert answer.status_code == 403


def test_a_revoked_or_old_or_unknown_token_lets_nobody_in(
    admin: Program, installation: Installation, time_machine: TimeMachineFixture
) -> None:
    first, second = made(admin, "read:log"), made(admin, "read:log", name="Other")
    listed = {each["name"]: each["id"] for each in admin.get("/tokens")["items"]}
    assert admin.ask("DELETE", f"/tokens/{listed['Warehouse']}").status_code == 204
    assert problem(ask(installation, first, "GET", "/log")) == (401, "session-ended")
    assert problem(ask(installation, "fp_x", "GET", "/log")) == (401, "session-ended")
    assert ask(installation, second, "GET", "/log").status_code == 200
    time_machine.move_to(datetime.now(UTC) + timedelta(days=31))
    assert problem(ask(installation, second, "GET", "/log")) == (401, "session-ended")


def test_what_a_program_does_is_logged_with_its_name_and_stays_on_its_site(
    admin: Program, installation: Installation, small: Small, theirs: tuple[Small, Roles]
) -> None:
    secret, ada = made(admin, "read:people", "write:people", "read:log"), small.people["102"]
    path = f"/people/{ada}/corrections"
    answer = ask(installation, secret, "PUT", path, json={"role": "Lead", "active": False})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert (answer.json["role"], answer.json["state"]) == ("Lead", "left")
    assert {each["field"] for each in answer.json["corrections"]} == {"role", "active"}
    assert ask(installation, secret, "DELETE", f"{path}/active").status_code == 200
    assert problem(ask(installation, secret, "DELETE", f"{path}/x")) == (400, "input")
    latest = ask(installation, secret, "GET", "/log").json
    assert latest is not None
    assert latest["items"][0]["actor"] == "program:Warehouse"
    for other in (f"/people/{theirs[0].people['102']}", path.replace(str(ada), str(UUID(int=1)))):
        method = "PUT" if other.endswith("corrections") else "GET"
        given = {"json": {"role": "x"}} if method == "PUT" else {}
        assert problem(ask(installation, secret, method, other, **given)) == (404, "not-found")
    (row,) = admin.get("/tokens")["items"]
    assert row["used_at"] is not None


def test_a_program_answers_requests_but_erases_nobody(
    admin: Program, installation: Installation, small: Small
) -> None:
    secret = made(admin, "read:requests", "write:requests")
    learner = program(installation)
    asked = learner.ask("POST", "/requests", {"kind": ERASE, "text": "I leave"})
    assert asked.status_code == 201
    with installation.database.writing() as session:
        matter = Matter(COURSE_FEEDBACK, details={"defect": "other"})
        inbox.file(session, installation.site.id, small.people["103"], matter)
    found = ask(installation, secret, "GET", "/requests").json
    assert found is not None
    ids = {each["kind"]: each["id"] for each in found["items"]}
    yes = {"json": {"accepted": True}}
    spared = ask(installation, secret, "POST", f"/requests/{ids[ERASE]}/decision", **yes)
    assert problem(spared) == (403, "not-allowed")
    done = ask(installation, secret, "POST", f"/requests/{ids[COURSE_FEEDBACK]}/decision", **yes)
    assert done.status_code == 204
    assert admin.get("/requests", state="accepted")["items"][0]["by"].startswith("token:")
    assert (
        admin.ask("POST", f"/requests/{ids[ERASE]}/decision", {"accepted": True}).status_code == 204
    )
    with installation.database.reading() as session:
        assert session.get(Person, small.people["102"]) is None


def test_a_programs_limit_is_its_own(tmp_path: Any) -> None:
    few = Installation(tmp_path, rate_limit="4 per minute")
    admin = program(few, "admin", "50")
    secret = made(admin, "read:log")
    statuses = [ask(few, secret, "GET", "/log").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert admin.ask("GET", "/tokens").status_code == 200
    few.close()


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["admin"]},
        {"name": "x", "scopes": ["read:log"], "days": 9999},
        {"name": "", "scopes": ["read:log"]},
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(admin: Program, body: dict[str, Any]) -> None:
    assert admin.ask("POST", "/tokens", body).status_code in {400, 422}
    assert admin.get("/tokens")["items"] == []


@pytest.mark.parametrize("path", ["/people", "/requests", "/tokens", "/log"])
def test_learners_see_none_of_it(learner: Program, path: str) -> None:
    assert problem(learner.ask("GET", path)) == (403, "not-allowed")


def test_a_program_changes_the_catalogue_under_its_name(
    admin: Program, installation: Installation, small: Small
) -> None:
    secret, course = made(admin, "write:catalogue"), small.courses["3"]
    path = f"/catalogue/{course}"
    seen = {"version": admin.get(path)["version"], "level": "basic"}
    assert ask(installation, secret, "PATCH", path, json=seen).status_code == 200
    assert problem(ask(installation, secret, "GET", path)) == (403, "not-allowed")
    with installation.database.reading() as session:
        (step,) = histories.of_course(session, installation.site.id, course)
    assert (step.field, step.who) == ("level", "Warehouse")


def test_a_program_starts_work_but_gives_nobody_up_for_gone(
    admin: Program, installation: Installation
) -> None:
    secret = made(admin, "write:jobs")
    said = {"kind": SYNC, "confirm_gone": True}
    refused = ask(installation, secret, "POST", "/jobs", json=said)
    assert problem(refused) == (403, "not-allowed")
    assert ask(installation, secret, "POST", "/jobs", json={"kind": TRAIN}).status_code == 201


def test_a_program_learns_of_a_person_only_what_others_say(
    admin: Program, installation: Installation, small: Small
) -> None:
    secret, ada = made(admin, "read:levels"), str(small.people["102"])
    before = ask(installation, secret, "GET", f"/skills/standing?person_id={ada}").json
    learner = program(installation)
    skills = [each["id"] for each in learner.get("/skills")["items"]]
    ratings = [{"skill_id": each, "level": 5} for each in skills]
    assert learner.ask("POST", "/evidence", {"ratings": ratings}).status_code == 201
    assert ask(installation, secret, "GET", f"/skills/standing?person_id={ada}").json == before
    evidence = ask(installation, secret, "GET", f"/evidence?person_id={ada}").json
    assert evidence is not None
    assert "self" not in {each["source"] for each in evidence["items"]}
    assert problem(ask(installation, secret, "GET", "/evidence")) == (400, "bad-request")
