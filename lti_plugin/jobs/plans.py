"""A job as a list of stages, and how it is begun, carried on and ended: with or without an engine.

A stage is a plain function that may be run again from its start at any time; where it leaves a
cursor, the next call goes on from there.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from connectors.errors import ConnectorError, Maintenance, Unreachable
from lti_plugin.errors import FingerpostError, JobFailed, NotFound
from lti_plugin.jobs.locks import is_held
from lti_plugin.jobs.tools import Cancelled, Tools
from lti_plugin.store import catalogue_files, jobs, people_files, recommendations, sent_files
from lti_plugin.store.base import now
from lti_plugin.store.jobs import CANCELLED, DONE, FAILED, RUNNING, Job
from lti_plugin.store.notices import TRIED_AGAIN, Notice
from recommender.engine.errors import EngineError

PASSING = (Unreachable, Maintenance)
ENDING = (FingerpostError, ConnectorError, EngineError)
SHOWN_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: ``run`` gets the cursor that it left last time, and leaves None at its end."""

    name: str
    run: Callable[[Tools, UUID, str | None], str | None]


Plans = Mapping[str, Sequence[Stage]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call of a stage came to: go on at ``cursor``, ``wait`` and try again, or stop."""

    cursor: str | None = None
    wait: str | None = None
    stop: bool = False


def line_of(error: Exception) -> str:
    """Return an error as one line for a person."""
    return " ".join(f"{error} {getattr(error, 'hint', '')}".split())


def claim(tools: Tools, job_id: UUID) -> str | None:
    """Make this process the one that runs a job; return the job's kind, None to leave it alone."""
    with tools.database.writing() as session:
        try:
            job = jobs.hold(session, job_id)
        except NotFound:
            return None
        return job.kind if _claimed(tools, job) else None


def _claimed(tools: Tools, job: Job) -> bool:
    others = job.status == RUNNING and job.worker not in {None, tools.worker}
    if job.status not in jobs.OPEN or (others and is_held(tools.locks, str(job.worker))):
        return False
    if job.started_at is None:
        job.started_at = now()
    job.status, job.worker = RUNNING, tools.worker
    return True


def advance(tools: Tools, stage: Stage, job_id: UUID, cursor: str | None) -> Outcome:
    """Run a stage once; what goes wrong outside becomes an outcome and ends the job."""
    try:
        return Outcome(cursor=stage.run(tools, job_id, cursor))
    except PASSING as error:
        with tools.database.writing() as session:
            told = Notice(TRIED_AGAIN, {"text": str(error)})
            jobs.note(jobs.hold(session, job_id), [told])
        return Outcome(wait=line_of(error))
    except Cancelled:
        return Outcome(stop=True)
    except ENDING as error:
        end(tools, job_id, FAILED, line_of(error))
        return Outcome(stop=True)


def end(tools: Tools, job_id: UUID, status: str = DONE, error: str | None = None) -> None:
    """Note how a job ended, and drop what is only of interest for a while.

    Once the process is leaving this never returns: what it breaks off on its way out has not
    failed, and goes on in the next worker.
    """
    if tools.leaving.is_set():
        threading.Event().wait()
    with tools.database.writing() as session:
        job = jobs.hold(session, job_id)
        jobs.end(job, status, error)
        jobs.ask_again(session, job)
        jobs.prune(session, job.site_id)
        recommendations.prune_shown(session, job.site_id, now() - SHOWN_KEPT)
        people_files.forget(session, job.site_id, now() - sent_files.KEPT)
        catalogue_files.prune(session, job.site_id, now() - sent_files.KEPT)


def run(
    tools: Tools,
    plans: Plans,
    site_id: UUID,
    kind: str,
    arguments: dict[str, Any] | None = None,
) -> Job:
    """Run a job here and now, without an engine, and return its row.

    An open job of the same kind is taken over when nobody runs it.

    Raises
    ------
    JobFailed
        When another process runs this job at the moment, or somebody cancelled it.
    FingerpostError, ConnectorError, EngineError
        Whatever ended the job.
    """
    with tools.database.writing() as session:
        job = jobs.enqueue(session, site_id, kind, arguments)
        if not _claimed(tools, job):
            raise JobFailed(
                f"Another process runs the {kind} job of this site.", hint="Wait until it is done."
            )
        job_id = job.id
    status, error = FAILED, None
    try:
        for stage in plans[kind]:
            cursor = stage.run(tools, job_id, None)
            while cursor is not None:
                cursor = stage.run(tools, job_id, cursor)
        status = DONE
    except (Cancelled, KeyboardInterrupt):
        status = CANCELLED
        raise
    except ENDING as raised:
        error = line_of(raised)
        raise
    finally:
        broken = sys.exception()
        if status == FAILED and error is None:
            error = f"It ended unexpectedly ({type(broken).__name__})."
        end(tools, job_id, status, error)
    with tools.database.reading() as session:
        return jobs.get(session, job_id)
