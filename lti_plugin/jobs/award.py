"""Issues the badges that people have earned since an achievement was made active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.badges.credential import Result
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import earning
from lti_plugin.services.earning import Earned
from lti_plugin.services.issuing import BACKFILLED, COMPLETED, Draft, Grounds, Issuing
from lti_plugin.store import achievements, jobs, people, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD
from lti_plugin.store.people import MOODLE, still_here

BACKFILL = "backfill"  # among the arguments: the achievement whose history counts as well
GRADE = {"en": "Final grade", "de": "Abschlussnote", "es": "Calificación final"}


def award(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Issue what one block of people has earned; the cursor is an achievement and a person."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, AWARD)
            jobs.count(job, badges_issued=0)
        site_id, backfill = job.site_id, job.arguments.get(BACKFILL)
        found = _next(session, site_id, cursor)
        if found is None:
            return None
        achievement, after = found
        issuing = Issuing(
            session, tools.vault, tools.settings.base_url, sites.get(session, site_id)
        )
    again = backfill == str(achievement.id)
    with tools.database.reading() as session:
        since = None if again else achievement.active_from
        block = earning.block(session, achievement, after, since)
        source = BACKFILLED if again else COMPLETED
        drafts, problem = _drafts(session, issuing, achievement, block.earned, source)
    with tools.batch(job_id) as (session, job):
        here = still_here(session, site_id, [each.holder.person_id for each in drafts])
        kept = issuing.keep(session, [each for each in drafts if each.holder.person_id in here])
        job.done += len(block.earned)
        jobs.count(job, badges_issued=len(kept), without_address=len(block.earned) - len(drafts))
        jobs.note(job, [problem] if problem else [])
    return f"{achievement.id} {block.last or ''}"


def _next(
    session: Session, site_id: UUID, cursor: str | None
) -> tuple[Achievement, UUID | None] | None:
    """Return the achievement to go on with and the last person who was looked at."""
    listed = list(achievements.active(session, site_id))
    if cursor is None:
        return (listed[0], None) if listed else None
    present, _, after = cursor.partition(" ")
    if after:
        for each in listed:
            if str(each.id) == present:
                return each, UUID(after)
    ids = [str(each.id) for each in listed]
    place = ids.index(present) + 1 if present in ids else len(ids)
    return (listed[place], None) if place < len(listed) else None


def _drafts(
    session: Session,
    issuing: Issuing,
    achievement: Achievement,
    earned: Sequence[Earned],
    source: str,
) -> tuple[list[Draft], str | None]:
    """Sign what this block has earned; where the achievement makes no badge, say why."""
    known = people.ids_of(session, issuing.site_id, [each.person.id for each in earned], MOODLE)
    drafts = []
    for each in earned:
        grounds = Grounds(source, _dated(each.at), result=_result(achievement, each.grade))
        try:
            draft = issuing.draft(achievement, each.person, known.get(each.person.id), grounds)
        except BadgeFailure as failure:
            return [], f"{achievement.name}: {failure.message} Nobody gets this badge until then."
        if draft is not None:
            drafts.append(draft)
    return drafts, None


def _dated(at: datetime) -> datetime:
    """Return when a badge was earned: never in the future, whatever a source's clock says."""
    return min(at, now()).replace(microsecond=0)


def _result(achievement: Achievement, grade: float | None) -> Result | None:
    if grade is None:
        return None
    return Result(GRADE.get(achievement.language, GRADE["en"]), grade)


STAGES = (Stage(AWARD, award),)
