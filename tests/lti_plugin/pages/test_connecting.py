"""The guided page: its steps are ticked off, say what to do, and work without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.jobs.sync import ORDER
from lti_plugin.services.work import STAGES
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD, DONE, FAILED, GRADES, RUNNING, SCORE, SYNC, Job
from lti_plugin.store.sites import Site
from tests.connectors.moodle.recorded import (
    BASE,
    TOKEN,
    RecordedMoodle,
    body,
    recorded_moodle,
    report,
)
from tests.support.admin_pages import plain, sheet, table
from tests.support.installation import Installation, Visit, visit
from tests.support.platform import Platform
from tests.support.tool import code_of

PAGE = "/admin/connect"
RETRIEVE = "core_reportbuilder_retrieve_report"


@pytest.fixture
def moodle() -> Iterator[RecordedMoodle]:
    """The recorded Moodle, at the address of the site."""
    with recorded_moodle() as moodle:
        yield moodle


def connected(admin: Visit) -> TestResponse:
    """Give the token, which is looked at with at once."""
    page = admin.press(f"{PAGE}/token", address=BASE, token=TOKEN, timezone="Europe/Lisbon")
    assert page.status_code == 200, page.text
    return page


def steps(page: TestResponse) -> dict[str, str]:
    """Return the state of each step."""
    found = re.findall(r'id="step-(\w+)".*?<span class="state">(.*?)</span>', page.text, re.DOTALL)
    return dict(found)


def make(installation: Installation, **said: object) -> Job:
    """Add a job to the site's history."""
    with installation.database.writing() as session:
        job = Job(
            **{"kind": SYNC, "site_id": installation.site.id, "counts": {}, "notices": []} | said
        )
        session.add(job)
        session.flush()
        session.expunge(job)
    return job


def test_what_is_done_is_ticked_and_what_comes_next_is_open(
    admin: Visit, moodle: RecordedMoodle
) -> None:
    page = admin.press(PAGE)
    assert (
        "moodle.test knows Fingerpost. Next: Give the web-service address and token." in page.text
    )
    assert list(steps(page).values()) == ["done", "next", "to do", "to do", "to do", "to do"]
    assert re.search(r'<details id="step-token" open>', page.text)
    page = connected(admin)
    assert steps(page) | {"check": "done", "way": "next"} == steps(page)
    assert "Everything that an update needs is there." in page.text
    page = admin.press(f"{PAGE}/way", way="report", report="1", ratings="")
    page = admin.press(f"{PAGE}/fields", role="jobrole", level="level")
    assert steps(page)["sync"] == "next"
    assert TOKEN not in page.text


def test_what_is_missing_is_named_with_the_place_in_moodle(
    admin: Visit, moodle: RecordedMoodle
) -> None:
    info = body("site_info")
    info["functions"] = [each for each in info["functions"] if "categories" not in each["name"]]
    moodle.replies["core_webservice_get_site_info"] = lambda _: info
    text = plain(connected(admin).text)
    assert "1 thing that an update needs is missing." in text
    assert "core_course_get_categories : missing the categories What to do: Site admini" in text
    assert "press “Functions” at the service of this token" in text
    denied = {"errorcode": "nopermissions", "message": "No (View)", "exception": "x"}
    moodle.replies["core_competency_list_competency_frameworks"] = lambda _: denied
    text = plain(admin.press(f"{PAGE}/check").text)
    assert "Allow moodle/competency:competencyview. Site administration > Users" in text


def test_a_wrong_number_of_a_report_is_told_as_that(admin: Visit, moodle: RecordedMoodle) -> None:
    moodle.replies[RETRIEVE] = lambda _: body("report_unknown")
    connected(admin)
    text = plain(admin.press(f"{PAGE}/way", way="report", report="99").text)
    assert "1 thing that an update needs is missing." in text
    assert "Number of the report : missing" in text
    assert "its number is the last of the address" in text


def test_a_refusal_keeps_what_was_typed_but_not_the_token(admin: Visit) -> None:
    page = admin.press(f"{PAGE}/token", address=BASE, token=TOKEN, timezone="Mars/Base")
    assert page.status_code == 400
    assert "is not a time zone" in page.text
    assert 'value="Mars/Base"' in page.text
    assert TOKEN not in page.text
    page = admin.press(f"{PAGE}/way", way="report", report="x", ratings="")
    assert (page.status_code, "not the number of a report" in page.text) == (400, True)
    page = admin.press(f"{PAGE}/check")
    assert (page.status_code, "no web-service token yet" in page.text) == (400, True)


def test_either_way_tells_how_long_it_takes(admin: Visit, moodle: RecordedMoodle) -> None:
    connected(admin)
    text = plain(admin.press(f"{PAGE}/way", way="report", report="1", ratings="").text)
    assert re.search(r"with dates, hidden courses too\. An update takes about .*?, with 1 q", text)
    assert re.search(r"without hidden courses\. An update takes about .*?, with 244 q", text)


def test_a_report_with_other_headers_is_read_by_those_that_are_named(
    admin: Visit, moodle: RecordedMoodle
) -> None:
    headers = ["Login", "K", "ok", "Day"]
    row = {"columns": ["learner0003", "C001", "Yes", "Thursday, 8 May 2025, 1:00 AM"]}
    moodle.replies[RETRIEVE] = report([row], headers)
    connected(admin)
    page = admin.press(f"{PAGE}/way", way="report", report="1", ratings="")
    assert "4 things that an update needs are missing." in page.text
    page = admin.press(f"{PAGE}/columns", username="Login", completed="ok")
    assert (page.status_code, "has no header" in page.text) == (400, True)
    named = {"course_shortname": "K", "completed": "ok", "completed_at": "Day"}
    page = admin.press(f"{PAGE}/columns", username="Login", **named)
    assert "Everything that an update needs is there." in page.text
    assert re.search(r'name="username">.*?<option selected>Login', page.text, re.DOTALL)


def test_fields_are_picked_from_real_ones(admin: Visit, moodle: RecordedMoodle) -> None:
    page = connected(admin)
    assert "Level (level): Foundations, Practitioner, Advanced" in plain(page.text)
    page = admin.press(f"{PAGE}/fields", level="learning_mode", hired_on="hiredate", mode="")
    chosen = re.findall(r'<option value="([^"]+)" selected>', page.text)
    assert chosen[0] == "learning_mode"
    assert "hiredate" in chosen


def test_an_update_is_started_shown_cancelled_and_goes_on(
    installation: Installation, admin: Visit, moodle: RecordedMoodle
) -> None:
    assert admin.press(f"{PAGE}/read").status_code == 400
    connected(admin)
    page = admin.fetch(f"{PAGE}/read")
    assert "<html" not in page.text
    assert "data-busy" in page.text
    job_id = re.search(r'name="job" value="([^"]+)"', page.text)
    assert job_id is not None
    with installation.database.writing() as session:
        job = session.scalars(select(Job)).one()
        job.status, job.stage, job.done = RUNNING, "people", 122
        job.started_at = now() - timedelta(seconds=30)
    text = plain(admin.fetch(f"{PAGE}/state").text)
    assert "Step 2 of 5: reading people; 122 so far, 30 seconds" in text
    tray = admin.fetch("/admin/tray").text
    assert 'value="30" max="100"' in tray  # one stage of five, and half of the 244 people
    with installation.database.writing() as session:
        session.scalars(select(Job)).one().cursor = "3"
    page = admin.press(f"{PAGE}/stop", job=job_id[1])
    assert "what was read until then is kept" in page.text
    assert "Go on where it was broken off" in page.text
    assert "cancelled" in plain(admin.press("/admin/catalogue").text)  # in the tray
    assert "data-busy" in admin.fetch(f"{PAGE}/read", full="1").text
    with installation.database.reading() as session:
        found = jobs.unfinished(session, installation.site.id, SYNC)
        assert found is not None
        assert found.arguments == {"full": True}


def test_the_tray_tells_once_what_somebody_asked_for_and_what_went_wrong(
    installation: Installation, admin: Visit
) -> None:
    moment = now()
    kinds = ((SYNC, DONE), (SYNC, DONE), (SCORE, DONE), (GRADES, FAILED), (AWARD, RUNNING))
    for kind, status in kinds:
        error = "Try again." if status == FAILED else None
        said = {"started_at": moment, "finished_at": moment, "error": error}
        make(installation, kind=kind, status=status, **said)
    said = re.findall(r"data-tray-said>([^<]+)<", admin.fetch("/admin/tray").text)
    assert [text.strip() for text in said] == [
        "Update from Moodle: done (nothing new)",
        "Progress to Moodle&#39;s gradebook: failed Try again.",
        "Badges: running",
    ]


def test_history_tells_errors_and_what_to_do_and_is_a_file(
    installation: Installation, admin: Visit, moodle: RecordedMoodle
) -> None:
    connected(admin)
    began = now() - timedelta(minutes=10)
    times = {"created_at": began, "started_at": began, "finished_at": began + timedelta(minutes=5)}
    make(
        installation,
        status=DONE,
        counts={"courses_added": 3, "unmatched": 2, "courses_to_confirm": 9},
        notices=["report row 7: The person “=cmd” is not known.", "Nothing else."],
        **times,
    )
    page = admin.press(PAGE)
    row = table(page, "history")[-1]
    assert (row["Job"], row["State"], row["Took"]) == ("Update from Moodle", "done", "5 minutes")
    assert "new courses: 3" in row["Result"]
    assert "9 rows are no longer listed by Moodle" in page.text
    (job,) = [each for each in sheet(admin.press(f"{PAGE}/jobs-csv")) if each["kind"] == SYNC]
    assert (job["seconds"], job["unmatched"], job["status"]) == ("300", "2", "done")
    rows = sheet(admin.press(f"{PAGE}/rows-csv", job=job["job"]))
    assert [(each["code"], each["place"], each["reason"]) for each in rows] == [
        ("as_told", "report row 7", "The person “=cmd” is not known."),
        ("as_told", "", "Nothing else."),
    ]
    make(installation, status=FAILED, error="The service account lacks a right.", finished_at=now())
    page = admin.press(PAGE)
    assert "The last update ended before its time. The service account lacks a right." in page.text
    assert "look at the checklist above, then go on" in page.text


def test_a_job_that_nobody_begins_says_that_no_worker_runs(
    installation: Installation, admin: Visit, moodle: RecordedMoodle
) -> None:
    connected(admin)
    make(installation, created_at=now() - timedelta(minutes=2))
    assert "no worker seems to run" in admin.press(PAGE).text
    assert "no worker seems to run" in admin.press("/admin/audit").text


def test_an_upgrade_is_told(
    installation: Installation, admin: Visit, moodle: RecordedMoodle
) -> None:
    connected(admin)
    with installation.database.writing() as session:
        session.get_one(Site, installation.site.id).release = "4.4.1"
    assert "Moodle was upgraded since this check" in admin.press(PAGE).text
    page = admin.press(f"{PAGE}/check")
    assert "it was 4.4.1 and is 4.5.6 (Build: 20250811)." in page.text


@pytest.mark.parametrize("step", ["stop", "rows-csv"])
def test_another_sites_job_is_not_there(
    tmp_path_factory: pytest.TempPathFactory, step: str
) -> None:
    other = Platform(issuer="https://other.test", client_id="client-2")
    both = Installation(tmp_path_factory.mktemp("both") / "two", Platform(), other)
    with both.database.writing() as session:
        theirs = session.scalars(select(Site).where(Site.issuer == other.issuer)).one()
        job = Job(site_id=theirs.id, kind=SYNC)
        session.add(job)
        session.flush()
        job_id = job.id
    admin = visit(both, "admin", "50")
    assert admin.press(f"{PAGE}/{step}", job=job_id).status_code == 404
    assert admin.press(f"{PAGE}/{step}", job="x").status_code == 400
    both.close()


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_only_admins_come_near(installation: Installation, who: str) -> None:
    theirs = visit(installation, who)
    assert "data-tray" not in theirs.page.text
    for step in ("token", "check", "way", "fields", "read", "stop", "state", "jobs-csv"):
        page = theirs.press(f"{PAGE}/{step}", address=BASE, token=TOKEN)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert theirs.press("/admin/tray").status_code == 401


def test_the_stages_are_those_of_an_update() -> None:
    assert STAGES == ORDER
