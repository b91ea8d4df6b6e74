"""How far people are on their paths: which steps are done, and what that is in percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store import assignments, equivalents
from lti_plugin.store.assignments import APPROVED, Assignment
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, is_over
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.paths import Path

DONE, RUNNING, OPEN, DROPPED = "done", "running", "open", "dropped"
Pair = tuple[UUID, UUID]
Stop = Course | Assignment
OF_ASSIGNMENTS: Mapping[str, str] = {APPROVED: RUNNING, assignments.DONE: DONE}


@dataclass(frozen=True, slots=True)
class Step:
    """One course of a path, or assignment: done, running, open, or no longer offered (DROPPED)."""

    course: Stop
    state: str


@dataclass(frozen=True, slots=True)
class State:
    """How far somebody is: ``done`` of ``total`` steps.

    Steps that are no longer offered do not count. A path once finished stays so, and then only
    what was done counts: a course that comes back into the catalogue takes nothing away.
    """

    steps: Sequence[Step]
    done: int
    total: int
    finished: bool

    @property
    def percent(self) -> float:
        """The progress from 0 to 100; 0 where no step counts."""
        return round(100 * self.done / self.total, 2) if self.total else 0.0


def state(session: Session, path: Path) -> State:
    """Return how far a path's person is."""
    return states(session, path.site_id, [path])[0]


def states(session: Session, site_id: UUID, paths: Sequence[Path]) -> list[State]:
    """Return how far the people of these paths of one site are, in their order; four queries."""
    wanted = {UUID(step) for path in paths for step in path.steps}
    people = {path.person_id for path in paths}
    found: dict[UUID, Stop] = {
        course.id: course
        for course in session.scalars(
            select(Course).where(Course.site_id == site_id, Course.id.in_(wanted))
        )
    }
    found |= {row.id: row for row in assignments.of_ids(session, site_id, wanted - found.keys())}
    counting = _counting(session, site_id, found)
    finished = _pairs(session, Completion, site_id, people, counting)
    running = _pairs(session, Enrolment, site_id, people, counting)
    return [_state(path, found, finished, running) for path in paths]


def _counting(
    session: Session, site_id: UUID, found: Mapping[UUID, Stop]
) -> dict[UUID, list[UUID]]:
    """Return, for each course that is a step or counts for one, the steps that it is."""
    counting = {course_id: [course_id] for course_id in found}
    grouped = {row.id: row.group_id for row in found.values() if isinstance(row, Course)}
    if not any(grouped.values()):
        return counting
    members = equivalents.groups(session, site_id)
    for step, group_id in grouped.items():
        for other in members.get(group_id, ()):
            if other != step:
                counting.setdefault(other, []).append(step)
    return counting


def _pairs(
    session: Session,
    table: type[Completion] | type[Enrolment],
    site_id: UUID,
    people: Iterable[UUID],
    counting: Mapping[UUID, Sequence[UUID]],
) -> set[Pair]:
    """Return who finished which step, or is in which; ``counting`` are the steps of each course."""
    query = select(table.person_id, table.course_id).where(
        table.site_id == site_id, table.person_id.in_(people), table.course_id.in_(counting)
    )
    if table is Enrolment:
        query = query.where(Enrolment.active.is_(True))
    else:
        query = query.where(Completion.withdrawn_at.is_(None))
    rows = session.execute(query)
    return {(person, step) for person, course in rows for step in counting[course]}


def _state(
    path: Path, courses: Mapping[UUID, Stop], finished: set[Pair], running: set[Pair]
) -> State:
    known = [courses[UUID(step)] for step in path.steps if UUID(step) in courses]
    steps = [
        Step(course, _of_course(course, (path.person_id, course.id), finished, running))
        for course in known
    ]
    done = sum(step.state == DONE for step in steps)
    over = path.finished_at is not None
    total = done if over else sum(step.state != DROPPED for step in steps)
    return State(steps, done, total, over or (total > 0 and done == total))


def _of_course(course: Stop, pair: Pair, finished: set[Pair], running: set[Pair]) -> str:
    """Return a step's state; what somebody finished stays done, whatever becomes of the course."""
    if isinstance(course, Assignment):
        return OF_ASSIGNMENTS.get(course.state, DROPPED) if course.person_id == pair[0] else DROPPED
    if pair in finished:
        return DONE
    if is_over(course, now()):
        return DROPPED
    return RUNNING if pair in running else OPEN
