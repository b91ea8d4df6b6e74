"""Issues the badges that people have earned since an achievement was made active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from lti_plugin.store import achievements, badge_columns, jobs, people, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import now
from lti_plugin.store.crowds import still_here
from lti_plugin.store.jobs import AWARD, GRADES
from lti_plugin.store.notices import BADGE_STOPPED, Notice
from lti_plugin.store.people import MOODLE

GRADE = {"en": "Final grade", "de": "Abschlussnote", "es": "Calificación final"}
ENDED = "ended"
COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk over achievements and people is.

    ``asked`` is the back-fill that this walk over an achievement serves: one that is asked for in
    the middle of it is for the next.
    """

    achievement: Achievement
    after: UUID | None
    asked: datetime | None

    def cursor(self, after: UUID | None) -> str:
        """Return what lets the next call go on after this person."""
        asked = self.asked.isoformat() if self.asked else ""
        return f"{self.achievement.id} {after or ''} {asked}"


def award(tools: Tools, job_id: UUID, cursor: str | None) -> str | None:
    """Issue what one block of people has earned; the cursor is an achievement and a person."""
    with tools.batch(job_id) as (session, job):
        if cursor is None:
            jobs.enter(job, AWARD)
            jobs.count(job, badges_issued=0)
        site_id = job.site_id
        place = _place(session, site_id, cursor)
        if place is None:
            return None
        issuing = Issuing(
            session, tools.vault, tools.settings.base_url, sites.get(session, site_id)
        )
    achievement, asked = place.achievement, place.asked
    with tools.database.reading() as session:
        since = None if asked else achievement.active_from
        block = earning.block(session, achievement, place.after, since)
        earned = [each for each in block.earned if not earning.has_lapsed(achievement, each.at)]
        source = BACKFILLED if asked else COMPLETED
        drafts, problem = _drafts(session, issuing, achievement, earned, source)
        without = 0 if problem else len(earned) - len(drafts)
    with tools.batch(job_id) as (session, job):
        here = still_here(session, site_id, [each.holder.person_id for each in drafts])
        drafts = [each for each in drafts if each.holder.person_id in here]
        kept = issuing.keep(session, drafts)
        job.done += len(kept)
        jobs.count(job, badges_issued=len(kept), without_address=without)
        jobs.note(job, [problem] if problem else [])
        if len(kept) < len(drafts):
            # Somebody's place in the list was taken, or they have the badge by now: the same block
            # once more, which holds only those without.
            return place.cursor(place.after)
        if block.last is not None:
            return place.cursor(block.last)
        if asked is not None and not problem:
            achievements.end_backfill(session, achievement, asked)
    return f"{achievement.id} {ENDED}"


def _place(session: Session, site_id: UUID, cursor: str | None) -> Place | None:
    """Return where to go on; what was retired meanwhile is passed over."""
    listed = list(achievements.active(session, site_id))
    if cursor is not None:
        present, after, *asked = cursor.split(" ")
        here = achievements.get(session, site_id, UUID(present))
        if after != ENDED and here.active:
            given = datetime.fromisoformat(asked[0]) if asked[0] else None
            return Place(here, UUID(after) if after else None, given)
        listed = [each for each in listed if _order(each) > _order(here)]
    return Place(listed[0], None, listed[0].backfill_asked_at) if listed else None


def _order(achievement: Achievement) -> tuple[datetime, UUID]:
    return achievement.created_at, achievement.id


def _drafts(
    session: Session,
    issuing: Issuing,
    achievement: Achievement,
    earned: Sequence[Earned],
    source: str,
) -> tuple[list[Draft], Notice | None]:
    """Sign what this block has earned; where the achievement makes no badge, say why."""
    known = people.ids_of(session, issuing.site_id, [each.person.id for each in earned], MOODLE)
    drafts = []
    for each in earned:
        grounds = Grounds(source, _dated(each.at), result=_result(achievement, each.grade))
        try:
            draft = issuing.draft(achievement, each.person, known.get(each.person.id), grounds)
        except BadgeFailure as failure:
            values = {"text": failure.message}
            return [], Notice(BADGE_STOPPED, values, achievement.name)
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


def tell_columns(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Let the grade columns of badges be brought up to date, once all of this is done."""
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, COLUMNS)
        if badge_columns.any_on(session, job.site_id):
            jobs.enqueue(session, job.site_id, GRADES, afresh=True)


STAGES = (Stage(AWARD, award),)
LAST = (Stage(COLUMNS, tell_columns),)
