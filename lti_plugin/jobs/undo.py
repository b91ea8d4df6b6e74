"""Revokes badges that stand on nothing any more, where their achievement wants that."""

from __future__ import annotations

from uuid import UUID

from lti_plugin.jobs import walking
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import revoking, undoing
from lti_plugin.store import jobs

UNDO = "undo"
# Everybody who checks such a badge reads it, in the language of the achievement.
REASONS = {
    "en": "What it was awarded for is no longer on record.",
    "de": "Wofür es verliehen wurde, ist nicht mehr verzeichnet.",
    "es": "Ya no consta aquello por lo que se concedió.",
}


def undo(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Look at one block of badges; the cursor is an achievement and the last badge of it."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, UNDO)
        place = walking.place(undoing.listed(session, job.site_id), cursor)
        if place is None:
            return None
        achievement, after = place
        block = undoing.block(session, achievement, after)
        reason = REASONS.get(achievement.language, REASONS["en"])
        gone = revoking.revoke(session, job.site_id, block.badges, reason, UNDO)
        undoing.make_room(session, achievement, block.badges)
        job.done += gone
        jobs.count(job, badges_revoked=gone)
    return f"{achievement.id} {block.last or ''}"


STAGES = (Stage(UNDO, undo),)
