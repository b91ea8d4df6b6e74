"""The present site to a program: its connection, what works, its fields, and its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.connectors.moodle.recorded import BASE, TOKEN, RecordedMoodle, recorded_moodle
from tests.support.api import Program, problem, program
from tests.support.installation import Installation, visit
from tests.support.platform import Platform

SITE, CONNECTION = "/sites/present", "/sites/present/connection"
CHECKLIST, MAPPING, WAY = "/sites/present/checklist", "/sites/present/mapping", "/sites/present/way"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with two sites, for all tests of this file."""
    folder = tmp_path_factory.mktemp("sites") / "installation"
    other = Platform(issuer="https://other.test", client_id="client-2")
    made = Installation(folder, Platform(), other, rate_limit="100000 per minute")
    yield made
    made.close()


@pytest.fixture
def admin(here: Installation) -> Program:
    """An L&D admin of the first site, which is as it was at the beginning."""
    with here.database.writing() as session:
        site = session.get_one(Site, here.site.id)
        site.token = site.webservice_url = site.report_id = site.release = None
        site.checkup, site.fields = {}, {}
        for job in session.scalars(select(Job)):
            session.delete(job)
    return Program(visit(here, "admin", "50"))


@pytest.fixture
def moodle() -> Iterator[RecordedMoodle]:
    """The recorded Moodle, at the address of the first site."""
    with recorded_moodle() as moodle:
        yield moodle


def put(admin: Program, path: str, **body: Any) -> Any:
    """Return what a good change answers."""
    answer = admin.ask("PUT", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_token_is_kept_locked_and_never_told(admin: Program, here: Installation) -> None:
    found = put(admin, CONNECTION, address=BASE, token=TOKEN)
    assert (found["address"], found["has_token"]) == (BASE, True)
    assert [each["name"] for each in found["steps"] if each["done"]] == ["register", "token"]
    with here.database.reading() as session:
        kept = session.get_one(Site, here.site.id).token or ""
        logged = [entry.details for entry in session.scalars(select(AuditEntry))]
    assert TOKEN not in kept
    assert Vault(here.settings.secret_key).unlock(kept) == TOKEN
    assert {"address": BASE, "new token": True} in logged
    for text in (
        str(logged),
        admin.ask("GET", SITE).text,
        admin.visit.press("/admin/connect").text,
    ):
        assert TOKEN not in text


def test_the_role_of_the_service_account_is_a_file_for_moodle(
    admin: Program, here: Installation
) -> None:
    told = admin.get("/sites/present/role")
    assert told["name"] == "fingerpost-role.xml"
    assert "moodle/course:managegroups" not in told["content"]
    writing = admin.get("/sites/present/role", rights="writing")["content"]
    assert "moodle/course:managegroups" in writing
    assert (
        problem(admin.ask("GET", "/sites/present/role", query_string={"rights": "all"}))[0] == 422
    )
    learner = program(here, "learner", "60")
    assert problem(learner.ask("GET", "/sites/present/role")) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"address": "https://elsewhere.test"}, 400),
        ({"address": "http://moodle.test", "token": TOKEN}, 400),
        ({"address": "ftp://moodle.test", "token": TOKEN}, 400),
        ({"address": "https://a:b@moodle.test", "token": TOKEN}, 400),
        ({"address": BASE, "token": "two words"}, 400),
        ({"address": BASE, "token": "ünicode"}, 400),
        ({"address": BASE, "timezone": "Nowhere"}, 400),
        ({"address": BASE, "token": "x" * 256}, 422),
        ({"address": "x\u0000"}, 422),
        ({"token": TOKEN}, 422),
        ([], 422),
    ],
    ids=str,
)
def test_a_connection_that_cannot_be_leaves_the_old_one(
    admin: Program, said: Any, status: int
) -> None:
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    refused = admin.ask("PUT", CONNECTION, said)
    assert problem(refused)[0] == status
    assert TOKEN not in refused.text
    assert admin.get(SITE)["address"] == BASE


def test_the_token_stays_with_the_host_that_it_was_given_for(admin: Program) -> None:
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    assert put(admin, CONNECTION, address=f"{BASE}/moodle")["has_token"]
    assert problem(admin.ask("PUT", CONNECTION, {"address": "https://m.test"}))[0] == 400


def test_a_look_is_kept_and_tells_of_an_upgrade(
    admin: Program, moodle: RecordedMoodle, here: Installation
) -> None:
    assert problem(admin.ask("POST", CHECKLIST)) == (400, "input")
    assert admin.get(CHECKLIST)["at"] is None
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    found = admin.ask("POST", CHECKLIST).json
    assert found is not None
    assert (found["good"], found["release"], found["before"]) == (
        True,
        "4.5.6 (Build: 20250811)",
        None,
    )
    assert admin.get(CHECKLIST) == found
    durations = admin.get(SITE)["durations"]
    assert durations["person"]["calls"] == found["people"] == 244
    with here.database.writing() as session:
        session.get_one(Site, here.site.id).release = "4.4.1"
    assert admin.get(CHECKLIST)["upgraded"]
    again = admin.ask("POST", CHECKLIST).json
    assert again is not None
    assert (again["before"], again["upgraded"]) == ("4.4.1", False)


def test_a_refused_token_is_a_line_of_the_checklist(admin: Program, moodle: RecordedMoodle) -> None:
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    refused = {"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "No"}
    moodle.replies["core_webservice_get_site_info"] = lambda _: refused
    found = admin.ask("POST", CHECKLIST).json
    assert found is not None
    assert [(each["name"], each["ok"]) for each in found["lines"]] == [("connection", False)]
    assert not found["good"]


def test_the_way_and_its_reports_are_kept(admin: Program) -> None:
    found = put(admin, WAY, way="report", report_id=7, ratings_report_id=8)
    assert (found["way"], found["report_id"], found["ratings_report_id"]) == ("report", 7, 8)
    found = put(admin, WAY, way="person")
    assert (found["way"], found["report_id"], found["ratings_report_id"]) == ("person", None, None)
    for said in ({"way": "report"}, {"way": "none"}, {"way": "report", "report_id": 0}):
        assert problem(admin.ask("PUT", WAY, said))[0] in (400, 422)


def test_fields_are_picked_from_those_that_there_are(
    admin: Program, moodle: RecordedMoodle
) -> None:
    before = admin.get(MAPPING)
    assert (before["chosen"], before["map"]["role"]) == (False, "jobrole")
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    admin.ask("POST", CHECKLIST)
    there = {each["short_name"]: each for each in admin.get(MAPPING)["person_fields"]}
    assert there["jobrole"]["examples"]
    found = put(admin, MAPPING, role="", hired_on="hiredate")
    assert (found["chosen"], found["map"]["role"]) == (True, "")
    assert found["map"]["level"] == "level"
    assert problem(admin.ask("PUT", MAPPING, {"wage": "wage"}))[0] == 422


def test_jobs_are_started_listed_and_cancelled(admin: Program, here: Installation) -> None:
    assert problem(admin.ask("POST", "/jobs", {"kind": "sync"})) == (400, "input")
    put(admin, CONNECTION, address=BASE, token=TOKEN)
    made = admin.ask("POST", "/jobs", {"kind": "sync", "full": True})
    assert made.status_code == 201
    job = made.json
    assert job is not None
    again = admin.ask("POST", "/jobs", {"kind": "sync"}).json
    assert again is not None
    assert (again["id"], again["status"]) == (job["id"], "queued")
    assert admin.get("/jobs")["total"] == 1
    ended = admin.ask("DELETE", f"/jobs/{job['id']}").json
    assert ended is not None
    assert ended["status"] == admin.get(f"/jobs/{job['id']}")["status"] == "cancelled"
    for said in ({"kind": "award"}, {"kind": "sync", "full": "yes"}, {}, None):
        assert problem(admin.ask("POST", "/jobs", said))[0] in (415, 422)


def test_what_is_another_sites_is_not_there(here: Installation, admin: Program) -> None:
    with here.database.writing() as session:
        other = session.scalars(select(Site).where(Site.issuer == "https://other.test")).one()
        theirs = Job(site_id=other.id, kind="sync", created_at=now())
        session.add(theirs)
        session.flush()
        job_id = theirs.id
    for each in (job_id, uuid4()):
        assert problem(admin.ask("GET", f"/jobs/{each}")) == (404, "not-found")
        assert problem(admin.ask("DELETE", f"/jobs/{each}")) == (404, "not-found")
    assert admin.get("/jobs")["total"] == 0


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_only_admins_see_and_change_it(here: Installation, who: str) -> None:
    theirs = program(here, who, "77")
    body = {CONNECTION: {"address": BASE, "token": TOKEN}, WAY: {"way": "person"}, MAPPING: {}}
    asked = [("GET", SITE), ("GET", CHECKLIST), ("POST", CHECKLIST), ("GET", MAPPING)]
    asked += [("PUT", CONNECTION), ("PUT", WAY), ("PUT", MAPPING), ("GET", "/jobs")]
    for method, path in asked:
        assert problem(theirs.ask(method, path, body.get(path))) == (403, "not-allowed")
    assert problem(theirs.ask("POST", "/jobs", {"kind": "train"})) == (403, "not-allowed")
