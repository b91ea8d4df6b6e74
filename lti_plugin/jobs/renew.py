"""Signs badges for longer whose holders have finished the course once more."""

from __future__ import annotations

from uuid import UUID

from lti_plugin.jobs import walking
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import renewing
from lti_plugin.services.issuing import Issuing
from lti_plugin.store import achievements, jobs, sites

RENEW = "renew"


def renew(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Renew some badges; the cursor is an achievement and the last badge of it."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, RENEW)
        site_id = job.site_id
        place = walking.place(renewing.renewable(achievements.active(session, site_id)), cursor)
        if place is None:
            return None
        achievement, after = place
        site = sites.get(session, site_id)
        issuing = Issuing(session, tools.vault, tools.settings.base_url, site)
    with tools.database.reading() as session:
        block = renewing.signed(session, issuing, achievement, after)
    with tools.batch(job_id) as (session, job):
        written = sum(renewing.keep(session, site_id, each) for each in block.renewed)
        job.done += written
        jobs.count(job, badges_renewed=written)
    return f"{achievement.id} {block.last or ''}"


STAGES = (Stage(RENEW, renew),)
