"""Brings the grade columns of placed paths up to date with how far everybody is.

What a column holds is kept with each person, so only what differs is sent, and a run that was
broken off goes on by beginning again.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import gradebook, marks, paths, steps
from lti_plugin.services.gradebook import Answer, OpenSender, Outcome, Send
from lti_plugin.services.marks import Due
from lti_plugin.store import jobs
from lti_plugin.store import paths as rows
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.resource_links import ResourceLink

PATHS = "paths"
BLOCK = 500
# So many errors one after the other are not about these people.
MOST_FAILURES = 5


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


def send(open_sender: OpenSender, tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Send what differs from what the columns hold; each person's answer is kept at once."""
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, GRADES)
        jobs.count(job, grades_sent=0, grades_refused=0)
        site_id = job.site_id
        columns = rows.columns(session, site_id)
    if not columns:
        return
    silent: set[UUID] = set()
    with open_sender(tools.settings, tools.vault, tools.database, site_id) as sender:
        for column in columns:
            registration = column.registration_id
            if registration not in silent and not _fill(tools, job_id, sender, column):
                silent.add(registration)


def _fill(tools: Tools, job_id: UUID, sender: Send, column: ResourceLink) -> bool:
    """Send what one column lacks; say whether its platform can be sent more."""
    with tools.database.reading() as session:
        due = marks.due(session, column)
    failures = 0
    for each in due:
        answer = sender(each.mark)
        with tools.batch(job_id) as (session, job):
            _note(session, job, column.id, each, answer)
        failures = failures + 1 if answer.outcome is Outcome.FAILED else 0
        if answer.outcome is Outcome.COLUMN:
            return True
        if answer.outcome is Outcome.PLATFORM or failures == MOST_FAILURES:
            return False
    return True


def _note(session: Session, job: Job, column_id: UUID, given: Due, answer: Answer) -> None:
    marks.note(session, column_id, given, answer)
    job.done += 1
    if answer.outcome is Outcome.TAKEN:
        jobs.count(job, grades_sent=1)
        return
    jobs.count(job, grades_refused=1)
    if answer.outcome is not Outcome.NOT_GRADED:
        jobs.note(job, [f"{answer.problem} What is missing is sent after the next update."])


def stages(open_sender: OpenSender = gradebook.sender) -> tuple[Stage, ...]:
    """Return the stages with this way to the platforms."""
    return Stage(PATHS, finish), Stage(GRADES, partial(send, open_sender))


STAGES = stages()
