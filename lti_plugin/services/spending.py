"""What learning takes of people's time and money in a period: recorded, under way, or planned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import steps
from lti_plugin.services.steps import OPEN, RUNNING, Stop
from lti_plugin.store import assignments
from lti_plugin.store.assignments import APPROVED, DONE, Assignment
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from recommender.skills.gains import USUAL_HOURS

# An approved assignment is planned: every new plan holds it again. A course that somebody is in is
# under way: a new plan leaves it out.
RECORDED, UNDER_WAY, PLANNED = "recorded", "under way", "planned"


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that somebody has learned, is learning or means to learn; ``kind`` says which."""

    person_id: UUID
    thing: UUID
    kind: str
    hours: float
    money: float


def uses(
    session: Session, site_id: UUID, person_ids: Collection[UUID], start: date, end: date, on: date
) -> list[Use]:
    """Return what these people use from ``start`` to ``end``, everything of a person once.

    What is finished counts on the day that is recorded; without a day it is in no period. Paths
    that are started and approved assignments are of the period that ``on``, today, is in. What has
    an unknown length counts as the usual one, as on paths.
    """
    found = _recorded(session, site_id, person_ids, start, end)
    if start <= on <= end:
        for key, use in _ahead(session, site_id, person_ids).items():
            found.setdefault(key, use)
    return list(found.values())


def _recorded(
    session: Session, site_id: UUID, person_ids: Collection[UUID], start: date, end: date
) -> dict[tuple[UUID, UUID], Use]:
    first = datetime.combine(start, time(), UTC)
    last = datetime.combine(end, time.max, UTC)  # the day after the last of all does not exist
    finished = session.execute(
        select(Completion.person_id, Course)
        .join(Course, Course.id == Completion.course_id)
        .where(
            Completion.site_id == site_id,
            Completion.person_id.in_(person_ids),
            Completion.completed_at >= first,
            Completion.completed_at <= last,
        )
    )
    done = [
        (row.person_id, row)
        for row in assignments.of_people(session, site_id, person_ids, DONE)
        if row.done_at is not None and first <= row.done_at <= last
    ]
    everything: list[tuple[UUID, Stop]] = [*((who, what) for who, what in finished), *done]
    return {(who, what.id): _use(who, what, RECORDED) for who, what in everything}


def _ahead(
    session: Session, site_id: UUID, person_ids: Collection[UUID]
) -> Mapping[tuple[UUID, UUID], Use]:
    paths = session.scalars(
        select(Path).where(
            Path.site_id == site_id, Path.person_id.in_(person_ids), Path.finished_at.is_(None)
        )
    ).all()
    found = {
        (row.person_id, row.id): _use(row.person_id, row, PLANNED)
        for row in assignments.of_people(session, site_id, person_ids, APPROVED)
    }
    kinds = {OPEN: PLANNED, RUNNING: UNDER_WAY}
    for path, state in zip(paths, steps.states(session, site_id, paths), strict=True):
        for step in state.steps:
            if step.state in kinds:
                use = _use(path.person_id, step.course, kinds[step.state])
                found.setdefault((path.person_id, step.course.id), use)
    return found


def _use(person_id: UUID, what: Stop, kind: str) -> Use:
    minutes = what.duration_minutes
    hours = USUAL_HOURS if minutes is None else minutes / 60
    money = 0.0 if isinstance(what, Assignment) else what.cost or 0.0
    return Use(person_id, what.id, kind, hours, money)
