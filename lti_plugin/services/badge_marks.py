"""What the grade column of a badge should hold and does not hold yet, person by person.

Who has the badge has 1 of 1 there, and who had it and has it no more has no grade. Whoever never
had it is not in the column at all: no 0 tells of a badge that nobody asked them for.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_plugin.services.badge_columns import FULL
from lti_plugin.services.gradebook import SETTLED, Answer, Due, Mark, Outcome
from lti_plugin.store import achievements
from lti_plugin.store import badge_columns as rows
from lti_plugin.store.badge_columns import BadgeColumn, BadgeGrade
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.people import MOODLE, Person, PersonId

HELD, TAKEN_BACK = 100.0, 0.0
# These are not about one person.
OF_ALL = (Outcome.COLUMN, Outcome.PLATFORM)


def columns(session: Session, site_id: UUID) -> list[BadgeColumn]:
    """Return the columns that are to be filled."""
    return list(rows.filled(session, site_id))


def due(session: Session, column: BadgeColumn) -> list[Due]:
    """Return the marks that a column lacks, of those who are here; ``Due.row_id`` is a person's.

    An expired badge was earned all the same, so its mark stays.
    """
    if column.line_item_url is None or not column.is_on:
        return []
    holding = func.max(case((Badge.revoked_at.is_(None), 1), else_=0))
    earned = func.min(case((Badge.revoked_at.is_(None), Badge.awarded_at)))
    found = session.execute(
        select(BadgeHolder.person_id, PersonId.value, holding, earned, func.max(BadgeGrade.sent))
        .join(Badge, Badge.id == BadgeHolder.badge_id)
        .join(Person, Person.id == BadgeHolder.person_id)
        .join(PersonId, PersonId.person_id == BadgeHolder.person_id)
        .outerjoin(
            BadgeGrade,
            (BadgeGrade.column_id == column.id) & (BadgeGrade.person_id == BadgeHolder.person_id),
        )
        .where(
            BadgeHolder.site_id == column.site_id,
            BadgeHolder.achievement_id == column.achievement_id,
            Person.gone_at.is_(None),
            PersonId.kind == MOODLE,
        )
        .group_by(BadgeHolder.person_id, PersonId.value)
        .order_by(BadgeHolder.person_id)
    )
    name = achievements.get(session, column.site_id, column.achievement_id).name
    wanted = []
    for person_id, user_id, holds, at, sent in found:
        percent = HELD if holds else TAKEN_BACK
        if percent == (TAKEN_BACK if sent is None else sent):
            continue
        comment = f"{name} ({at.date().isoformat()})" if holds else ""
        place = column.registration_id, column.line_item_url, user_id
        wanted.append(Due(person_id, Mark(*place, percent, comment, FULL, taken_back=not holds)))
    return wanted


def is_there(session: Session, given: Due) -> bool:
    """Say whether a mark may be sent: nothing goes out of somebody erased since the run began."""
    return session.get(Person, given.row_id) is not None


def note(session: Session, column_id: UUID, given: Due, answer: Answer) -> None:
    """Keep what a platform answered to a mark.

    Nothing is kept of somebody erased in the meantime, nor where the column is another one by now.
    """
    column = session.get(BadgeColumn, column_id)
    if column is None or column.line_item_url != given.mark.line_item_url:
        return
    column.problem = answer.problem if answer.outcome in OF_ALL else None
    if answer.outcome in OF_ALL or session.get(Person, given.row_id) is None:
        return
    grade = rows.grade(session, column, given.row_id)
    if grade is None:
        grade = BadgeGrade(site_id=column.site_id, column_id=column.id, person_id=given.row_id)
        session.add(grade)
    if answer.outcome in SETTLED:
        grade.sent, grade.sent_at = given.mark.percent, now()
    grade.problem = answer.problem
