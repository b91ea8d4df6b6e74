"""Workers as real processes: killed, restarted, side by side, and of another release."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lti_plugin.settings import Settings
from lti_plugin.store import Base, jobs
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import Job
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.sites import Site
from tests.support.waiting import LONG, until

ROOT = Path(__file__).parents[3]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Start worker processes on these settings; they are gone after the test."""
    with ExitStack() as stack:

        def begin(mode: str = "plain", settings: Settings = settings) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.worker", mode],
                cwd=ROOT,
                env=os.environ
                | {
                    "FINGERPOST_SECRET_KEY": settings.secret_key,
                    "FINGERPOST_DATA_DIR": str(settings.data_dir),
                    "FINGERPOST_DATABASE_URL": settings.database_url,
                },
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        yield begin


def ask(database: Database, site: Site, kind: str) -> Job:
    with database.writing() as session:
        return jobs.enqueue(session, site.id, kind)


def ended(database: Database, job: Job) -> Callable[[], Job | None]:
    def look() -> Job | None:
        with database.reading() as session:
            row = jobs.get(session, job.id)
            return None if row.status in jobs.OPEN else row

    return look


def count(database: Database, table: type[Enrolment] | type[Completion]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_worker_killed_in_mid_sync_finishes_it_after_its_restart(
    settings: Settings, database: Database, site: Site, start: Start
) -> None:
    hold, pages = settings.data_dir / "hold", settings.data_dir / "pages"
    hold.write_text("participation 4")
    job = ask(database, site, "sync")
    first = start()
    until((settings.data_dir / "held").exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert count(database, Enrolment) < 75
    hold.unlink()
    start()
    done = until(ended(database, job))
    assert (done.status, done.error) == ("done", None)
    assert (count(database, Enrolment), count(database, Completion)) == (75, 50)
    read = pages.read_text().splitlines()
    assert max(Counter(read).values()) == 1
    assert "enrolments_gone" not in done.counts


def test_a_job_of_a_killed_worker_is_taken_over_by_a_later_release(
    settings: Settings, database: Database, site: Site, start: Start
) -> None:
    hold = settings.data_dir / "hold"
    hold.write_text("participation 4")
    job = ask(database, site, "sync")
    older = start()
    until((settings.data_dir / "held").exists)
    newer = start("newer")
    until((settings.data_dir / "worker-1").exists)
    older.send_signal(signal.SIGKILL)
    older.wait()
    hold.unlink()
    done = until(ended(database, job))
    assert (done.status, done.worker) == ("done", "worker-1")
    assert (count(database, Enrolment), count(database, Completion)) == (75, 50)
    assert not (settings.data_dir / "lines").exists()
    again = ask(database, site, "sync")
    assert until(ended(database, again)).status == "done"
    assert (settings.data_dir / "lines").read_text() == f"award {again.id} worker-1\n"
    newer.terminate()
    assert newer.wait(LONG) == 0


def line_jobs(database: Database, number: int) -> list[Job]:
    """Ask for a job on each of a number of new sites, since a site has one of a kind at a time."""
    asked = []
    with database.writing() as session:
        for place in range(number):
            site = Site(slug=f"s{place}", name="", issuer=f"https://s{place}", timezone="UTC")
            session.add(site)
            session.flush()
            asked.append(jobs.enqueue(session, site.id, "line"))
    return asked


def test_two_workers_do_each_job_once_and_fire_each_schedule_once(
    settings: Settings, database: Database, site: Site, start: Start
) -> None:
    with database.writing() as session:
        session.execute(update(Site).values(slug="every-second"))
    asked = line_jobs(database, 10)
    start()
    start()
    for job in asked:
        assert until(ended(database, job)).status == "done"
    lines = settings.data_dir / "lines"
    until(lambda: len(lines.read_text().splitlines()) >= 12)
    done = Counter(line.split()[1] for line in lines.read_text().splitlines())
    assert max(done.values()) == 1
    assert done.keys() >= {str(job.id) for job in asked}
    with sqlite3.connect(settings.data_dir / "jobs.sqlite") as engine:
        fired = engine.execute("SELECT count(*) FROM workflow_status WHERE name = 'ask'")
        assert len(done) - len(asked) <= fired.fetchone()[0]


@pytest.mark.full
@pytest.mark.postgres
def test_on_postgresql_workers_share_a_queue_and_one_takes_over_from_one_that_is_killed(
    settings: Settings, postgres_url: str, start: Start
) -> None:
    there = replace(settings, database_url=postgres_url)
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    asked = line_jobs(database, 10)
    start(settings=there)
    start(settings=there)
    for job in asked:
        assert until(ended(database, job)).status == "done"
    lines = (settings.data_dir / "lines").read_text().splitlines()
    assert sorted(line.split()[1] for line in lines) == sorted(str(job.id) for job in asked)

    (settings.data_dir / "hold").write_text("participation 4")
    with database.writing() as session:
        sync = jobs.enqueue(session, asked[0].site_id, "sync")
    until((settings.data_dir / "held").exists)
    with database.reading() as session:
        busy = str(jobs.get(session, sync.id).worker)
    (settings.data_dir / "hold").unlink()
    os.kill(int((settings.data_dir / busy).read_text()), signal.SIGKILL)
    done = until(ended(database, sync))
    assert done.status == "done"
    assert done.worker != busy
    assert (count(database, Enrolment), count(database, Completion)) == (75, 50)
    database.close()
