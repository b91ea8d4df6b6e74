"""Background jobs: what runs, how far it is and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
NOTICES_KEPT = 200


class Job(Owned, Base):
    """One run of a job; ``done`` of ``total`` units of ``stage``; ``counts`` is what it did."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("site_id", "id"), Index(None, "site_id", "created_at"))

    kind: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20), default=QUEUED)
    stage: Mapped[str] = mapped_column(String(60), default="")
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


def add(session: Session, site_id: UUID, kind: str) -> Job:
    """Note a job that waits to be run."""
    job = Job(site_id=site_id, kind=kind, counts={}, notices=[])
    session.add(job)
    session.flush()
    return job


def latest(session: Session, site_id: UUID, limit: int = 20) -> Sequence[Job]:
    """Return the newest jobs of a site, newest first."""
    return session.scalars(
        select(Job).where(Job.site_id == site_id).order_by(Job.created_at.desc()).limit(limit)
    ).all()


def unfinished(session: Session, site_id: UUID, kind: str) -> Job | None:
    """Return the site's job of this kind that waits or runs, if there is one."""
    return session.scalar(
        select(Job)
        .where(Job.site_id == site_id, Job.kind == kind, Job.status.in_((QUEUED, RUNNING)))
        .order_by(Job.created_at)
    )


def note(job: Job, texts: Iterable[str]) -> None:
    """Keep notices of a run: the first ones in words, the others as a number."""
    notices = list(job.notices)
    more = 0
    for text in texts:
        if len(notices) < NOTICES_KEPT:
            notices.append(text)
        else:
            more += 1
    job.notices = notices
    if more:
        job.counts = {**job.counts, "more_notices": job.counts.get("more_notices", 0) + more}


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
    session.add_all(
        Seen(site_id=job.site_id, job_id=job.id, kind=kind, row_id=row_id)
        for row_id in wanted - present
    )


def forget(session: Session, job: Job, kind: str | None = None) -> None:
    """Drop what a pass has met: of one kind before it starts again, of all kinds at its end."""
    query = delete(Seen).where(Seen.job_id == job.id)
    session.execute(query if kind is None else query.where(Seen.kind == kind))
