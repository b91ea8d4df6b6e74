"""The jobs of a site for who looks after them: history, what runs now, start, cancel, go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import checkups
from lti_plugin.store import jobs, notices, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import (
    CANCELLED,
    COURSE_FILE,
    DONE,
    FAILED,
    IMPORT,
    OPEN,
    QUEUED,
    RUNNING,
    SKILL_FILE,
    STAFF,
    SYNC,
    TRAIN,
    Job,
)
from lti_plugin.store.notices import Notice

STARTED = (SYNC, TRAIN)  # what somebody may ask for by a button
ASKED_FOR = (
    *STARTED,
    STAFF,
    COURSE_FILE,
    SKILL_FILE,
    IMPORT,
)  # and what begins with somebody's files
FULL, CONFIRM = "full", "confirm_gone"
CANCELLED_BY, CONFIRMED_BY = "job cancelled", "disappearance confirmed"
STAGES = ("catalogue", "people", "participation", "ratings", "finish")
JUST_NOW = timedelta(seconds=60)
SHOULD_HAVE_BEGUN = timedelta(seconds=30)
ALMOST = 0.99


@dataclass(frozen=True)
class Work:
    """A job; ``share`` is how much of it is done, 0-1, None where nobody can tell.

    ``step`` of ``steps`` is the stage of an update; ``waiting`` says that it should have begun long
    ago: no worker runs.
    """

    job: Job
    share: float | None
    step: int | None
    steps: int | None
    waiting: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.job.status in OPEN

    @property
    def seconds(self) -> float | None:
        """How long it has run, or ran; None where it never began."""
        return seconds(self.job)

    @property
    def to_confirm(self) -> int:
        """How many rows it would have marked as gone, had somebody confirmed it."""
        return sum(n for name, n in self.job.counts.items() if name.endswith("_to_confirm"))


def history(session: Session, site_id: UUID, limit: int, offset: int = 0) -> list[Work]:
    """Return the jobs of a site, the newest first."""
    query = select(Job).where(Job.site_id == site_id)
    rows = session.scalars(
        query.order_by(Job.created_at.desc(), Job.id).limit(limit).offset(offset)
    ).all()
    return _told(session, site_id, rows)


def count(session: Session, site_id: UUID) -> int:
    """Return how many jobs of a site are kept."""
    query = select(func.count()).select_from(Job).where(Job.site_id == site_id)
    return session.scalar(query) or 0


def under_way(session: Session, site_id: UUID) -> list[Work]:
    """Return what waits, runs or has ended just now, the oldest first.

    Of what ended well, only the newest of each kind that somebody asks for: what follows of
    itself would push each page down, and is told in the history.
    """
    rows = session.scalars(
        select(Job)
        .where(
            Job.site_id == site_id,
            or_(Job.status.in_(OPEN), Job.finished_at > now() - JUST_NOW),
        )
        .order_by(Job.created_at, Job.id)
    ).all()
    ended = {job.kind: job.id for job in rows if job.status == DONE and job.kind in ASKED_FOR}
    kept = [job for job in rows if job.status != DONE or ended.get(job.kind) == job.id]
    return _told(session, site_id, kept)


def of_site(session: Session, site_id: UUID, job_id: UUID) -> Work:
    """Return a job of this site or raise NotFound."""
    job = session.get(Job, job_id)
    if job is None or job.site_id != site_id:
        raise NotFound("There is no such job.")
    return _told(session, site_id, [job])[0]


def latest_update(session: Session, site_id: UUID) -> Work | None:
    """Return the newest update from Moodle."""
    job = jobs.last_of(session, site_id, SYNC)
    return _told(session, site_id, [job])[0] if job else None


def goes_on(work: Work | None) -> bool:
    """Say whether the next update would go on where this one was broken off."""
    return (
        work is not None and work.job.status in (FAILED, CANCELLED) and work.job.cursor is not None
    )


def start(
    session: Session,
    site_id: UUID,
    kind: str,
    actor: str,
    *,
    full: bool = False,
    confirm_gone: bool = False,
) -> Job:
    """Ask for an update or a training, unless one waits or runs; ``full`` begins from the start.

    Raises
    ------
    BadInput
        When this kind is not started by hand, or the site has no token to update with.
    """
    if kind not in STARTED:
        raise BadInput(f"It is one of {', '.join(STARTED)}.")
    if kind == SYNC and sites.get(session, site_id).token is None:
        raise BadInput(
            "This site has no web-service token yet.", hint="Give it on the page “Connect”."
        )
    wanted = {FULL: full, CONFIRM: confirm_gone} if kind == SYNC else {}
    if confirm_gone:
        session.add(AuditEntry(site_id=site_id, actor=actor, action=CONFIRMED_BY, details={}))
    arguments = {name: True for name, each in wanted.items() if each}
    return jobs.enqueue(session, site_id, kind, arguments)


def cancel(session: Session, site_id: UUID, job_id: UUID, actor: str) -> Job:
    """Ask a job to stop; what it has written stays."""
    was = of_site(session, site_id, job_id)
    if was.is_open:
        details = {"job": str(job_id), "kind": was.job.kind}
        session.add(AuditEntry(site_id=site_id, actor=actor, action=CANCELLED_BY, details=details))
    return jobs.cancel(session, site_id, job_id)


def seconds(job: Job) -> float | None:
    """Return how long a job has run, or ran; None where it never began."""
    if job.started_at is None:
        return None
    return max(0.0, ((job.finished_at or now()) - job.started_at).total_seconds())


def told(job: Job) -> list[Notice]:
    """Return what a job has told of its run."""
    return [notices.read(each) for each in job.notices]


def _told(session: Session, site_id: UUID, rows: Sequence[Job]) -> list[Work]:
    expected = _expected(session, site_id) if any(row.status == RUNNING for row in rows) else {}
    return [_work(row, expected, now()) for row in rows]


def _work(job: Job, expected: dict[str, int], at: datetime) -> Work:
    step = STAGES.index(job.stage) if job.kind == SYNC and job.stage in STAGES else None
    share = min(ALMOST, job.done / job.total) if job.total else None
    if step is not None:
        within = min(ALMOST, job.done / expected[job.stage]) if expected.get(job.stage) else 0.0
        share = (step + within) / len(STAGES)
    return Work(
        job=job,
        share=share if job.status == RUNNING else None,
        step=None if step is None else step + 1,
        steps=None if step is None else len(STAGES),
        waiting=job.status == QUEUED and at - job.created_at > SHOULD_HAVE_BEGUN,
    )


def _expected(session: Session, site_id: UUID) -> dict[str, int]:
    """Return about how many rows each stage of an update meets, by the last look at Moodle."""
    checkup = checkups.last(sites.get(session, site_id))
    if checkup is None:
        return {}
    found = checkup.found
    sizes = {"catalogue": found.courses, "people": found.people, "participation": found.report_rows}
    return {stage: size for stage, size in sizes.items() if size}
