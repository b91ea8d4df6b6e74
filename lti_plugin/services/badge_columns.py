"""Switches the grade column of a course's badge on and off, and tells how it stands.

The column belongs to the course and to no activity of it, so that it stays when an activity goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.lti import grades
from lti_plugin.lti.addresses import LONGEST
from lti_plugin.lti.failures import ForeignAddress
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.services.gradebook import ALL
from lti_plugin.services.placements import LONGEST_TITLE
from lti_plugin.store import achievements, jobs
from lti_plugin.store import badge_columns as rows
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.badge_columns import BadgeColumn, BadgeGrade
from lti_plugin.store.courses import MOODLE, CourseId
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.resource_links import ResourceLink

SWITCHED_ON, SWITCHED_OFF = "badge column on", "badge column off"
TAG = "badge-earned"
FULL = 1


@dataclass(frozen=True, slots=True)
class Stand:
    """How the grade column of a badge stands.

    ``possible``: the course has told where its columns are. ``sent`` people have a grade there;
    ``refused`` says why the platform did not take what was sent of how many others, and ``problem``
    why it takes nobody's.
    """

    possible: bool
    on: bool = False
    sent: int = 0
    refused: Sequence[tuple[str, int]] = ()
    problem: str | None = None


def stand(session: Session, achievement: Achievement) -> Stand:
    """Return how the grade column of an achievement stands."""
    possible = way(session, achievement) is not None
    column = rows.of_achievement(session, achievement.site_id, achievement.id)
    if column is None or not column.is_on:
        return Stand(possible)
    rows_of = select(BadgeGrade.problem, func.count(), func.sum(BadgeGrade.sent)).where(
        BadgeGrade.site_id == column.site_id, BadgeGrade.column_id == column.id
    )
    found = session.execute(rows_of.group_by(BadgeGrade.problem).order_by(BadgeGrade.problem)).all()
    sent = sum(round((held or 0) / ALL) for problem, _, held in found if problem is None)
    refused = [(problem, count) for problem, count, _ in found if problem is not None]
    return Stand(possible, True, sent, refused, column.problem)


def way(session: Session, achievement: Achievement) -> ResourceLink | None:
    """Return an activity of the achievement's course that tells where its columns are.

    None for what is no course's, and as long as nobody has opened this tool there.
    """
    if achievement.course_id is None:
        return None
    context_id = session.scalar(
        select(CourseId.value).where(
            CourseId.site_id == achievement.site_id,
            CourseId.course_id == achievement.course_id,
            CourseId.kind == MOODLE,
        )
    )
    return None if context_id is None else rows.way(session, achievement.site_id, context_id)


def begin(
    session: Session, site_id: UUID, achievement_id: UUID, link: ResourceLink, at: datetime
) -> UUID | None:
    """Take it on to add a column by way of ``link``; None where somebody else is at it.

    Raises
    ------
    BadInput
        When the achievement is not awarded at present.
    NotFound
        When there is no such achievement here.
    """
    row = achievements.get(session, site_id, achievement_id)
    if not row.active:
        raise BadInput("This badge is not awarded at present; activate it first.")
    column = rows.kept(session, row, link)
    return column.id if rows.begin(session, column, at) else None


def add(caller: ServiceCaller, line_items_url: str, achievement_id: UUID, label: str) -> str:
    """Give a course the column of a badge and return its address; one that is there is taken.

    Raises
    ------
    ServiceFailed
        When the platform does not make it, or says that it is elsewhere.
    """
    known = grades.line_items(caller, line_items_url, resource_id=str(achievement_id), tag=TAG)
    found = known[0] if known else None
    if found is None:
        found = grades.create(
            caller,
            line_items_url,
            label=label[:LONGEST_TITLE],
            score_maximum=FULL,
            resource_id=str(achievement_id),
            tag=TAG,
        )
    if not caller.trusts(found.id) or len(found.id) > LONGEST:
        raise ForeignAddress(grades.PART)
    return found.id


def end(
    session: Session, column_id: UUID, link: ResourceLink, address: str | None, actor: str
) -> None:
    """Keep that the column is on, where it was made; from now on others may add it.

    What was sent to another column before says nothing of this one.
    """
    column = session.get_one(BadgeColumn, column_id)
    column.asked_at = None
    if address is None:
        return
    if column.line_item_url != address:
        rows.forget_grades(session, column)
    column.registration_id, column.deployment_id = link.registration_id, link.deployment_id
    column.line_item_url, column.is_on, column.problem = address, True, None
    _log(session, column, SWITCHED_ON, actor)
    jobs.enqueue(session, column.site_id, GRADES, afresh=True)


def switch_off(session: Session, site_id: UUID, achievement_id: UUID, actor: str) -> None:
    """Send nothing more to a column; it stays in the gradebook with what it holds."""
    column = rows.of_achievement(session, site_id, achievement_id)
    if column is not None and column.is_on:
        column.is_on, column.problem = False, None
        _log(session, column, SWITCHED_OFF, actor)


def ask(session: Session, site_id: UUID, achievement_ids: Sequence[UUID]) -> None:
    """Let the columns of these achievements be brought up to date, where one is on."""
    if rows.any_on(session, site_id, achievement_ids):
        jobs.enqueue(session, site_id, GRADES, afresh=True)


def _log(session: Session, column: BadgeColumn, action: str, actor: str) -> None:
    row = achievements.get(session, column.site_id, column.achievement_id)
    about = {"achievement": row.name, "id": str(row.id)}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=about))
