"""Signs badges anew that tell an old text of their achievement."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.jobs import walking
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services.issuing import Issuing
from lti_plugin.store import badge_register, jobs, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badge_register import Anew

CORRECT = "correct"
BLOCK = 100


def correct(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Sign some badges anew; the cursor is an achievement and the last badge of it."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, CORRECT)
        site_id = job.site_id
        place = walking.place(badge_register.corrected(session, site_id), cursor)
        if place is None:
            return None
        achievement, after = place
        site = sites.get(session, site_id)
        issuing = Issuing(session, tools.vault, tools.settings.base_url, site)
    with tools.database.reading() as session:
        found = _signed(session, issuing, achievement, after)
    with tools.batch(job_id) as (session, job):
        written = sum(badge_register.replace(session, site_id, each) for each in found)
        job.done += written
        jobs.count(job, badges_corrected=written)
    return f"{achievement.id} {found[-1].badge_id if len(found) == BLOCK else ''}"


def _signed(
    session: Session, issuing: Issuing, achievement: Achievement, after: UUID | None
) -> list[Anew]:
    """Return the next badges signed anew; nothing is written here, so that nobody waits for it."""
    found = []
    with session.no_autoflush:
        for badge, holder in badge_register.outdated(session, achievement, after, BLOCK):
            before = badge.valid_from
            issuing.sign_anew(session, badge, holder, achievement)
            found.append(Anew(badge.id, before, badge.valid_from, holder.document))
    return found


STAGES = (Stage(CORRECT, correct),)
