"""`fingerpost sync`: a whole site through the command line, and what it says about it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from lti_plugin.store import jobs, sites
from lti_plugin.store.database import Database
from tests.connectors.moodle.recorded import BASE, TOKEN, body, recorded_moodle
from tests.support.command import PROGRESS, CommandLine, failure

pytestmark = pytest.mark.usefixtures("without_starter_pack")


@pytest.fixture
def connected(fingerpost: CommandLine) -> CommandLine:
    """An installation that knows the recorded Moodle and its report."""
    options = ("--timezone", "Europe/Lisbon", "--report", "1", "--token-file", "-")
    assert fingerpost("site", "add", BASE, *options, typed=TOKEN).code == 0
    return fingerpost


def numbers(text: str) -> dict[str, int]:
    """Return the counts that were printed, a line each."""
    pairs = (line.rpartition(": ") for line in text.splitlines())
    return {name: int(number) for name, _, number in pairs if number.isdigit()}


def test_a_site_is_read_and_then_nothing_is_left_to_write(connected: CommandLine) -> None:
    with recorded_moodle():
        first = connected("sync")
        second = connected("sync")
        again = connected("sync", "--full", "--json")
    assert first.code == second.code == again.code == 0, first.err + second.err + again.err
    assert all(line.startswith(PROGRESS) for line in first.err.splitlines())
    found = numbers(first.out)
    assert found["courses added"] > 50
    assert found["people added"] > 100
    assert found["completions added"] > 10
    for told in (numbers(second.out), json.loads(again.out)["counts"]):
        changes = {name: n for name, n in told.items() if name.endswith(("added", "changed"))}
        assert not any(changes.values())
    assert "Nothing has changed since the last time." in second.out
    assert json.loads(again.out)["status"] == "done"
    (row,) = json.loads(connected("site", "list", "--json").out)
    assert row["last sync"] is not None


def test_a_catalogue_that_vanishes_is_kept_until_an_admin_confirms(connected: CommandLine) -> None:
    courses = body("courses")
    with recorded_moodle() as moodle:
        connected("sync")
        fewer = {**courses, "courses": courses["courses"][:2]}
        left = Counter(each["categoryid"] for each in fewer["courses"])
        counted = [{**each, "coursecount": left[each["id"]]} for each in body("categories")]
        moodle.replies["core_course_get_courses_by_field"] = lambda _: fewer
        moodle.replies["core_course_get_categories"] = lambda _: counted
        kept = connected("sync")
        marked = connected("sync", "--confirm-gone")
    assert "run `fingerpost sync --confirm-gone`" in kept.out
    assert "--confirm-gone" not in marked.out
    assert numbers(kept.out).get("courses gone", 0) == 0
    assert numbers(marked.out)["courses gone"] > 0


def test_a_failed_sync_is_told_and_kept(connected: CommandLine, database: Database) -> None:
    with recorded_moodle() as moodle:
        answer = body("error_invalid_token")
        for function in moodle.replies:
            moodle.replies[function] = lambda _: answer
        line = failure(connected("sync"))
    assert "token" in line
    assert TOKEN not in line
    with database.reading() as session:
        (job,) = jobs.latest(session, sites.choose(session, None).id)
    assert job.status == "failed"
    assert job.error is not None
    assert job.error in line


def test_one_site_is_not_synchronised_twice_at_once(
    connected: CommandLine, database: Database
) -> None:
    from lti_plugin.jobs.locks import FileLocks

    lock = FileLocks(connected.folder / "workers").take("worker-0")
    assert lock is not None
    with database.writing() as session:
        job = jobs.enqueue(session, sites.choose(session, None).id, "sync")
        job.status, job.worker = "running", "worker-0"
    assert "Another process runs the sync job" in failure(connected("sync"))
    lock.release()
