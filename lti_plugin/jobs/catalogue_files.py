"""Looks at a file of courses or skills that an admin has sent, or takes it over, in batches."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.jobs import sync
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import catalogue_import, matching
from lti_plugin.services.batches import batches
from lti_plugin.services.catalogue_import import AT_ONCE, BAD, Found, Taker
from lti_plugin.services.file_rows import CHANGED, NEW, SAME
from lti_plugin.services.matching import FIELDS
from lti_plugin.store import catalogue_files, jobs, sites
from lti_plugin.store.catalogue_files import COURSES, SKILLS, CatalogueFile
from lti_plugin.store.jobs import COURSE_FILE, SKILL_FILE, Job

LOOKING, TAKING = "file: look", "file: take over"
FILE, TAKE, BY = "file", "take", "by"
WHAT = {COURSE_FILE: COURSES, SKILL_FILE: SKILLS}
COUNTED = {NEW: "added", CHANGED: "changed", SAME: "same"}


def look(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Find out what the file would change; begins again if broken off, since it writes nothing."""
    begun = _begun(tools, job_id, LOOKING)
    if begun is None:
        return
    row, reading = begun
    found = Found()
    for some in batches(reading.rows(), AT_ONCE[row.what]):
        with tools.batch(job_id) as (session, job):
            catalogue_import.look(session, reading, found, some)
            job.done += len(some)
    with tools.batch(job_id) as (session, job):
        catalogue_import.ended(_file(session, job), found)


def take_over(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write the rows; begins again if broken off, and writes nothing twice."""
    begun = _begun(tools, job_id, TAKING)
    if begun is None:
        return
    row, reading = begun
    with tools.batch(job_id) as (session, job):
        job.counts = {}
        fed = set(row.found["fed"]) & FIELDS["courses"]
        matching.feed(sites.get(session, job.site_id), {"courses": fed, "people": set()})
    for some in batches(reading.rows(), AT_ONCE[row.what]):
        with tools.batch(job_id) as (session, job):
            outcome = catalogue_import.write(session, reading, some)
            counted = Counter(each.how for each in outcome.rows)
            jobs.count(job, **{f"{row.what}_{COUNTED[name]}": n for name, n in counted.items()})
            job.done += len(some)
    for rest in reading.rest():
        with tools.batch(job_id) as (session, job):
            jobs.count(job, prerequisites_changed=reading.put_rest(session, rest))
    with tools.batch(job_id) as (session, job):
        jobs.count(job, rejected=row.found[BAD])
        catalogue_import.done(session, _file(session, job), str(job.arguments[BY]))
    sync.finish(tools, job_id, None)


def _begun(tools: Tools, job_id: UUID, stage: str) -> tuple[CatalogueFile, Taker] | None:
    """Enter a stage with the file and what reads it; None where the job is about the other one."""
    with tools.batch(job_id) as (session, job):
        if bool(job.arguments.get(TAKE)) != (stage == TAKING):
            return None
        row = _file(session, job)
        jobs.enter(job, stage, max(0, row.lines - 1))
        zone = sites.get(session, job.site_id).timezone
        reading = catalogue_import.taker(row, zone, job.arguments.get(BY))
        session.flush()
        session.expunge(row)
    return row, reading


def _file(session: Session, job: Job) -> CatalogueFile:
    file_id = UUID(str(job.arguments[FILE]))
    return catalogue_files.get(session, job.site_id, WHAT[job.kind], file_id)


STAGES = (Stage(LOOKING, look), Stage(TAKING, take_over))
