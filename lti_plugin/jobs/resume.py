"""Lets a sync go on where the one before it was broken off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.jobs import CANCELLED, FAILED, Job
from lti_plugin.store.notices import GOES_ON, Notice

STILL_GOOD = timedelta(hours=12)


def is_past(job: Job, stage: str, order: Sequence[str]) -> bool:
    """Say whether the job has left this stage behind."""
    return job.stage in order and order.index(job.stage) > order.index(stage)


def take_over(session: Session, job: Job) -> None:
    """Give a new job the place of the last one of its kind, if that was broken off lately.

    A job with arguments of its own, such as a full sync, starts from the beginning.
    """
    if job.stage or job.arguments:
        return
    earlier = jobs.last_of(session, job.site_id, job.kind, job.id)
    if earlier is None or earlier.status not in {FAILED, CANCELLED} or earlier.cursor is None:
        return
    if earlier.finished_at is not None and now() - earlier.finished_at < STILL_GOOD:
        jobs.hand_over(session, earlier, job)
        jobs.note(job, [Notice(GOES_ON)])
