"""A course's cohorts as they are kept: for the course, and of its finishers for what comes next.

Counts and ids alone: names are only where the platform shows them, in the course of a launch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import cohort_regrouping, cohort_storing
from lti_plugin.services.cohort_groups import USUAL
from lti_plugin.services.cohort_making import FEWEST, limits_of
from lti_plugin.store import cohorts as rows
from lti_plugin.store import courses, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.cohorts import Cohort, CohortMember, CohortStep, CohortWish
from lti_plugin.store.courses import Course
from lti_plugin.store.people import Person
from recommender.skills.cohorts import Limits

LARGEST = 100
LIMITS_SET = "cohort limits set"


@dataclass(frozen=True, slots=True)
class Card:
    """One cohort: ``size`` counts who is still in it, ``skill`` is what all of them lack.

    ``after`` is the course that all have finished, None for people of the whole site.
    """

    cohort: Cohort
    course: Course
    after: Course | None
    skill: str
    size: int

    @property
    def sessions(self) -> list[tuple[datetime, datetime]]:
        """Return the proposed sessions, in UTC, the earliest first."""
        return [
            (datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in self.cohort.sessions
        ]


@dataclass(frozen=True)
class Cohorts:
    """A course's cohorts.

    ``here`` are for the course itself, ``following`` of its finishers for other courses. ``ready``
    is how many people of the site have the course as a step, by the month in which it begins, of
    which ``waiting`` are in no cohort. ``limits`` are those in use; ``made_at`` None: there are
    none yet.
    """

    here: Sequence[Card]
    following: Sequence[Card]
    ready: dict[date, int]
    waiting: int
    limits: Limits
    made_at: datetime | None


def of_course(session: Session, course: Course) -> Cohorts:
    """Return the cohorts of a course; a fixed number of queries, nothing is worked out."""
    site_id = course.site_id
    own = (Cohort.course_id == course.id) & Cohort.after_id.is_(None)
    cards = _cards(session, site_id, or_(own, Cohort.after_id == course.id))
    ready = _ready(session, course)
    here = [each for each in cards if each.after is None]
    wish = rows.wish(session, site_id, course.id)
    return Cohorts(
        here=here,
        following=[each for each in cards if each.after is not None],
        ready=ready,
        waiting=max(0, sum(ready.values()) - sum(each.size for each in here)),
        limits=USUAL if wish is None else limits_of(wish),
        made_at=max((each.cohort.made_at for each in cards), default=None),
    )


def _ready(session: Session, course: Course) -> dict[date, int]:
    rows = session.execute(
        select(CohortStep.month, func.count())
        .join(Person, Person.id == CohortStep.person_id)
        .where(
            CohortStep.site_id == course.site_id,
            CohortStep.course_id == course.id,
            Person.gone_at.is_(None),
        )
        .group_by(CohortStep.month)
        .order_by(CohortStep.month)
    )
    return {month: count for month, count in rows}


def one(session: Session, course: Course, cohort_id: UUID) -> Card:
    """Return a cohort of this course, or of its finishers.

    Raises
    ------
    NotFound
        When there is none, or it is another course's: it may have been made anew meanwhile.
    """
    own = (Cohort.course_id == course.id) & Cohort.after_id.is_(None)
    mine = (Cohort.id == cohort_id) & or_(own, Cohort.after_id == course.id)
    found = _cards(session, course.site_id, mine)
    if not found:
        raise NotFound(
            "There is no such cohort in this course.",
            hint="Cohorts are made anew every night; look at the list again.",
        )
    return found[0]


def members(session: Session, site_id: UUID, cohort_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return who is in each of these cohorts and still here, by cohort."""
    wanted = list(cohort_ids)
    found: dict[UUID, list[UUID]] = {each: [] for each in wanted}
    pairs = session.execute(
        select(CohortMember.cohort_id, CohortMember.person_id)
        .join(Person, Person.id == CohortMember.person_id)
        .where(
            CohortMember.site_id == site_id,
            CohortMember.cohort_id.in_(wanted),
            Person.gone_at.is_(None),
        )
        .order_by(CohortMember.person_id)
    )
    for cohort_id, person_id in pairs:
        found[cohort_id].append(person_id)
    return found


def limit(session: Session, course: Course, limits: tuple[int, int, bool], actor: str) -> None:
    """Keep how small and large a course's cohorts are to be, and make them anew at once.

    ``limits`` are the fewest and the most people, and whether departments are spread.

    Raises
    ------
    BadInput
        When these sizes cannot be.
    """
    least, most, spread = limits
    if not FEWEST <= least <= most <= LARGEST:
        raise BadInput("A cohort has at least 3 and at most 100 people, the fewest first.")
    row = rows.wish(session, course.site_id, course.id)
    if row is None:
        row = CohortWish(site_id=course.site_id, course_id=course.id)
        session.add(row)
    row.least, row.most, row.spread, row.set_at = least, most, spread, now()
    details = {"course": str(course.id), "least": least, "most": most, "spread": spread}
    entry = AuditEntry(site_id=course.site_id, actor=actor, action=LIMITS_SET, details=details)
    session.add(entry)
    session.flush()
    made = cohort_regrouping.anew(session, course, now().date())
    cohort_storing.put_cohorts(session, course.site_id, {course.id: made})


def _cards(session: Session, site_id: UUID, which: ColumnElement[bool]) -> list[Card]:
    """Return these cohorts with how many are in each, without those whom nobody is in any more.

    They are found first and counted then: in one question SQLite goes through all members there
    are.
    """
    found = session.scalars(select(Cohort).where(Cohort.site_id == site_id, which)).all()
    sizes = _sizes(session, site_id, [row.id for row in found])
    ids = {id for row in found for id in (row.course_id, row.after_id) if id is not None}
    named = {each.id: each for each in courses.by_ids(session, site_id, ids)}
    taught = skills.of_ids(session, site_id, {row.skill_id for row in found})
    cards = [
        Card(
            cohort=row,
            course=named[row.course_id],
            after=named[row.after_id] if row.after_id else None,
            skill=taught[row.skill_id].name,
            size=sizes[row.id],
        )
        for row in found
        if row.id in sizes
        and row.course_id in named
        and (row.after_id is None or row.after_id in named)
    ]
    return sorted(cards, key=_rank)


def _rank(card: Card) -> tuple[date, int, int, UUID]:
    row = card.cohort
    return row.month, -card.size, row.number, row.id


def _sizes(session: Session, site_id: UUID, cohort_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many are in each of these cohorts and still here, where anybody is."""
    rows = session.execute(
        select(CohortMember.cohort_id, func.count())
        .join(Person, Person.id == CohortMember.person_id)
        .where(
            CohortMember.site_id == site_id,
            CohortMember.cohort_id.in_(cohort_ids),
            Person.gone_at.is_(None),
        )
        .group_by(CohortMember.cohort_id)
    )
    return {cohort_id: size for cohort_id, size in rows}
