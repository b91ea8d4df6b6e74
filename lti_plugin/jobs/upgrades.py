"""Notices when a site's Moodle has another version than when it was met last."""

from __future__ import annotations

from uuid import UUID

from connectors.versions import Versioned
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.services.checkups import LONGEST_RELEASE
from lti_plugin.store import jobs, sites
from lti_plugin.store.notices import UPGRADED, Notice


def notice(tools: Tools, job_id: UUID, source: Source) -> None:
    """Keep the version of the source, and say so where it has changed."""
    if not isinstance(source.connector, Versioned):
        return
    release = source.connector.release[:LONGEST_RELEASE]
    with tools.batch(job_id) as (session, job):
        site = sites.get(session, job.site_id)
        if site.release and release and release != site.release:
            jobs.note(job, [Notice(UPGRADED, {"before": site.release, "now": release})])
        site.release = release or site.release
