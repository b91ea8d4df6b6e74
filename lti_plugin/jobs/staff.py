"""Looks at a file of people that an admin has sent, or takes it over, a batch at a time."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.jobs import sync
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import matching, staff_import
from lti_plugin.services.batches import batches
from lti_plugin.services.staff_import import AT_ONCE, Found
from lti_plugin.store import erasure, jobs, people_files, sites
from lti_plugin.store.jobs import STAFF, Job
from lti_plugin.store.people_files import PeopleFile

LOOKING, TAKING = "staff: look", "staff: take over"
FILE, TAKE, BY = "file", "take", "by"


def look(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Count what the file would change; begins again if broken off, since it writes nothing."""
    row, zone, taking = _begun(tools, job_id, LOOKING)
    if taking:
        return
    found, key = Found(), tools.vault.derive(erasure.TOMBSTONES)
    for some in batches(staff_import.lines(row, zone), AT_ONCE):
        with tools.batch(job_id) as (session, job):
            staff_import.look(session, key, sites.get(session, job.site_id), found, some)
            job.done += len(some)
    with tools.batch(job_id) as (session, job):
        staff_import.ended(session, _file(session, job), found)


def take_over(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write the people; begins again if broken off, and writes nothing twice."""
    row, zone, taking = _begun(tools, job_id, TAKING)
    if not taking:
        return
    key = tools.vault.derive(erasure.TOMBSTONES)
    with tools.batch(job_id) as (session, job):
        job.counts = {}
        fed = {"courses": set[str](), "people": set(row.found.get("fed", []))}
        matching.feed(sites.get(session, job.site_id), fed)
    for some in batches(staff_import.lines(row, zone), AT_ONCE):
        with tools.batch(job_id) as (session, job):
            changes = staff_import.write(session, key, job.site_id, row, some)
            jobs.count(
                job,
                people_added=changes.added,
                people_changed=changes.changed,
                people_same=changes.same,
            )
            job.done += len(some)
    with tools.batch(job_id) as (session, job):
        jobs.count(job, rejected=row.found.get("bad", 0))
        staff_import.done(session, _file(session, job), str(job.arguments.get(BY, STAFF)))
    sync.finish(tools, job_id, None)


def _begun(tools: Tools, job_id: UUID, stage: str) -> tuple[PeopleFile, str, bool]:
    """Enter a stage; return the file with its content, the site's zone, whether it is taken."""
    with tools.batch(job_id) as (session, job):
        row = _file(session, job)
        taking = bool(job.arguments.get(TAKE))
        if taking == (stage == TAKING):
            jobs.enter(job, stage, max(0, row.lines - 1))
        zone = sites.get(session, job.site_id).timezone
        _ = row.content  # loaded only where it is needed
        session.flush()
        session.expunge(row)
    return row, zone, taking


def _file(session: Session, job: Job) -> PeopleFile:
    return people_files.get(session, job.site_id, UUID(str(job.arguments[FILE])))


STAGES = (Stage(LOOKING, look), Stage(TAKING, take_over))
