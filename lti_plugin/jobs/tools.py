"""What every job works with, and one batch of its work as one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.records import Connector
from lti_plugin.errors import JobFailed
from lti_plugin.jobs.locks import Locks
from lti_plugin.services import sites as site_service
from lti_plugin.settings import Settings
from lti_plugin.store import courses, jobs, people, skills
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import Job
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


class Cancelled(JobFailed):
    """Somebody asked the job to stop, or it has ended already."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from; the kinds say what their ids are.

    ``whole``: the source lists everything, so what it does not list is gone. ``steady``: a cursor
    of its participation still means the same place later on; pages counted from the top shift
    while rows change, so a pass over them that was broken off has to begin again.
    """

    connector: Connector
    course_kind: str = courses.MOODLE
    person_kind: str = people.MOODLE
    whole: bool = True
    steady: bool = True

    @property
    def origin(self) -> str:
        """Who says what a course teaches: the site's own source, or a file."""
        return skills.FILE if self.course_kind == courses.FILE else skills.SOURCE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``done`` of ``total`` units of ``stage``; None where nobody knows."""

    kind: str
    stage: str
    done: int
    total: int | None


Show = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Show nobody how far a job is."""


@dataclass(frozen=True)
class Tools:
    """What a job is given; ``worker`` names the process, whose lock lives as long as it does.

    ``leaving`` is set once the process is about to end.
    """

    settings: Settings
    database: Database
    vault: Vault
    locks: Locks
    worker: str
    open_source: Callable[[Site], AbstractContextManager[Source]]
    show: Show = silent
    leaving: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def batch(self, job_id: UUID) -> Iterator[tuple[Session, Job]]:
        """Give a session and the job: what is written and how far the job is commit together.

        Raises
        ------
        Cancelled
            When the job has been cancelled in the meantime.
        """
        with self.database.writing() as session:
            job = jobs.hold(session, job_id)
            if job.status not in jobs.OPEN:
                raise Cancelled("The job was cancelled.")
            yield session, job
        self.show(Progress(job.kind, job.stage, job.done, job.total))


def moodle_of(settings: Settings, vault: Vault) -> Callable[[Site], AbstractContextManager[Source]]:
    """Return what opens a site's own Moodle."""

    @contextmanager
    def open_source(site: Site) -> Iterator[Source]:
        with site_service.outgoing(settings) as http:
            yield Source(site_service.connector(site, vault, http), steady=site.report_id is None)

    return open_source
