"""What fits into a few minutes: short courses by what they are worth to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import heading, learning, needs, tasks
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import listing, people
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from recommender.skills.pathway.errors import PathwayError
from recommender.skills.pathway.microlearning import MOST_MINUTES, Lesson, short_lessons

MOST_SHOWN = 12
LONGEST = 240.0


@dataclass(frozen=True)
class ShortCourses:
    """The courses that fit, the most valuable first.

    ``unknown`` counts those left out since nobody has said how long they take; ``helping`` are
    those that bring the person further towards their goal.
    """

    minutes: float
    courses: Sequence[Course]
    helping: frozenset[UUID]
    unknown: int


def for_person(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    person_id: UUID,
    minutes: float = MOST_MINUTES,
    here: UUID | None = None,
) -> ShortCourses:
    """Return the courses that a person can start now and finish in these minutes.

    Raises
    ------
    BadInput
        When the minutes are none that fit into an afternoon.
    """
    if not 0 < minutes <= LONGEST:
        raise BadInput(f"Give more than 0 and at most {LONGEST:g} minutes.")
    person = people.get(session, site_id, person_id)
    going = heading.of_person(session, site_id, person, now().date())
    wanted = needs.of(going.at, going.direction, needs.weights(session, site_id))
    ranker = shelf.for_person(session, site_id, person_id)
    (asking,) = learning.asking_of(session, site_id, [person], now())
    if here is not None:
        asking = replace(asking, later=asking.later | {str(here)})
    allowed = ranker.allowed(asking, wanted)
    lessons = [
        Lesson(
            course.id,
            None if course.hours is None else 60 * course.hours,
            course.outcomes,
            course.entries,
        )
        for course, shown in zip(ranker.catalogue.courses, allowed, strict=True)
        if shown
    ]
    try:
        found = short_lessons(lessons, tasks.goals_of(wanted), minutes)
    except PathwayError as error:
        raise BadInput(str(error)) from error
    first = found.lessons[:MOST_SHOWN]
    rows = listing.listed(session, site_id, {UUID(each.lesson.id) for each in first})
    return ShortCourses(
        minutes=minutes,
        courses=[rows[UUID(e.lesson.id)] for e in first if UUID(e.lesson.id) in rows],
        helping=frozenset(UUID(each.lesson.id) for each in first if each.gain > 0),
        unknown=found.unknown,
    )
