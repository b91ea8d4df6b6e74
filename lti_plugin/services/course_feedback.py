"""What those who teach a course say is wrong with what is known of it; the L&D team decides."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import inbox
from lti_plugin.services.inbox import DEFECT, DEFECTS, LEVEL_WRONG, SKILL, SKILL_GONE, Matter
from lti_plugin.services.texts import fitted
from lti_plugin.store.courses import Course
from lti_plugin.store.requests import COURSE_FEEDBACK, Request

LONGEST_SKILL = 255
# What is said of one of the course's skills has to name it.
OF_A_SKILL = (SKILL_GONE, LEVEL_WRONG)


def give(
    session: Session, course: Course, by: UUID, *, defect: str, skill: str, text: str
) -> Request:
    """Put what a teacher says into the inbox.

    Raises
    ------
    BadInput
        When it is not said what is wrong, or with which skill, or too much waits already.
    """
    if defect not in DEFECTS:
        raise BadInput("Choose what is wrong with the course.")
    if not fitted(text, inbox.LONGEST):
        raise BadInput("Say in a sentence what is wrong.")
    named = fitted(skill, LONGEST_SKILL) if defect in OF_A_SKILL else ""
    if defect == SKILL_GONE and not named:
        raise BadInput("Say which skill it no longer teaches.")
    details = {DEFECT: defect, **({SKILL: named} if named else {})}
    about = "courses", course.id
    return inbox.file(session, course.site_id, by, Matter(COURSE_FEEDBACK, text, *about, details))
