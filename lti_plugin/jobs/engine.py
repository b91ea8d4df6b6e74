"""The job engine, DBOS: the only file that knows it.

Queued rows of the jobs table become durable workflows. A worker that is killed leaves its workflow
to another one, or to its own next start, which goes on at the stage that was reached. Only the
free core is used. The application version never changes: a job may be begun by one release and
finished by the next, because its list of stages is kept when it begins.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import plans, scratch
from lti_plugin.jobs.locks import Lock, is_held
from lti_plugin.jobs.plans import Outcome, Plans, Stage
from lti_plugin.jobs.schedules import Schedule
from lti_plugin.jobs.tools import Tools
from lti_plugin.settings import Settings
from lti_plugin.store import jobs, sites
from lti_plugin.store.jobs import FAILED, QUEUED, Job
from lti_plugin.store.sites import Site

NAME, VERSION, SCHEMA, QUEUE = "fingerpost", "1", "fingerpost_jobs", "jobs"
SIDE_BY_SIDE = 2
TICK_SECONDS = 0.5
WAITS = (60.0, 180.0, 600.0, 1800.0)
UNDER_WAY = ("ENQUEUED", "PENDING", "DELAYED")
INTERRUPTED = "It ended unexpectedly; the worker's log says why. Start it again."

Schedules = Callable[[Settings, Site], Sequence[Schedule]]
log = logging.getLogger("fingerpost.jobs")


class Worker:
    """Runs jobs in this process; one at a time, launched after any fork.

    ``slot`` is the lock whose name is the engine's executor id: two processes never share one, and
    a restarted process gets the one it had, with the jobs that it left.
    """

    current: Worker | None = None

    def __init__(self, tools: Tools, plans: Plans, schedules: Schedules, slot: Lock) -> None:
        self.tools = tools
        self.plans = plans
        self._schedules = schedules
        self._slot = slot
        self._handed: set[UUID] = set()
        self._scheduled: frozenset[Schedule] = frozenset()

    def start(self) -> None:
        """Launch the engine: from now on queued jobs are run."""
        # The library adds a handler of its own to its logger unless there is one already.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        Worker.current = self
        DBOS(config=_config(self.tools.settings, self._slot.name))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=SIDE_BY_SIDE, polling_interval_sec=0.25)

    def stop(self) -> None:
        """Leave; what is running goes on at the next start, or in another worker.

        A training's child ends by itself as soon as this process is gone.
        """
        self.tools.leaving.set()
        DBOS.destroy()
        scratch.clear(self.tools.settings, self._slot.name)
        Worker.current = None
        self._slot.release()

    def run(self, stopped: threading.Event, parent: int | None = None) -> None:
        """Look after the jobs until ``stopped`` is set, or until ``parent`` is not ours any more.

        Raises
        ------
        JobFailed
            When this process has lost its lock and must not go on.
        """
        while not stopped.wait(TICK_SECONDS) and parent in {None, os.getppid()}:
            if not self._slot.held():
                raise JobFailed("The worker lost its database connection.", hint="Start it again.")
            try:
                self.tick()
            except DBAPIError as error:
                log.warning("The database did not answer the worker: %s", type(error).__name__)

    def tick(self) -> None:
        """Hand over queued jobs, take those of workers that are gone, keep the schedules."""
        with self.tools.database.reading() as session:
            open_jobs = list(jobs.all_open(session))
            present = list(sites.all_sites(session))
        self._keep_schedules(present)
        self._recover()
        for job in open_jobs:
            if job.status == QUEUED and job.id not in self._handed:
                self._hand_over(job)
            elif job.status != QUEUED:
                self._look_after(job)

    def _hand_over(self, job: Job) -> None:
        with SetWorkflowID(str(job.id)):
            DBOS.enqueue_workflow(QUEUE, run_job, str(job.id))
        self._handed.add(job.id)

    def _look_after(self, job: Job) -> None:
        """Adopt a job that was run without an engine and lost; close one that broke."""
        mine = job.worker == self._slot.name
        if not mine and job.worker is not None and is_held(self.tools.locks, job.worker):
            return
        workflow = DBOS.get_workflow_status(str(job.id))
        if workflow is None:
            self._hand_over(job)
        elif workflow.status not in UNDER_WAY:
            plans.end(self.tools, job.id, FAILED, INTERRUPTED)

    def _recover(self) -> None:
        """Queue the jobs of executors that are gone again, once, whoever notices."""
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        for name in {each.executor_id for each in running} - {self._slot.name, None}:
            lock = self.tools.locks.take(str(name))
            if lock is None:
                continue
            # The public resume_workflows would forget how often a job has been tried already.
            DBOS._recover_pending_workflows([str(name)])
            lock.release()

    def _keep_schedules(self, present: Sequence[Site]) -> None:
        wanted = frozenset(
            each for site in present for each in self._schedules(self.tools.settings, site)
        )
        if wanted == self._scheduled:
            return
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": each.name,
                    "workflow_fn": ask,
                    "schedule": each.cron,
                    "cron_timezone": each.timezone,
                    "context": [str(each.site_id), each.kind],
                    "automatic_backfill": True,
                    "queue_name": QUEUE,
                }
                for each in wanted
            ]
        )
        names = {each.name for each in wanted}
        for row in DBOS.list_schedules():
            if row["schedule_name"] not in names:
                DBOS.delete_schedule(row["schedule_name"])
        self._scheduled = wanted


def _config(settings: Settings, executor: str) -> DBOSConfig:
    """Keep the engine's tables in a file of their own, or in a schema of the same PostgreSQL."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        own = f"sqlite:///{settings.data_dir}/jobs.sqlite"
    else:
        own = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {
        "name": NAME,
        "system_database_url": own,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": executor,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "scheduler_polling_interval_sec": 1.0,
    }


def _worker() -> Worker:
    if Worker.current is None:
        raise JobFailed("No worker runs in this process.")
    return Worker.current


@DBOS.workflow(name="job")
def run_job(job_id: str) -> None:
    """Run a job stage by stage; each call of a stage is one durable step."""
    stages = DBOS.run_step({"name": "begin"}, _begin, job_id)
    if not stages:
        return
    for name in stages:
        cursor: str | None = None
        tries = 0
        while True:
            outcome = Outcome(**DBOS.run_step({"name": name}, _advance, job_id, name, cursor))
            if outcome.stop:
                return
            if outcome.wait is not None:
                if tries == len(WAITS):
                    DBOS.run_step({"name": "give up"}, _end, job_id, FAILED, outcome.wait)
                    return
                DBOS.sleep(WAITS[tries])
                tries += 1
                continue
            tries, cursor = 0, outcome.cursor
            if cursor is None:
                break
    DBOS.run_step({"name": "end"}, _end, job_id, jobs.DONE, None)


@DBOS.workflow(name="ask")
def ask(_at: datetime, context: list[str]) -> None:
    """Ask for a scheduled job: once, whichever worker does it and however often it begins.

    The workflow's own id holds the schedule's name and its time, so the job's id follows from it.
    """
    DBOS.run_step({"name": "ask"}, _ask, str(DBOS.workflow_id), *context)


def _ask(workflow_id: str, site_id: str, kind: str) -> None:
    key = uuid5(NAMESPACE_URL, workflow_id)
    with _worker().tools.database.writing() as session:
        jobs.enqueue(session, UUID(site_id), kind, key=key)


def _begin(job_id: str) -> list[str]:
    """Claim a job and fix its list of stages, so that a later release finishes the same list."""
    worker = _worker()
    kind = plans.claim(worker.tools, UUID(job_id))
    return [] if kind is None else [stage.name for stage in worker.plans[kind]]


def _advance(job_id: str, name: str, cursor: str | None) -> dict[str, Any]:
    """Run one stage once; a stage that this release no longer has is passed over."""
    worker = _worker()
    if plans.claim(worker.tools, UUID(job_id)) is None:
        return asdict(Outcome(stop=True))
    stages: dict[str, Stage] = {
        stage.name: stage for plan in worker.plans.values() for stage in plan
    }
    if name not in stages:
        return asdict(Outcome())
    return asdict(plans.advance(worker.tools, stages[name], UUID(job_id), cursor))


def _end(job_id: str, status: str, error: str | None) -> None:
    plans.end(_worker().tools, UUID(job_id), status, error)
