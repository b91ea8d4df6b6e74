"""Brings the grade columns of placed paths and of badges up to date.

What a column holds is kept with each person, so only what differs is sent, and a run that was
broken off goes on by beginning again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import badge_marks, gradebook, marks, paths, steps
from lti_plugin.services.gradebook import Answer, Due, OpenSender, Outcome, Send
from lti_plugin.store import jobs
from lti_plugin.store import paths as rows
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.notices import GRADE_WAITS, Notice

PATHS, BADGES = "paths", "badges"
BLOCK = 500
# So many errors one after the other are not about these people.
MOST_FAILURES = 5


class Marks(Protocol):
    """What tells of one kind of columns what they lack, and keeps what became of it."""

    def columns(self, session: Session, site_id: UUID, /) -> Sequence[Any]:
        """Return the columns that are to be filled, each with its id and registration."""

    def due(self, session: Session, column: Any, /) -> list[Due]:
        """Return what a column lacks."""

    def is_there(self, session: Session, given: Due, /) -> bool:
        """Say whether somebody has not been erased meanwhile."""

    def note(self, session: Session, column_id: UUID, given: Due, answer: Answer, /) -> None:
        """Keep what became of a mark."""


def finish(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Note which of one block of paths are finished by now; the cursor is the last path's id."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, PATHS)
        after = None if cursor is None else UUID(cursor)
        block = rows.unfinished(session, job.site_id, after, BLOCK)
        reached = steps.states(session, job.site_id, block)
        finished = sum(map(paths.finish, block, reached))
        job.done += len(block)
        jobs.count(job, paths_finished=finished)
    return str(block[-1].id) if len(block) == BLOCK else None


def send(
    kind: Marks,
    stage: str,
    open_sender: OpenSender,
    tools: Tools,
    job_id: UUID,
    _cursor: str | None,
) -> None:
    """Send what differs from what the columns hold; each person's answer is kept at once."""
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, stage)
        jobs.count(job, grades_sent=0, grades_refused=0)
        site_id = job.site_id
        columns = kind.columns(session, site_id)
    if not columns:
        return
    silent: set[UUID] = set()
    with open_sender(tools.settings, tools.vault, tools.database, site_id) as sender:
        for column in columns:
            registration = column.registration_id
            if registration not in silent and not _fill(kind, tools, job_id, sender, column):
                silent.add(registration)


def _fill(kind: Marks, tools: Tools, job_id: UUID, sender: Send, column: Any) -> bool:
    """Send what one column lacks; say whether its platform can be sent more."""
    with tools.database.reading() as session:
        due = kind.due(session, column)
    failures = 0
    for each in due:
        with tools.database.reading() as session:
            if not kind.is_there(session, each):
                continue
        answer = sender(each.mark)
        with tools.batch(job_id) as (session, job):
            kind.note(session, column.id, each, answer)
            _count(job, answer)
        failures = failures + 1 if answer.outcome is Outcome.FAILED else 0
        if answer.outcome is Outcome.COLUMN:
            return True
        if answer.outcome is Outcome.PLATFORM or failures == MOST_FAILURES:
            return False
    return True


def _count(job: Job, answer: Answer) -> None:
    job.done += 1
    if answer.outcome is Outcome.TAKEN:
        jobs.count(job, grades_sent=1)
        return
    jobs.count(job, grades_refused=1)
    if answer.outcome is not Outcome.NOT_GRADED:
        jobs.note(job, [Notice(GRADE_WAITS, {"text": answer.problem})])


def stages(open_sender: OpenSender = gradebook.sender) -> tuple[Stage, ...]:
    """Return the stages with this way to the platforms."""
    return (
        Stage(PATHS, finish),
        Stage(GRADES, partial(send, marks, GRADES, open_sender)),
        Stage(BADGES, partial(send, badge_marks, BADGES, open_sender)),
    )


STAGES = stages()
