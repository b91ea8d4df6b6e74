"""The courses on a person's way to a role: what they would be, and the path once it is started."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select, union
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_plugin.services import recommendations, steps
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.steps import State, state
from lti_plugin.store import jobs
from lti_plugin.store import paths as rows
from lti_plugin.store.base import now
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.people import Person
from lti_plugin.store.resource_links import ResourceLink

STEPS = 5
MOST_ROLES = 200

__all__ = ["Preview", "Reached", "State", "state"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a path would be if it were started now; ``courses`` holds the reasons as well.

    ``role_known`` is False where nobody here has the role or aims at it, so that nothing has been
    learned about it.
    """

    courses: NextCourses
    role_known: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one person is, and what their place in the activity's grade column holds."""

    state: State
    grade: PathGrade


def preview(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    person_id: UUID,
    role: str,
    here: UUID | None = None,
) -> Preview:
    """Return the courses that come first for a person if this was the role they aim at.

    What is never recommended is on no path either; ``here`` is the course that this is read in.
    """
    found = recommendations.for_person(
        session, shelf, site_id, person_id, STEPS, here=here, target_role=role
    )
    return Preview(found, _is_known(session, site_id, role))


def start(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    person_id: UUID,
    role: str,
    *,
    here: UUID | None = None,
    link: ResourceLink | None = None,
    planned: Sequence[str] | None = None,
) -> Path | None:
    """Fix a person's way to a role as it is now and return it; started again, it stays the same.

    ``planned`` are the ids of its courses as the path builder put them; without them they are those
    that would be recommended.
    ``link`` is the activity that it is started in: its grade column, where there is one, will hold
    the progress. None where there is no course to start with.
    """
    path = rows.of_person(session, site_id, person_id, role)
    if path is None:
        if planned is None:
            found = preview(session, shelf, site_id, person_id, role, here)
            planned = [str(course.id) for _, course in found.courses.items]
        if not planned:
            return None
        path = _made(session, site_id, person_id, role, planned)
    look_after(session, path, link)
    return path


def is_due(session: Session, path: Path, reached: State, link: ResourceLink | None) -> bool:
    """Say whether opening a path leaves anything to :func:`look_after`."""
    return (path.finished_at is None and reached.finished) or _joins(session, path, link)


def look_after(session: Session, path: Path, link: ResourceLink | None) -> None:
    """Write down what opening a path shows: that it has come to its end, or is in a new column."""
    done = finish(path, state(session, path))
    joined = _join(session, path, link)
    if joined or (done and rows.any_grades(session, path.site_id)):
        ask_for_grades(session, path.site_id)


def finish(path: Path, reached: State) -> bool:
    """Note, once and for all, that a path is finished; tell whether that is new."""
    if path.finished_at is not None or not reached.finished:
        return False
    path.finished_at = now()
    return True


def ask_for_grades(session: Session, site_id: UUID) -> None:
    """Let the grade columns be brought up to date, also where that is being done already."""
    jobs.enqueue(session, site_id, GRADES, afresh=True)


def of_course(session: Session, site_id: UUID, link: ResourceLink) -> dict[UUID, Reached]:
    """Return, by person, how far those are whose path stands in this activity's grade column.

    Only they have been told that the course's teachers see it.
    """
    found = session.execute(
        select(Path, PathGrade)
        .join(PathGrade, PathGrade.path_id == Path.id)
        .join(Person, Person.id == Path.person_id)
        .where(
            PathGrade.site_id == site_id,
            PathGrade.resource_link_id == link.id,
            Person.gone_at.is_(None),
        )
    ).all()
    reached = steps.states(session, site_id, [path for path, _ in found])
    return {
        path.person_id: Reached(each, grade)
        for (path, grade), each in zip(found, reached, strict=True)
    }


def roles(session: Session, site_id: UUID) -> Sequence[str]:
    """Return the roles that people here have or aim at, those of most people first."""
    here = Person.site_id == site_id, Person.gone_at.is_(None)
    held = union(
        select(Person.id.label("person"), Person.role.label("role")).where(*here),
        select(Person.id.label("person"), Person.target_role.label("role")).where(*here),
    ).subquery()
    return session.scalars(
        select(held.c.role)
        .where(func.trim(held.c.role) != "")
        .group_by(held.c.role)
        .order_by(func.count().desc(), held.c.role)
        .limit(MOST_ROLES)
    ).all()


def _is_known(session: Session, site_id: UUID, role: str) -> bool:
    query = select(Person.id).where(
        Person.site_id == site_id,
        Person.gone_at.is_(None),
        or_(Person.role == role, Person.target_role == role),
    )
    return session.scalar(query.limit(1)) is not None


def plan_anew(session: Session, path: Path, planned: Sequence[str]) -> None:
    """Give a path the courses that are planned now; what is done or under way on it stays."""
    kept = [
        str(step.course.id)
        for step in state(session, path).steps
        if step.state in {steps.DONE, steps.RUNNING}
    ]
    path.steps = [*kept, *(each for each in planned if each not in kept)]


def _made(
    session: Session, site_id: UUID, person_id: UUID, role: str, planned: Sequence[str]
) -> Path:
    """Make the row, or return the one that a click at the same moment has just made."""
    path = Path(
        site_id=site_id,
        person_id=person_id,
        role=role,
        steps=list(planned),
    )
    try:
        with session.begin_nested():
            session.add(path)
            session.flush()
    except IntegrityError:
        other = rows.of_person(session, site_id, person_id, role)
        if other is None:
            raise
        return other
    return path


def _joins(session: Session, path: Path, link: ResourceLink | None) -> bool:
    """Say whether an activity has a grade column in which a path has no place yet."""
    if link is None or link.line_item_url is None:
        return False
    return rows.grade(session, path.site_id, path.id, link.id) is None


def _join(session: Session, path: Path, link: ResourceLink | None) -> bool:
    """Give a path its place in an activity's grade column; tell whether that is new."""
    if link is None or not _joins(session, path, link):
        return False
    with suppress(IntegrityError), session.begin_nested():
        session.add(
            PathGrade(
                site_id=path.site_id,
                path_id=path.id,
                person_id=path.person_id,
                resource_link_id=link.id,
            )
        )
        session.flush()
        return True
    return False
