"""How a worker looks after jobs: waiting, failing, broken, cancelled and left behind."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from dbos import DBOS
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from connectors.errors import Unreachable
from lti_plugin.errors import BadInput, JobFailed
from lti_plugin.jobs import engine, schedules
from lti_plugin.jobs.engine import Worker
from lti_plugin.jobs.locks import FileLock, take_slot
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import jobs
from lti_plugin.store.jobs import Job
from lti_plugin.store.sites import Site
from tests.support.told import lines
from tests.support.waiting import until

tried: list[str] = []


def stage(name: str, *outcomes: Any) -> Stage:
    """Return a stage that comes to each of these in turn: a cursor, None or an error."""
    left = list(outcomes)

    def run(_tools: Tools, _job_id: UUID, _cursor: str | None) -> str | None:
        tried.append(name)
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return Stage(name, run)


BROKEN = Unreachable("The connection broke.")
PLANS: dict[str, Sequence[Stage]] = {
    "blocks": (stage("block", "1", "2", None), stage("after", None)),
    "refused": (stage("refuse", BadInput("The site has no token.", hint="Set one.")),),
    "flaky": (stage("flaky", BROKEN, BROKEN, None),),
    "down": (stage("down", BROKEN),),
    "bug": (stage("bug", RuntimeError("a mistake in the code")),),
}


@pytest.fixture(scope="module")
def _quick() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(engine, "WAITS", (0.01, 0.01))
    patch.setattr(engine, "TICK_SECONDS", 0.05)
    yield
    patch.undo()


@pytest.fixture
def worker(tools: Tools, _quick: None) -> Iterator[Worker]:
    """A worker in this process, launched but not yet looking after anything."""
    tried.clear()
    slot = take_slot(tools.locks, "worker")
    worker = Worker(replace(tools, worker=slot.name), PLANS, schedules.of_site, slot)
    worker.start()
    yield worker
    worker.stop()


def finished(worker: Worker, job: Job) -> Job:
    """Let the worker look after its jobs until this one has ended."""

    def look() -> Job | None:
        worker.tick()
        with worker.tools.database.reading() as session:
            row = jobs.get(session, job.id)
            return None if row.status in jobs.OPEN else row

    return until(look)


def ask(worker: Worker, site: Site, kind: str) -> Job:
    with worker.tools.database.writing() as session:
        return jobs.enqueue(session, site.id, kind)


def test_jobs_end_as_their_stages_do(
    worker: Worker, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    asked = {kind: ask(worker, site, kind) for kind in PLANS}
    ends = {kind: finished(worker, job) for kind, job in asked.items()}
    assert {kind: (job.status, job.error) for kind, job in ends.items()} == {
        "blocks": ("done", None),
        "refused": ("failed", "The site has no token. Set one."),
        "flaky": ("done", None),
        "down": (
            "failed",
            "The connection broke. Check the address and that this machine can reach it.",
        ),
        "bug": ("failed", engine.INTERRUPTED),
    }
    until(lambda: "a mistake in the code" in caplog.text)
    assert lines(ends["flaky"]) == ["The connection broke. It is tried again in a while."]
    assert Counter(tried) == {"block": 3, "after": 1, "refuse": 1, "flaky": 3, "down": 3, "bug": 1}


def test_what_others_left_behind_is_finished_or_left_alone(
    worker: Worker, site: Site, tools: Tools
) -> None:
    cancelled = ask(worker, site, "down")
    with tools.database.writing() as session:
        jobs.cancel(session, site.id, cancelled.id)
        lost = jobs.enqueue(session, site.id, "blocks")
        lost.status, lost.worker = "running", "hand-0"
        busy = jobs.enqueue(session, site.id, "refused")
        busy.status, busy.worker = "running", "hand-1"
    elsewhere = tools.locks.take("hand-1")
    assert elsewhere is not None
    assert finished(worker, lost).status == "done"
    with tools.database.reading() as session:
        assert jobs.get(session, busy.id).status == "running"
        assert jobs.get(session, cancelled.id).status == "cancelled"
    assert "down" not in tried
    elsewhere.release()
    assert finished(worker, busy).status == "failed"
    for job in (lost, cancelled):
        assert engine._advance(str(job.id), "block", None)["stop"]
    begun_by_another_release = ask(worker, site, "blocks")
    passed_over = {"cursor": None, "wait": None, "stop": False}
    assert engine._advance(str(begun_by_another_release.id), "retired", None) == passed_over


def test_a_worker_stops_when_it_should_and_only_then(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = threading.Event()

    def database_is_away() -> None:
        stopped.set()
        raise OperationalError("SELECT 1", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(worker, "tick", database_is_away)
        worker.run(stopped)
    assert "The database did not answer the worker: OperationalError" in caplog.text
    stopped.clear()
    worker.run(stopped, parent=-1)
    stopped.set()
    worker.run(stopped)
    lock = worker._slot
    assert isinstance(lock, FileLock)
    lock.release()
    with pytest.raises(JobFailed, match="lost its database connection"):
        worker.run(threading.Event())


def test_schedules_follow_the_sites(worker: Worker, site: Site, tools: Tools) -> None:
    worker.tick()
    assert {row["schedule_name"] for row in DBOS.list_schedules()} == {f"train-{site.id}"}
    with tools.database.writing() as session:
        row = session.get(Site, site.id)
        assert row is not None
        row.token = "locked"
    worker.tick()
    rows = {row["schedule_name"]: row for row in DBOS.list_schedules()}
    assert rows.keys() == {f"train-{site.id}", f"sync-{site.id}"}
    assert rows[f"sync-{site.id}"]["schedule"] == "0 2 * * *"
    assert rows[f"sync-{site.id}"]["cron_timezone"] == "Europe/London"
    with tools.database.writing() as session:
        session.execute(delete(Site))
    worker.tick()
    assert DBOS.list_schedules() == []


def test_no_job_runs_without_a_worker() -> None:
    with pytest.raises(JobFailed, match="No worker"):
        engine._begin("0")
