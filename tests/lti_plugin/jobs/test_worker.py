"""The worker process itself, and jobs done without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lti_plugin.errors import BadInput
from lti_plugin.jobs import plans, worker
from lti_plugin.jobs.tools import Tools
from lti_plugin.settings import Settings
from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.sources import school
from tests.support.waiting import LONG, until

ROOT = Path(__file__).parents[3]
CODE = "from lti_plugin import settings; from lti_plugin.jobs.worker import work; "


def begin(settings: Settings, call: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CODE + call],
        cwd=ROOT,
        env=os.environ
        | {
            "FINGERPOST_SECRET_KEY": settings.secret_key,
            "FINGERPOST_DATA_DIR": str(settings.data_dir),
        },
    )


def test_a_worker_process_removes_what_a_killed_one_left_does_what_is_asked_and_leaves_when_told(
    settings: Settings, database: Database, site: Site
) -> None:
    left = settings.data_dir / "tmp" / "worker-0" / "fingerpost-training-x"
    left.mkdir(parents=True)
    with database.writing() as session:
        job = jobs.enqueue(session, site.id, "score")
    process = begin(settings, "work(settings.load())")

    def is_done() -> bool:
        with database.reading() as session:
            return jobs.get(session, job.id).status == "done"

    until(is_done)
    assert not left.exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONG) == 0


def test_a_job_done_here_fails_with_one_clear_line(
    settings: Settings, database: Database, site: Site
) -> None:
    with pytest.raises(BadInput, match="no web-service token"):
        worker.run_here(settings, site.id, "sync")
    with database.reading() as session:
        job = jobs.latest(session, site.id)[0]
    assert (job.status, job.worker) == ("failed", "hand-0")
    assert job.error is not None
    assert "\n" not in job.error


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes that a process has started and that have not ended."""
    lists = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(text) for path in lists for text in path.read_text().split()]


def is_gone(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.full), signal.SIGKILL]
)
def test_a_worker_that_ends_in_mid_training_leaves_no_child_and_nobodys_history(
    settings: Settings, database: Database, tools: Tools, site: Site, number: signal.Signals
) -> None:
    school_of_many = replace(tools, open_source=school(people=110).opened)
    plans.run(school_of_many, worker.PLANS, site.id, "sync")
    process = begin(settings, "work(settings.load())")
    folder = settings.data_dir / "tmp"
    until(lambda: [*folder.rglob("names.json")] and children(process))
    (child,) = children(process)
    process.send_signal(number)
    process.wait(LONG)
    until(lambda: is_gone(child))
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    with database.reading() as session:
        (job,) = jobs.all_open(session)
    assert (job.kind, job.status) == ("train", "running")
