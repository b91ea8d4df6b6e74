"""The admin's page: the site's state, its two buttons, and the one-time link to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.services import admission
from lti_plugin.store import jobs
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.models import ModelRun
from lti_plugin.store.notices import ROW_LEFT_OUT, UNMATCHED, Notice
from lti_plugin.store.sites import Site
from tests.support.api import Program
from tests.support.installation import Installation, visit
from tests.support.platform import Platform
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of


def facts(page: TestResponse) -> list[str]:
    """Return the counts."""
    return re.findall(r'<div class="fact"><dt>[^<]*</dt><dd>(\d+)</dd>', page.text)


def connect(installation: Installation, **changes: Any) -> None:
    """Give the site a token, as if it had been connected."""
    with installation.database.writing() as session:
        session.execute(update(Site).values(token="locked", **changes))


def put_job(installation: Installation, **values: Any) -> None:
    """Add a job to the site."""
    given = {"arguments": {}, "counts": {}, "notices": [], **values}
    with installation.database.writing() as session:
        session.add(Job(site_id=installation.site.id, **given))


def open_jobs(installation: Installation) -> list[str]:
    """Return the kinds of the jobs that wait or run."""
    with installation.database.reading() as session:
        return [job.kind for job in jobs.all_open(session)]


def test_a_site_without_a_token_is_told_how_to_get_one(installation: Installation) -> None:
    page = visit(installation, "admin").page
    assert answer_of(page) == "moodle.test is not connected yet."
    assert "on the page “Connect”" in page.text
    assert facts(page) == ["0", "1", "0", "0"]
    assert "Nothing has been trained yet." in page.text
    assert "No job has run yet." in page.text


def test_a_connected_site_without_data_says_so(installation: Installation) -> None:
    connect(installation)
    page = visit(installation, "admin").page
    assert answer_of(page) == "moodle.test is connected; nothing has been read from Moodle yet."


def test_a_site_in_use_is_counted(installation: Installation) -> None:
    installation.fill()
    connect(installation, synced_at=now())
    page = visit(installation, "admin").page
    assert "5 courses and 7 people, up to date as of" in answer_of(page)
    assert facts(page) == ["5", "7", "7", "6"]
    assert "older than a day" not in page.text


def test_old_data_are_labelled(installation: Installation) -> None:
    connect(installation, synced_at=now() - timedelta(hours=27))
    assert "older than a day" in visit(installation, "admin").page.text


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ({"basis": "history", "people": 50, "completions": 900}, "on 900 completions of 50 people"),
        ({"basis": "features", "note": "Too few.", "completions": 3}, "3 completions by 0 people"),
    ],
)
def test_the_training_in_use_is_told(
    installation: Installation, run: dict[str, Any], said: str
) -> None:
    with installation.database.writing() as session:
        row = ModelRun(site_id=installation.site.id, metrics={}, promoted=True, **run)
        session.add(row)
    assert said in visit(installation, "admin").page.text


def test_what_a_job_tells_is_in_the_readers_language_and_in_english_for_programs(
    installation: Installation,
) -> None:
    row = Notice(ROW_LEFT_OUT, {"text": "The date lies in the future."}, "person 7")
    told = [each.kept() for each in (Notice(UNMATCHED, {"number": 1200}), row)]
    put_job(installation, kind="sync", status="done", notices=[*told, "Row 7: odd."])
    german = visit(installation, "admin", locale="de")
    for page in (german.page.text, german.press("/admin/connect").text):
        assert "1.200 Zeilen über Personen oder Kurse" in page
        assert "Person 7: Das Datum liegt in der Zukunft." in page
        assert "Row 7: odd." in page
    (job,) = Program(german).get("/jobs")["items"]
    assert [(each["code"], each["place"], each["text"]) for each in job["notices"]] == [
        (UNMATCHED, "", "1200 rows of people or courses not known here were left out."),
        (ROW_LEFT_OUT, "person 7", "The date lies in the future."),
        ("as_told", "Row 7", "odd."),
    ]


def test_jobs_are_listed_with_what_they_did(installation: Installation) -> None:
    done = {"status": "done", "counts": {"courses_added": 3}, "notices": ["Row 7: <b>odd</b>."]}
    put_job(installation, kind="sync", **done)
    put_job(installation, kind="train", status="failed", error="It took too long.")
    running = {"stage": "people", "done": 10, "total": 40, "started_at": now()}
    put_job(installation, kind="score", status="running", **running)
    page = visit(installation, "admin").page
    for words in (
        "new courses: 3",
        "It took too long.",
        '<progress value="10" max="40" aria-label="reading people">',
        "1 notice",
        "Row 7: &lt;b&gt;odd&lt;/b&gt;.",
    ):
        assert words in page.text
    assert "data-busy" in page.text


def test_another_sites_jobs_do_not_show(installation: Installation) -> None:
    installation.register(Platform(issuer="https://other.test", client_id="client-2"))
    with installation.database.writing() as session:
        other = session.scalars(select(Site).where(Site.issuer == "https://other.test")).one()
        job = Job(site_id=other.id, kind="sync", arguments={}, counts={}, notices=[])
        job.status, job.error = "failed", "Theirs alone."
        session.add(job)
    assert "Theirs alone." not in visit(installation, "admin").page.text


@pytest.mark.parametrize("kind", ["sync", "train"])
def test_a_button_starts_its_job_once(installation: Installation, kind: str) -> None:
    mine = visit(installation, "admin")
    for answer in (
        mine.press("/admin/jobs", kind=kind),
        mine.fetch("/admin/jobs", kind=kind),
    ):
        assert answer.status_code == 200
        assert "data-busy" in answer.text
        assert "waiting" in answer.text
    assert open_jobs(installation) == [kind]


def test_a_script_gets_the_part_that_changes_and_a_browser_the_page(
    installation: Installation,
) -> None:
    mine = visit(installation, "admin")
    part = mine.fetch("/admin/jobs", kind="sync")
    whole = mine.press("/admin/jobs", kind="sync")
    assert part.text.startswith("<div data-busy>")
    assert "<html" not in part.text
    assert "<html" in whole.text


def test_the_part_that_changes_can_be_asked_for_again(installation: Installation) -> None:
    mine = visit(installation, "admin")
    mine.fetch("/admin/jobs", kind="sync")
    assert mine.fetch("/admin/state").text.startswith("<div data-busy>")
    with installation.database.writing() as session:
        session.execute(update(Job).values(status="done", counts={}))
    settled = mine.fetch("/admin/state")
    assert settled.text.startswith("<div>")
    assert "nothing new" in settled.text
    assert settled.headers["X-Page-Token"]


@pytest.mark.parametrize("kind", ["", "score", "unknown"])
def test_a_button_that_does_not_exist_starts_nothing(installation: Installation, kind: str) -> None:
    answer = visit(installation, "admin").press("/admin/jobs", kind=kind)
    assert (answer.status_code, code_of(answer)) == (400, "bad-request")
    assert open_jobs(installation) == []


def test_nobody_else_starts_jobs(installation: Installation) -> None:
    for who in ("learner", "instructor"):
        theirs = visit(installation, who)
        token = theirs.token or theirs.page.headers.get("X-Page-Token", "")
        sent = {"page_token": token, "kind": "sync"}
        for path in ("/admin/jobs", "/admin/state", "/admin/"):
            answer = theirs.browser.post(path, sent)
            assert (answer.status_code, code_of(answer)) == (401, "session-ended")
    assert open_jobs(installation) == []


def invite(installation: Installation) -> str:
    """Return the secret of a new link."""
    with installation.database.writing() as session:
        return admission.invite(session, installation.site.id)


def entered(installation: Installation, secret: str) -> TestResponse:
    """Post a link's secret as its page does, and go where the answer leads."""
    browser = Browser(installation, installation.platforms[0])
    answer = browser.post("/admin/enter", {"secret": secret})
    return browser.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def test_the_links_page_posts_what_stands_behind_the_hash(installation: Installation) -> None:
    browser = Browser(installation, installation.platforms[0])
    page = browser.get("/admin/enter")
    assert page.status_code == 200
    assert 'method="post" action="/admin/enter" data-from-fragment' in page.text
    assert 'src="/static/enter.js"' in page.text
    with browser.get("/static/enter.js") as script:
        assert script.status_code == 200


def test_a_link_opens_the_admin_pages_once(installation: Installation) -> None:
    secret = invite(installation)
    page = entered(installation, f" {secret}\n")
    assert page.status_code == 200
    assert answer_of(page) == "moodle.test is not connected yet."
    again = entered(installation, secret)
    assert (again.status_code, code_of(again)) == (401, "not-trusted")
    assert "fingerpost admin-link" in again.text
    with installation.database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action) == ("command line", "admin link used")


def test_a_visit_by_link_can_use_the_buttons(installation: Installation) -> None:
    page = entered(installation, invite(installation))
    token = re.search(r'data-page-token="([^"]*)"', page.text)
    assert token is not None
    browser = Browser(installation, installation.platforms[0])
    answer = browser.post("/admin/jobs", {"page_token": token[1], "kind": "sync"})
    assert answer.status_code == 200
    assert open_jobs(installation) == ["sync"]


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 401)])
def test_a_link_lasts_a_quarter_of_an_hour(
    installation: Installation, minutes: int, status: int
) -> None:
    secret = invite(installation)
    with time_machine.travel(now() + timedelta(minutes=minutes)):
        assert entered(installation, secret).status_code == status
    with installation.database.reading() as session:
        assert session.query(AuditEntry).count() == (status == 200)


@pytest.mark.parametrize("secret", ["", "unknown", "x" * 5000])
def test_an_unknown_secret_opens_nothing(installation: Installation, secret: str) -> None:
    invite(installation)
    answer = entered(installation, secret)
    assert (answer.status_code, code_of(answer)) == (401, "not-trusted")
    assert not answer.headers.getlist("Set-Cookie")
    with installation.database.reading() as session:
        assert session.query(AuditEntry).count() == 0


def test_what_to_do_next_is_told_with_the_way_there(installation: Installation) -> None:
    page = visit(installation, "admin").page
    assert "Nobody’s record names a role that is known here" in page.text
    assert "No course was finished within the last twelve months" in page.text
    installation.fill()
    with time_machine.travel(datetime(2026, 3, 20, tzinfo=UTC)):
        page = visit(installation, "admin").page
    assert 'aria-label="Finished courses by month"' in page.text
    assert re.search(r"March 2026</th><td>6</td>", page.text)
