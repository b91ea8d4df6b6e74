"""The jobs of the present site: history, start and cancel; for L&D admins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from flask_babel import gettext as _

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import jobs as schemas
from lti_plugin.edge import visits
from lti_plugin.errors import NotAllowed
from lti_plugin.extensions import db
from lti_plugin.services import tokens, work
from lti_plugin.services.work import Work

resource = Resource("jobs", "Work in the background: history, start, cancel; for L&D admins.")
OF_JOB = (
    "id",
    "kind",
    "status",
    "stage",
    "done",
    "counts",
    "error",
    "created_at",
    "started_at",
    "finished_at",
)


@resource.answers(
    "GET",
    "/jobs",
    schemas.Jobs,
    query=schemas.WantedJobs,
    also=(403, 422),
    person=False,
    scope=tokens.READ_JOBS,
)
def list_jobs(wanted: dict[str, int]) -> dict[str, Any]:
    """List the site's jobs, the newest first."""
    reader.admins_only()
    found = work.history(db.session, g.visit.site_id, wanted["limit"], wanted["offset"])
    return {"total": work.count(db.session, g.visit.site_id), "items": [*map(_told, found)]}


@resource.answers(
    "GET", "/jobs/<uuid:job_id>", schemas.Job, also=(403, 404), person=False, scope=tokens.READ_JOBS
)
def get_job(job_id: UUID) -> dict[str, Any]:
    """Give one job, with how far it is."""
    reader.admins_only()
    return _told(work.of_site(db.session, g.visit.site_id, job_id))


@resource.answers(
    "POST",
    "/jobs",
    schemas.Job,
    body=schemas.JobSaid,
    status=201,
    also=(400, 403, 415, 422),
    person=False,
    scope=tokens.WRITE_JOBS,
)
def start_job(said: dict[str, Any]) -> dict[str, Any]:
    """Ask for a job; where one of the kind waits or runs, that one is given."""
    reader.admins_only()
    if g.visit.program and said["confirm_gone"]:
        raise NotAllowed(_("Only a person confirms that much is gone from Moodle."), hint="")
    with visits.writing() as session:
        job_id = work.start(session, g.visit.site_id, actor=visits.actor(), **said).id
    return _told(work.of_site(db.session, g.visit.site_id, job_id))


@resource.answers(
    "DELETE",
    "/jobs/<uuid:job_id>",
    schemas.Job,
    also=(403, 404),
    person=False,
    scope=tokens.WRITE_JOBS,
)
def cancel_job(job_id: UUID) -> dict[str, Any]:
    """Cancel a job; what it has written stays, and one that has ended is left as it is."""
    reader.admins_only()
    with visits.writing() as session:
        work.cancel(session, g.visit.site_id, job_id, visits.actor())
    return _told(work.of_site(db.session, g.visit.site_id, job_id))


def _told(each: Work) -> dict[str, Any]:
    return {name: getattr(each.job, name) for name in OF_JOB} | {
        "notices": work.told(each.job),
        "share": each.share,
        "waiting": each.waiting,
        "to_confirm": each.to_confirm,
        "seconds": each.seconds,
    }
