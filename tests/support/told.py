"""What a job tells of its run, as lines in English."""

from __future__ import annotations

from lti_plugin.store import notices
from lti_plugin.store.jobs import Job


def lines(job: Job) -> list[str]:
    """Return what a job tells."""
    return [notices.read(each).line for each in job.notices]
