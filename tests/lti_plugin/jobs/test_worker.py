"""The worker process itself, and jobs done without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lti_plugin.errors import BadInput
from lti_plugin.jobs import worker
from lti_plugin.settings import Settings
from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.waiting import until

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


def test_a_worker_process_does_what_is_asked_and_leaves_when_told(
    settings: Settings, database: Database, site: Site
) -> None:
    with database.writing() as session:
        job = jobs.enqueue(session, site.id, "score")
    process = begin(settings, "work(settings.load())")

    def is_done() -> bool:
        with database.reading() as session:
            return jobs.get(session, job.id).status == "done"

    until(is_done)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


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
