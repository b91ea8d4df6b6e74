"""What courses were before a file was written, and after: so that it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services.course_desk import INCLUDED, OWN
from lti_plugin.store import course_edits, courses, prerequisites
from lti_plugin.store.course_edits import PREREQUISITES, SKILL, VALUE, CourseChange, plain
from lti_plugin.store.courses import SOURCE_FIELDS
from lti_plugin.store.skills import CourseSkill

# What else a source tells is its own affair, and nothing that a file of courses says.
FIELDS = tuple(
    name
    for name in SOURCE_FIELDS
    if name not in {"short_name", "url", "extra", "modified_at", "enrolable", "ends_at"}
)
SKILLS = "skills"
Values = dict[str, Any]
Changes = dict[UUID, dict[str, tuple[Any, Any]]]


class Ledger:
    """Some courses before something is written; ``changes`` tells what is different since."""

    def __init__(self, session: Session, site_id: UUID, course_ids: Collection[UUID]) -> None:
        self._session, self._site_id, self._ids = session, site_id, list(course_ids)
        self._before = self._values()

    def changes(self) -> Changes:
        """Return (before, after) by field for each of the courses that is different now."""
        self._session.flush()
        after = self._values()
        found: Changes = {}
        for course_id, before in self._before.items():
            now = after[course_id]
            names = sorted(before.keys() | now.keys())
            differ = {
                name: (before.get(name), now.get(name))
                for name in names
                if before.get(name) != now.get(name)
            }
            if differ:
                found[course_id] = differ
        return found

    def _values(self) -> dict[UUID, Values]:
        found: dict[UUID, Values] = {
            row.id: {name: plain(getattr(row, name)) for name in FIELDS}
            for row in courses.by_ids(self._session, self._site_id, self._ids)
        }
        taught = select(CourseSkill).where(
            CourseSkill.site_id == self._site_id, CourseSkill.course_id.in_(self._ids)
        )
        for row in self._session.scalars(taught):
            found[row.course_id][course_edits.of_skill(row.skill_id)] = [row.outcome, row.entry]
        needed = prerequisites.of_courses(self._session, self._site_id, self._ids)
        for course_id, values in found.items():
            values[PREREQUISITES] = prerequisites.told(needed.get(course_id, ()))
        return found


def write(
    session: Session,
    site_id: UUID,
    batch: UUID,
    changes: Changes,
    added: Collection[UUID],
    by: str,
) -> None:
    """Keep what a file has changed; taking it back leaves out of the catalogue what it added."""
    rows = [
        (course_id, name, {VALUE: before, OWN: False}, {VALUE: after, OWN: False})
        for course_id, fields in changes.items()
        for name, (before, after) in fields.items()
    ]
    rows += [
        (course_id, INCLUDED, {VALUE: False, OWN: True}, {VALUE: None, OWN: True})
        for course_id in added
    ]
    session.add_all(
        CourseChange(
            site_id=site_id,
            batch=batch,
            course_id=course_id,
            field=name,
            before=before,
            after=after,
            by=by,
        )
        for course_id, name, before, after in rows
    )


def named(fields: Iterable[str]) -> list[str]:
    """Return the names of changed fields, all skills of a course as one."""
    return sorted({SKILLS if name.startswith(SKILL) else name for name in fields})
