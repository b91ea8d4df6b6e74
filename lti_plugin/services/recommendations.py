"""What one person should take next, as of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import heading, learning, needs, picks
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import choices, courses, listing, participation, people, recommendations
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.recommendations import LATER, Shown
from recommender.engine.facts import Person as Asking
from recommender.ranker import Ranker
from recommender.recommend import Recommendation, recommend
from recommender.skills.gains import Needs

LATER_FOR = timedelta(days=30)
A_DAY = timedelta(days=1)
SHOWN = 6


@dataclass(frozen=True)
class UnderWay:
    """A course that a person is in the middle of; ``progress`` in percent, None if not tracked."""

    course: Course
    progress: float | None


@dataclass(frozen=True)
class NextCourses:
    """A person's list: each recommendation with its course, and what they are taking now.

    ``titles`` names the courses that reasons speak of, by id; ``catalogue`` is False as long as
    no course has been read; ``alone`` where the person opted out of others' history; ``unreadable``
    where no model of the site can be read, so that features rank instead. ``modes`` are the
    ways of learning that are open to them, ``mode`` the only one that they wanted to see.
    """

    items: Sequence[tuple[Recommendation, Course]]
    under_way: Sequence[UnderWay]
    put_aside: Sequence[Course]
    finished: int
    basis: str
    titles: dict[str, str]
    catalogue: bool
    alone: bool = False
    unreadable: bool = False
    modes: Sequence[str] = ()
    mode: str | None = None


def for_person(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    person_id: UUID,
    k: int = SHOWN,
    here: UUID | None = None,
    target_role: str | None = None,
    mode: str | None = None,
) -> NextCourses:
    """Return the best ``k`` courses for a person; nothing is written.

    ``here`` is the course in which the person is reading this: it is never recommended.
    ``target_role`` stands in for the role that the person aims at. ``mode`` is the only way of
    learning to be shown, in the catalogue's own word.
    """
    person = people.get(session, site_id, person_id)
    going = heading.of_person(session, site_id, person, now().date(), target_role)
    wanted = needs.of(going.at, going.direction, needs.weights(session, site_id))
    enrolled = participation.under_way(session, site_id, [person_id])
    (asking,) = learning.asking_of(session, site_id, [person], now(), enrolled)
    running = enrolled.get(person_id, {})
    aside = {UUID(each) for each in asking.not_for_me | asking.later}
    if here is not None:
        asking = replace(asking, later=asking.later | {str(here)})
    if target_role is not None:
        asking = replace(asking, facts=replace(asking.facts, target_role=target_role))
    alone = choices.has(session, site_id, person_id, choices.HISTORY)
    ranker = shelf.ranker(session, site_id, alone=alone)
    modes = _modes(ranker, asking, wanted)
    pins = picks.of_people(session, site_id, [person], now().date())[person_id].pins
    found = recommend(ranker, replace(asking, mode=mode), k, wanted, pins)
    named = {
        each.values["course"] for item in found for each in item.reasons if "course" in each.values
    }
    told = {UUID(each) for each in named} | {UUID(item.course_id) for item in found}
    listed = listing.listed(session, site_id, told | running.keys() | aside)
    return NextCourses(
        items=_still_shown(found, listed),
        under_way=[
            UnderWay(listed[course], progress)
            for course, progress in running.items()
            if course in listed and str(course) not in asking.history
        ],
        put_aside=[listed[course] for course in sorted(aside) if course in listed],
        finished=len(asking.history),
        basis=found[0].basis if found else ranker.basis,
        titles={str(course.id): course.title for course in listed.values()},
        catalogue=bool(listed) or listing.any_listed(session, site_id),
        alone=alone,
        unreadable=not alone and shelf.is_unreadable(site_id),
        modes=modes,
        mode=mode,
    )


def _modes(ranker: Ranker, asking: Asking, wanted: Needs) -> list[str]:
    """Return the ways of learning of the courses that may be shown to somebody."""
    shown = ranker.allowed(asking, wanted)
    courses = ranker.catalogue.courses
    return sorted(
        {each.mode for each, is_shown in zip(courses, shown, strict=True) if is_shown and each.mode}
    )


def _still_shown(
    found: Sequence[Recommendation], listed: dict[UUID, Course]
) -> list[tuple[Recommendation, Course]]:
    """Join recommendations to courses, without what a running sync has just taken away."""
    joined = [(item, listed.get(UUID(item.course_id))) for item in found]
    return [
        (item, course)
        for item, course in joined
        if course is not None and not courses.is_over(course, now())
    ]


def to_note(
    session: Session, site_id: UUID, person_id: UUID, found: NextCourses
) -> list[Recommendation]:
    """Return what a person is shown and was not within the last day."""
    already = recommendations.shown_since(session, site_id, person_id, now() - A_DAY)
    return [item for item, _course in found.items if UUID(item.course_id) not in already]


def note_shown(
    session: Session, site_id: UUID, person_id: UUID, items: Sequence[Recommendation]
) -> None:
    """Keep what a person was shown, with the reasons given."""
    session.add_all(
        Shown(
            site_id=site_id,
            person_id=person_id,
            course_id=UUID(item.course_id),
            rank=item.rank,
            score=item.score,
            basis=item.basis,
            reasons=[{"key": each.key, **each.values} for each in item.reasons],
        )
        for item in items
    )


def put_aside(
    session: Session, site_id: UUID, person_id: UUID, course_id: UUID, kind: str
) -> Course:
    """Keep that a course is for later, or not for this person; return it."""
    course = courses.get(session, site_id, course_id)
    until: datetime | None = now() + LATER_FOR if kind == LATER else None
    recommendations.say(session, site_id, person_id, course_id, kind, until)
    return course


def take_back(session: Session, site_id: UUID, person_id: UUID, course_id: UUID) -> Course:
    """Forget what a person said about a course; return it."""
    course = courses.get(session, site_id, course_id)
    recommendations.take_back(session, site_id, person_id, course_id)
    return course
