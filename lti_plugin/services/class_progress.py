"""How the people of a course get on: who finished, who is under way, and who stalls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.store import participation
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion, Enrolment

FINISHED, STALLED, RUNNING, NEW = "finished", "stalled", "running", "new"
WEEKS, MOST_WEEKS = 4, 52


@dataclass(frozen=True, slots=True)
class Pace:
    """How one person gets on in a course.

    FINISHED since ``at`` (None: the day is not known); STALLED since ``at``, the last day on which
    anything moved; RUNNING with ``progress`` in percent, None where nobody tracks it; NEW where
    the course is not known to be theirs yet.
    """

    state: str
    at: datetime | None = None
    progress: float | None = None


def of_people(
    session: Session, course: Course, person_ids: Collection[UUID], weeks: int = WEEKS
) -> dict[UUID, Pace]:
    """Return how these people get on in a course; two queries.

    Who is enrolled and has not finished stalls when the progress has not changed for so many
    weeks, or has not been seen to change since they were enrolled that long ago. Of whom neither
    day is known nobody says that they stall.

    Raises
    ------
    BadInput
        When the weeks are none, or more than a year.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput("Choose from 1 to 52 weeks.")
    wanted = set(person_ids)
    finished = finishers(session, course)
    enrolled = _enrolled(session, course)
    since = now() - timedelta(weeks=weeks)
    return {
        who: Pace(FINISHED, finished[who], 100.0)
        if who in finished
        else _pace(enrolled.get(who), since)
        for who in wanted
    }


def members_of(session: Session, course: Course) -> Sequence[UUID]:
    """Return who learns in a course as far as is known here, where the platform told no list.

    Neither who teaches there, nor who is suspended, has left or is gone from Moodle: as Moodle's
    own list has it.
    """
    return session.scalars(
        select(Enrolment.person_id)
        .where(*participation.learning(course.site_id, course.id))
        .order_by(Enrolment.person_id)
    ).all()


def finishers(session: Session, course: Course) -> dict[UUID, datetime | None]:
    """Return who finished a course, with the last day on which they did, None: not known.

    The last one is found here and not by the database: SQLite would go through all completions of
    the site in the order of their people.
    """
    rows = session.execute(
        select(Completion.person_id, Completion.completed_at).where(
            Completion.site_id == course.site_id,
            Completion.course_id == course.id,
            Completion.withdrawn_at.is_(None),
        )
    )
    found: dict[UUID, datetime | None] = {}
    for person_id, day in rows:
        known = found.get(person_id)
        found[person_id] = day if known is None or (day is not None and day > known) else known
    return found


def _pace(row: tuple[datetime | None, float | None] | None, since: datetime) -> Pace:
    if row is None:
        return Pace(NEW)
    moved, progress = row
    stalls = moved is not None and moved < since
    return Pace(STALLED if stalls else RUNNING, moved if stalls else None, progress)


def _enrolled(session: Session, course: Course) -> dict[UUID, tuple[datetime | None, float | None]]:
    """Return when anything last moved for whom, and their progress."""
    rows = session.execute(
        select(
            Enrolment.person_id, Enrolment.enrolled_at, Enrolment.moved_at, Enrolment.progress
        ).where(
            Enrolment.site_id == course.site_id,
            Enrolment.course_id == course.id,
            Enrolment.active.is_(True),
        )
    )
    return {
        person_id: (max((day for day in (begun, moved) if day), default=None), progress)
        for person_id, begun, moved, progress in rows
    }
