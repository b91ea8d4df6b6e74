"""Finds everybody's next steps and the cohorts of all courses, for the teachers' pages."""

from __future__ import annotations

from uuid import UUID

from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import cohort_making, cohort_storing
from lti_plugin.services.batches import batches
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.jobs import COHORTS

# So many courses are written at once: others who write never wait long.
AT_ONCE = 25


def find(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Find all cohorts of a site anew; done again, the result is the same."""
    with tools.batch(job_id) as (_, job):
        jobs.enter(job, COHORTS)
        site_id = job.site_id
    with tools.database.reading() as session:
        found = cohort_making.of_site(session, site_id, now().date())
    with tools.batch(job_id) as (session, job):
        job.total = len(found)
        job.counts = {name: number for name, number in job.counts.items() if name != COHORTS}
        cohort_storing.drop_others(session, site_id, found.keys())
    for some in batches(sorted(found), AT_ONCE):
        with tools.batch(job_id) as (session, job):
            made = cohort_storing.put(session, site_id, {id: found[id] for id in some})
            job.done += len(some)
            jobs.count(job, **{COHORTS: made})


STAGES = (Stage(COHORTS, find),)
