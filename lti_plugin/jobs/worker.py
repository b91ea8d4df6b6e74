"""The process that does the jobs, and the way to do one of them without it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import (
    award,
    catalogue_files,
    cohorts,
    correct,
    grades,
    groups,
    imports,
    plans,
    renew,
    schedules,
    score,
    scratch,
    staff,
    sync,
    train,
    undo,
)
from lti_plugin.jobs.engine import Worker
from lti_plugin.jobs.locks import Lock, locks_of, take_slot
from lti_plugin.jobs.plans import Plans
from lti_plugin.jobs.tools import Progress, Show, Tools, moodle_of, silent
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import (
    AWARD,
    COHORTS,
    COURSE_FILE,
    GRADES,
    GROUPS,
    IMPORT,
    SCORE,
    SKILL_FILE,
    STAFF,
    SYNC,
    TRAIN,
    Job,
)
from lti_plugin.vault import Vault

PLANS: Plans = {
    SYNC: sync.STAGES,
    IMPORT: imports.STAGES,
    STAFF: staff.STAGES,
    COURSE_FILE: catalogue_files.STAGES,
    SKILL_FILE: catalogue_files.STAGES,
    TRAIN: train.STAGES,
    SCORE: score.STAGES,
    COHORTS: cohorts.STAGES,
    GRADES: grades.STAGES,
    GROUPS: groups.STAGES,
    AWARD: (*award.STAGES, *correct.STAGES, *undo.STAGES, *renew.STAGES, *award.LAST),
}
ENGINE, HAND = "worker", "hand"

log = logging.getLogger("fingerpost.jobs")

__all__ = ["PLANS", "Progress", "run_here", "work"]


def work(settings: Settings, parent: int | None = None) -> None:
    """Do jobs until this process is told to stop, or its ``parent`` is gone.

    Call it in the main thread of a process of its own, after any fork: it ends the process, with
    exit code 1 when the worker lost its lock; whatever still runs goes on in the next worker.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with _tools(settings, ENGINE) as (tools, slot):
        worker = Worker(tools, PLANS, schedules.of_site, slot)
        worker.start()
        code = _look_after(worker, stopped, parent)
        worker.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a stage that still runs would hold the interpreter back


def _look_after(worker: Worker, stopped: threading.Event, parent: int | None) -> int:
    try:
        worker.run(stopped, parent)
    except JobFailed as error:
        log.error("%s", plans.line_of(error))
        return 1
    return 0


def run_here(
    settings: Settings,
    site_id: UUID,
    kind: str,
    arguments: dict[str, Any] | None = None,
    show: Show = silent,
) -> Job:
    """Do a site's job in this process, with its progress, and return its row.

    Raises what :func:`lti_plugin.jobs.plans.run` raises.
    """
    with _tools(settings, HAND, show) as (tools, _slot):
        return plans.run(tools, PLANS, site_id, kind, arguments)


@contextmanager
def _tools(settings: Settings, prefix: str, show: Show = silent) -> Iterator[tuple[Tools, Lock]]:
    database, vault = Database(settings.database_url), Vault(settings.secret_key)
    locks = locks_of(settings, database)
    slot = take_slot(locks, prefix)
    scratch.sweep(settings, locks, slot.name)
    try:
        open_source = moodle_of(settings, vault)
        yield Tools(settings, database, vault, locks, slot.name, open_source, show), slot
    finally:
        slot.release()
        database.close()
