"""Marks completions that were taken back where they are kept, and those that stand there again.

A source tells of a completion only as long as somebody is enrolled, so one that it no longer tells
of was taken back only where it still tells of the enrolment. Nothing is deleted: what is marked
counts for nothing that is awarded, and counts again as soon as the source tells of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Exists, Select, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from lti_plugin.jobs import gone
from lti_plugin.jobs.gone import ENROLMENTS
from lti_plugin.jobs.tools import Source
from lti_plugin.services.batches import batches
from lti_plugin.store import jobs
from lti_plugin.store.base import now, of_one_site, quietly
from lti_plugin.store.jobs import Job, Seen
from lti_plugin.store.notices import TO_CONFIRM, Notice
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person

COMPLETIONS = "completions"
MOST = 0.1
BATCH = 500


def remember(session: Session, job: Job, source: Source, ids: Iterable[UUID]) -> None:
    """Note which completions a pass over everything has met."""
    if source.whole:
        jobs.remember(session, job, COMPLETIONS, ids)


def mark(session: Session, job: Job, source: Source) -> None:
    """Mark the completions that a whole pass should have met and did not; before ``gone.mark``.

    Above a tenth of those that the source has ever told of nothing is marked, and the job says how
    to confirm it: a report that lost a column takes nobody's badge away.
    """
    if not source.whole:
        return
    _note_listed(session, job)
    missing = session.scalars(_missing(job)).all()
    listed = _listed(job).with_only_columns(func.count())
    total = session.scalar(listed) or 0
    lost = len(missing)
    if lost > total * MOST and not job.arguments.get(gone.CONFIRM):
        jobs.count(job, completions_to_confirm=lost)
        told = Notice(TO_CONFIRM.format(COMPLETIONS), {"lost": lost, "total": total})
        jobs.note(job, [told])
    elif lost:
        for some in batches(missing, BATCH):
            _write(session, job, some, withdrawn_at=now())
        jobs.count(job, completions_gone=lost)
    jobs.forget(session, job, COMPLETIONS)


def _note_listed(session: Session, job: Job) -> None:
    """Keep which completions this source tells of; what it tells of again counts again."""
    met = select(Seen.row_id).where(Seen.job_id == job.id, Seen.kind == COMPLETIONS)
    back = _listed(job, withdrawn=True).where(Completion.id.in_(met))
    again = len(session.scalars(back).all())
    if again:
        _write(session, job, back, withdrawn_at=None)
        jobs.count(job, completions_changed=again)
    first = select(Completion.id).where(
        Completion.site_id == job.site_id, ~Completion.told_of, Completion.id.in_(met)
    )
    _write(session, job, first, told_of=True)


def _listed(job: Job, *, withdrawn: bool = False) -> Select[UUID]:
    """Select the completions that this source has told of, as long as they count or not."""
    taken_back = Completion.withdrawn_at.is_not(None)
    return select(Completion.id).where(
        Completion.site_id == job.site_id,
        Completion.told_of,
        taken_back if withdrawn else ~taken_back,
    )


def _missing(job: Job) -> Select[UUID]:
    """Select what was not met though its enrolment was, and no other completion of the course.

    A source that tells of the latest completion alone does not take the earlier ones back. What was
    met is asked row by row, within what it is asked of: SQLite would begin with all that was met.
    """
    other = aliased(Completion)
    enrolled = exists().where(
        Enrolment.site_id == job.site_id,
        Enrolment.person_id == Completion.person_id,
        Enrolment.course_id == Completion.course_id,
        Enrolment.active,
        _met(job, ENROLMENTS, Enrolment.id),
    )
    finished = exists().where(
        other.site_id == job.site_id,
        other.person_id == Completion.person_id,
        other.course_id == Completion.course_id,
        _met(job, COMPLETIONS, other.id),
    )
    here = exists().where(Person.id == Completion.person_id, Person.gone_at.is_(None))
    return _listed(job).where(here, enrolled, ~finished)


def _met(job: Job, what: str, row_id: Any) -> Exists:
    return exists().where(Seen.job_id == job.id, Seen.kind == what, Seen.row_id == row_id)


def _write(session: Session, job: Job, which: Select[UUID] | Sequence[UUID], **values: Any) -> None:
    statement = update(Completion).where(Completion.id.in_(which)).values(values)
    session.execute(of_one_site(quietly(statement), job.site_id))
