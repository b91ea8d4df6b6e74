"""Background jobs: what is asked for, who runs it, how far it is and how it ended.

A row in ``queued`` is all it takes to ask for a job: a worker finds it and hands it to the engine.
So the asking commits or rolls back together with whatever else the request does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, Text, UniqueConstraint, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.notices import Notice
from lti_plugin.store.sites import Site

SYNC, IMPORT, TRAIN, SCORE, GRADES = "sync", "import", "train", "score", "grades"
AWARD, COHORTS, STAFF, GROUPS = "award", "cohorts", "staff", "groups"
COURSE_FILE, SKILL_FILE = "course file", "skill file"
QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)
NOTICES_KEPT = 200
KEPT = 100
AGAIN = "again"  # among a running job's arguments: it was asked for anew since it began


class Job(Owned, Base):
    """One run of a job; ``done`` of ``total`` units of ``stage``; ``counts`` is what it did.

    ``cursor`` is where the stage goes on after an interruption, ``worker`` the process that runs
    it: its lock tells whether that process is still there.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        Index(None, "site_id", "created_at"),
        Index(None, "status"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(20), default=QUEUED)
    worker: Mapped[str | None] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(60), default="")
    cursor: Mapped[str | None] = mapped_column(Text)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notices: Mapped[list[Any]] = mapped_column(default=list)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Seen(Owned, Base):
    """What a running pass has met so far, so that the rest can be marked gone at its end."""

    __tablename__ = "seen"
    __table_args__ = (
        UniqueConstraint("job_id", "kind", "row_id"),
        same_site("job_id", "jobs"),
    )

    job_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[UUID]


def enqueue(
    session: Session,
    site_id: UUID,
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    key: UUID | None = None,
    afresh: bool = False,
) -> Job:
    """Ask for a job and return it.

    Where the site has an open job of this kind, that one gets the arguments and is returned.
    ``key`` makes the asking idempotent: a job with this id is never made twice. ``afresh``: one
    that runs already has begun too early, so it is followed by another.
    """
    _lock_site(session, site_id)
    job = (key and session.get(Job, key)) or unfinished(session, site_id, kind)
    if job is None:
        job = Job(
            id=key or uuid4(),
            site_id=site_id,
            kind=kind,
            arguments=arguments or {},
            status=QUEUED,
            counts={},
            notices=[],
        )
        session.add(job)
        session.flush()
    elif job.status in OPEN:
        again = {AGAIN: True} if afresh and job.status == RUNNING else {}
        job.arguments = {**job.arguments, **(arguments or {}), **again}
    return job


def ask_again(session: Session, job: Job) -> None:
    """Ask for another job like one that has ended, where that was wished while it ran."""
    if job.arguments.get(AGAIN):
        job.arguments = {name: each for name, each in job.arguments.items() if name != AGAIN}
        enqueue(session, job.site_id, job.kind)


def get(session: Session, job_id: UUID) -> Job:
    """Return a job or raise NotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def hold(session: Session, job_id: UUID) -> Job:
    """Return a job that no other transaction changes before this one ends, or raise NotFound.

    The site's row comes first, as when a job is asked for: so two never wait for each other.
    """
    site_id = session.scalar(select(Job.site_id).where(Job.id == job_id))
    if site_id is not None:
        _lock_site(session, site_id)
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def _lock_site(session: Session, site_id: UUID) -> None:
    """Make others who ask for, run or end jobs of a site wait, but nobody who only refers to it.

    On SQLite there is but one that writes at a time, so nothing need be locked.
    """
    session.get(Site, site_id, with_for_update={"key_share": True})


def cancel(session: Session, site_id: UUID, job_id: UUID) -> Job:
    """Ask a job of this site to stop; it does so at its next batch."""
    job = hold(session, job_id)
    if job.site_id != site_id:
        raise NotFound("There is no such job.")
    if job.status in OPEN:
        job.status, job.finished_at = CANCELLED, now()
        ask_again(session, job)
    return job


def latest(session: Session, site_id: UUID, limit: int = 20) -> Sequence[Job]:
    """Return the newest jobs of a site, newest first."""
    return session.scalars(
        select(Job).where(Job.site_id == site_id).order_by(Job.created_at.desc()).limit(limit)
    ).all()


def last_of(session: Session, site_id: UUID, kind: str, before: UUID | None = None) -> Job | None:
    """Return the site's newest job of this kind, where it is given apart from ``before`` itself."""
    query = select(Job).where(Job.site_id == site_id, Job.kind == kind)
    if before is not None:
        query = query.where(Job.id != before)
    return session.scalar(query.order_by(Job.created_at.desc()).limit(1))


def unfinished(session: Session, site_id: UUID, kind: str) -> Job | None:
    """Return the site's job of this kind that waits or runs, if there is one."""
    return session.scalar(
        select(Job)
        .where(Job.site_id == site_id, Job.kind == kind, Job.status.in_(OPEN))
        .order_by(Job.created_at)
    )


def all_open(session: Session) -> Sequence[Job]:
    """Return every job of the installation that waits or runs, the oldest first."""
    return session.scalars(
        select(Job).where(Job.status.in_(OPEN)).order_by(Job.created_at, Job.id)
    ).all()


def enter(job: Job, stage: str, total: int | None = None) -> None:
    """Note that a job begins a stage."""
    job.stage, job.cursor, job.done, job.total = stage, None, 0, total


def count(job: Job, **more: int) -> None:
    """Add to what a job has done; zeros show that there was nothing to do."""
    job.counts = job.counts | {name: job.counts.get(name, 0) + n for name, n in more.items()}


def end(job: Job, status: str, error: str | None = None) -> None:
    """Note how a job ended; one that was cancelled stays so."""
    if job.status in OPEN:
        job.status, job.error, job.finished_at = status, error, now()


def prune(session: Session, site_id: UUID) -> None:
    """Drop a site's jobs that ended long ago, all but the newest."""
    ended = Job.site_id == site_id, Job.status.not_in(OPEN)
    newest = select(Job.id).where(*ended).order_by(Job.finished_at.desc()).limit(KEPT)
    session.execute(
        delete(Job).where(*ended, Job.id.not_in(newest)),
        execution_options={"synchronize_session": False},
    )


def note(job: Job, told: Iterable[Notice]) -> None:
    """Keep notices of a run: the first ones whole, the others as a number."""
    notices = list(job.notices)
    more = 0
    for each in told:
        kept = each.kept()
        if kept in notices:
            continue
        if len(notices) < NOTICES_KEPT:
            notices.append(kept)
        else:
            more += 1
    if notices != job.notices:
        job.notices = notices
    if more:
        count(job, more_notices=more)


def remember(session: Session, job: Job, kind: str, ids: Iterable[UUID]) -> None:
    """Note that this pass has met these rows."""
    wanted = set(ids)
    present = set(
        session.scalars(
            select(Seen.row_id).where(
                Seen.job_id == job.id, Seen.kind == kind, Seen.row_id.in_(list(wanted))
            )
        )
    )
    rows = [
        {"site_id": job.site_id, "job_id": job.id, "kind": kind, "row_id": row_id}
        for row_id in wanted - present
    ]
    if rows:
        session.execute(insert(Seen), rows)


def remembers(session: Session, job: Job, kind: str) -> bool:
    """Say whether it is known what this pass has met."""
    query = select(Seen.id).where(Seen.job_id == job.id, Seen.kind == kind).limit(1)
    return session.scalar(query) is not None


def forget(session: Session, job: Job, kind: str | None = None) -> None:
    """Drop what a pass has met: of one kind before it starts again, of all kinds at its end."""
    query = delete(Seen).where(Seen.job_id == job.id)
    session.execute(query if kind is None else query.where(Seen.kind == kind))


def hand_over(session: Session, earlier: Job, job: Job) -> None:
    """Let ``job`` go on where ``earlier`` of the same site was broken off."""
    job.stage, job.cursor, job.done = earlier.stage, earlier.cursor, earlier.done
    job.counts = dict(earlier.counts)
    earlier.cursor = None
    session.execute(update(Seen).where(Seen.job_id == earlier.id).values(job_id=job.id))
