"""Changes that L&D admins make to courses: of one, of many at once, and taking them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, Conflict, NotFound
from lti_plugin.services import course_values
from lti_plugin.services.course_desk import OWN, Desk
from lti_plugin.store import course_edits, courses, jobs, prerequisites, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.course_edits import PREREQUISITES, VALUE, CourseChange
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import SCORE

CHANGED, MANY = "course changed", "courses changed"
UNDONE, TAKEN, KEPT = "course changes undone", "source taken", "own value kept"
REFUSED = "skill refused for course"
MOST_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Batch:
    """What was changed at once: by which id it is taken back, and how many courses it changed.

    ``left`` counts what stayed as it was since somebody has changed it again.
    """

    id: UUID
    courses: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of some courses.

    ``taught`` are levels (outcome, entry) by skill, None to take the skill off.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    taught: Mapping[UUID, Sequence[float | None] | None] = field(default_factory=dict)


def held(session: Session, site_id: UUID, course_id: UUID, version: int | None) -> Course:
    """Return a course that nobody else changes before this transaction ends.

    Raises
    ------
    Conflict
        When somebody has changed it since it was at this version.
    NotFound
        When there is no such course here.
    """
    courses.get(session, site_id, course_id)
    course = session.get_one(Course, course_id, with_for_update=True, populate_existing=True)
    if version is not None and course.edits != version:
        raise Conflict(
            "Somebody else has changed this course since you opened it.",
            hint="Look at both versions and choose; nothing is lost.",
        )
    return course


def change(
    session: Session,
    site_id: UUID,
    course_id: UUID,
    wish: Wish,
    actor: str,
    version: int | None = None,
) -> Course:
    """Change one course; what is said here survives the next sync.

    Raises
    ------
    BadInput
        When something cannot be; nothing is changed then.
    Conflict, NotFound
        As :func:`held`, or when there is no such skill.
    """
    course = held(session, site_id, course_id, version)
    desk = Desk(session, site_id, [course], actor)
    _put(desk, course, *_checked(session, site_id, wish, [course]))
    _close(desk, CHANGED)
    return course


def many(
    session: Session, site_id: UUID, course_ids: Collection[UUID], wish: Wish, actor: str
) -> Batch:
    """Change many courses in the same way; raises as :func:`change`."""
    if not course_ids:
        raise BadInput("Choose the courses to change.")
    if len(course_ids) > MOST_AT_ONCE:
        raise BadInput("At most 5,000 courses can be changed at once.")
    if not wish.values and not wish.taught:
        raise BadInput("Choose what to change.")
    rows = session.scalars(
        select(Course)
        .where(Course.site_id == site_id, Course.id.in_(course_ids))
        .order_by(Course.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(rows) < len(set(course_ids)):
        raise NotFound("One of these courses is not in the catalogue.")
    desk, checked = Desk(session, site_id, rows, actor), _checked(session, site_id, wish, rows)
    for course in rows:
        _put(desk, course, *checked)
    _close(desk, MANY)
    return Batch(desk.batch, len(desk.changed))


def require(
    session: Session,
    site_id: UUID,
    course_id: UUID,
    needed: Collection[UUID],
    actor: str,
    version: int | None = None,
) -> Course:
    """Let these be the courses to finish before another; raises as :func:`change`."""
    course = held(session, site_id, course_id, version)
    if len(courses.by_ids(session, site_id, needed)) < len(set(needed)):
        raise NotFound("One of these courses is not in the catalogue.")
    every = courses.prerequisites(session, site_id) | {course_id: list(needed)}
    if _leads_back(every, course_id):
        raise BadInput("This course would have to be finished before itself.")
    desk = Desk(session, site_id, [course], actor)
    desk.put(course, PREREQUISITES, prerequisites.told(needed))
    _close(desk, CHANGED)
    return course


def take_source(session: Session, site_id: UUID, course_id: UUID, name: str, actor: str) -> Course:
    """Let a field be what the source says, from now on; raises NotFound where it is already."""
    course = held(session, site_id, course_id, None)
    desk = Desk(session, site_id, [course], actor)
    if not desk.take_source(course, name):
        raise NotFound("This is what the source says already.")
    _close(desk, TAKEN)
    return course


def keep_ours(session: Session, site_id: UUID, course_id: UUID, name: str, actor: str) -> Course:
    """Keep an admin's value though the source has changed its own; it is not asked about again."""
    course = held(session, site_id, course_id, None)
    edit = course_edits.of_courses(session, site_id, [course_id]).get(course_id, {}).get(name)
    if edit is None:
        raise NotFound("This is what the source says already.")
    edit.seen = dict(edit.source)
    _log(session, course.site_id, KEPT, actor, _told(course) | {"fields": [name]})
    session.flush()
    return course


def refuse(session: Session, site_id: UUID, course_id: UUID, skill_id: UUID, actor: str) -> Course:
    """Keep that a course does not teach a suggested skill: it is not suggested again."""
    course = held(session, site_id, course_id, None)
    skill = skills.get(session, site_id, skill_id)
    desk = Desk(session, site_id, [course], actor)
    if not desk.is_refused(course, skill_id):
        desk.refuse(course, skill_id)
        _log(session, site_id, REFUSED, actor, _told(course) | {"skill": skill.name})
        session.flush()
    return course


def undo(session: Session, site_id: UUID, batch: UUID, actor: str) -> Batch:
    """Take back what was changed at once, where nobody has changed it again since.

    Raises
    ------
    NotFound
        When there is no such change here.
    """
    changes = course_edits.changes_in(session, site_id, batch)
    if not changes:
        raise NotFound("There is no such change here.")
    rows = courses.by_ids(session, site_id, {each.course_id for each in changes})
    desk = Desk(session, site_id, rows, actor)
    left = sum(not _undo(desk, each) for each in changes)
    _close(desk, UNDONE)
    return Batch(desk.batch, len(desk.changed), left)


def _undo(desk: Desk, change: CourseChange) -> bool:
    course = desk.courses[change.course_id]
    if desk.value(course, change.field) != change.after[VALUE]:
        return False
    if not change.before[OWN] and desk.edit(course, change.field) is not None:
        return desk.take_source(course, change.field)
    if not change.before[OWN] and not change.after[OWN]:  # what a file has changed, not an admin
        desk.restore(course, change.field, change.before[VALUE])
        return True
    return desk.put(course, change.field, change.before[VALUE])


def _checked(
    session: Session, site_id: UUID, wish: Wish, rows: Sequence[Course]
) -> tuple[dict[str, Any], dict[str, list[float | None] | None]]:
    values = course_values.checked(wish.values, ours=all(row.ours for row in rows))
    taught: dict[str, list[float | None] | None] = {}
    for skill_id, levels in wish.taught.items():
        skills.get(session, site_id, skill_id)
        key = course_edits.of_skill(skill_id)
        taught[key] = None if levels is None else course_values.levels(*levels)
    return values, taught


def _put(
    desk: Desk,
    course: Course,
    values: Mapping[str, Any],
    taught: Mapping[str, list[float | None] | None],
) -> None:
    for name, value in [*values.items(), *taught.items()]:
        desk.put(course, name, value)


def _leads_back(needed: Mapping[UUID, Collection[UUID]], start: UUID) -> bool:
    """Say whether a course would have to be finished before itself."""
    seen: set[UUID] = set()
    waiting = list(needed.get(start, ()))
    while waiting:
        each = waiting.pop()
        if each == start:
            return True
        if each not in seen:
            seen.add(each)
            waiting += needed.get(each, ())
    return False


def _close(desk: Desk, action: str) -> None:
    """Write what was changed into the log, where anything was; lists follow."""
    desk.close()
    if not desk.changed:
        return
    fields = sorted({name for names in desk.changed.values() for name in names})
    details: dict[str, Any] = {"batch": str(desk.batch), "fields": fields}
    details["courses"] = len(desk.changed)
    if len(desk.changed) == 1:
        details |= _told(desk.courses[next(iter(desk.changed))])
    _log(desk.session, desk.site_id, action, desk.actor, details)
    desk.session.flush()
    jobs.enqueue(desk.session, desk.site_id, SCORE, afresh=True)


def _told(course: Course) -> dict[str, Any]:
    return {"course": course.title, "course_id": str(course.id)}


def _log(session: Session, site_id: UUID, action: str, actor: str, details: dict[str, Any]) -> None:
    session.add(AuditEntry(site_id=site_id, actor=actor, action=action, details=details))
