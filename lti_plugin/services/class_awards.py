"""Badges that a teacher awards: for the own course alone, to those who learn in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.lti.roster import Member
from lti_plugin.services.awarding import Order
from lti_plugin.services.issuing import BY_HAND
from lti_plugin.store import achievements, crowds
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.people import MOODLE


def order(
    session: Session,
    course: Course | None,
    achievement_id: UUID,
    members: Sequence[Member],
    chosen: Collection[str],
    by: UUID,
    reason: str,
) -> Order:
    """Return who of a course gets a badge of it.

    Parameters
    ----------
    course
        The one that the teacher came from; None where it is not known here.
    members
        Everybody in it, as the platform lists them now.
    chosen
        The ids that the platform knows the chosen ones by.

    Raises
    ------
    NotAllowed
        When the achievement is not this course's, or somebody chosen does not learn in it.
    BadInput
        When somebody chosen is not known here yet.
    """
    row = achievements.get(session, course.site_id, achievement_id) if course else None
    if course is None or row is None or row.course_id != course.id:
        raise NotAllowed("This badge is not one of your course.")
    learners = {each.user_id for each in members if not each.is_teacher}
    if not set(chosen) <= learners:
        raise NotAllowed("Badges of a course are for those who learn in it.")
    known = crowds.named_by(session, course.site_id, MOODLE, chosen)
    if len(known) < len(set(chosen)):
        raise BadInput(
            "Some of them are not known here yet.",
            hint="They are after the next update from Moodle, or once they have opened Fingerpost.",
        )
    at = now()
    return Order(row.id, dict.fromkeys(known.values(), at), BY_HAND, str(by), reason)
