"""Some courses laid out to be changed: what each field is, whose it is, and what it becomes.

Every change is written down with what it was before, so that it can be undone, and what the source
says of a field that is changed is kept beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import catalogue_rules, lessons
from lti_plugin.services.suggestions import PERSON
from lti_plugin.store import course_edits, prerequisites, sites
from lti_plugin.store.base import now
from lti_plugin.store.course_edits import (
    PREREQUISITES,
    SKILL,
    VALUE,
    CourseChange,
    CourseEdit,
    plain,
)
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import SOURCE, CourseSkill, RemovedLink

INCLUDED = "included"
REVIEWED = "reviewed_at"
PLAIN = ("level", "mode", "duration_minutes", "cost", "language", REVIEWED)
OF_OURS = ("title", "summary")  # Moodle's own courses are called what they are called there
OF_A_CATEGORY = ("category", "category_id")
OWN = "ours"


class Desk:
    """Loads what changing these courses takes, in a few queries however many there are."""

    def __init__(
        self, session: Session, site_id: UUID, courses: Collection[Course], actor: str
    ) -> None:
        self.session, self.site_id, self.actor = session, site_id, actor
        self.batch = uuid4()
        self.courses = {course.id: course for course in courses}
        self.changed: dict[UUID, list[str]] = {}
        ids = list(self.courses)
        self._edits = course_edits.of_courses(session, site_id, ids)
        self._links = self._by_pair(CourseSkill, ids)
        self._removed = self._by_pair(RemovedLink, ids)
        self._taught = {course_id for course_id, _ in self._links}
        self._scale = sites.get(session, site_id).fields.get(lessons.LEVELS, {})
        self._rules = catalogue_rules.of_site(session, site_id)
        self._rewritten: dict[UUID, set[UUID]] = {}

    @cached_property
    def _needed(self) -> dict[UUID, set[UUID]]:
        """What has to be finished before each of the courses; not all changes ask for it."""
        return prerequisites.of_courses(self.session, self.site_id, self.courses)

    def _by_pair(self, table: Any, ids: list[UUID]) -> dict[tuple[UUID, UUID], Any]:
        rows = self.session.scalars(
            select(table).where(table.site_id == self.site_id, table.course_id.in_(ids))
        )
        return {(row.course_id, row.skill_id): row for row in rows}

    def edit(self, course: Course, field: str) -> CourseEdit | None:
        """Return the note that a field is an admin's own; None where it is the source's."""
        return self._edits.get(course.id, {}).get(field)

    def value(self, course: Course, field: str) -> Any:
        """Return what a field is now, as JSON holds it: a skill as [outcome, entry], or None."""
        if field == PREREQUISITES:
            return prerequisites.told(self._needed.get(course.id, ()))
        if field.startswith(SKILL):
            row = self._links.get((course.id, _skill(field)))
            return None if row is None else [row.outcome, row.entry]
        return plain(getattr(course, field))

    def put(self, course: Course, field: str, value: Any) -> bool:
        """Let a field be this from now on, whatever the source says; tell whether it was not."""
        before = self.value(course, field)
        if before == value:
            return False
        was_ours = course.ours or self.edit(course, field) is not None
        if not was_ours and field != INCLUDED:
            self._note(course, field, before)
        self._write(course, field, value, PERSON)
        self._record(course, field, (before, was_ours), (value, True))
        return True

    def take_source(self, course: Course, field: str) -> bool:
        """Let a field be what the source says, also later; tell whether an admin's stood there."""
        edit = self.edit(course, field)
        if edit is None:
            return False
        before, value = self.value(course, field), edit.source.get(VALUE)
        self._write(course, field, value, SOURCE)
        self._record(course, field, (before, True), (value, False))
        self.session.delete(edit)
        del self._edits[course.id][field]
        return True

    def restore(self, course: Course, field: str, value: Any) -> None:
        """Let a field be what its source said before; what it says next counts again."""
        before = self.value(course, field)
        self._write(course, field, value, SOURCE)
        self._record(course, field, (before, False), (value, False))

    def close(self) -> None:
        """Write everything; whoever has an older page of one of these courses is told so."""
        for course_id in self.changed:
            self.courses[course_id].edits += 1
        prerequisites.replace(self.session, self.site_id, self._rewritten)
        self.session.flush()

    def _note(self, course: Course, field: str, before: Any) -> None:
        edit = CourseEdit(
            site_id=self.site_id,
            course_id=course.id,
            field=field,
            source={VALUE: before},
            seen={VALUE: before},
            edited_by=self.actor,
        )
        self.session.add(edit)
        self._edits.setdefault(course.id, {})[field] = edit

    def _record(
        self, course: Course, field: str, before: tuple[Any, bool], after: tuple[Any, bool]
    ) -> None:
        self.changed.setdefault(course.id, []).append(field)
        self.session.add(
            CourseChange(
                site_id=self.site_id,
                batch=self.batch,
                course_id=course.id,
                field=field,
                before={VALUE: before[0], OWN: before[1]},
                after={VALUE: after[0], OWN: after[1]},
                by=self.actor,
            )
        )

    def _write(self, course: Course, field: str, value: Any, origin: str) -> None:
        if field == INCLUDED:
            course.included = value
            catalogue_rules.apply(self._rules, [course])
        elif field == PREREQUISITES:
            self._rewritten[course.id] = {UUID(each) for each in value}
            self._needed[course.id] = self._rewritten[course.id]
        elif field.startswith(SKILL):
            self._write_skill(course, _skill(field), value, origin)
        elif field == REVIEWED:
            course.reviewed_at = None if value is None else datetime.fromisoformat(value)
        else:
            setattr(course, field, value)
            if field in OF_A_CATEGORY:
                catalogue_rules.apply(self._rules, [course])

    def _write_skill(
        self, course: Course, skill_id: UUID, value: list[float | None] | None, origin: str
    ) -> None:
        pair = (course.id, skill_id)
        if course.id in self._taught:
            course.skills_changed_at = now()  # what is said for the first time is no change
        row, tombstone = self._links.get(pair), self._removed.pop(pair, None)
        if tombstone is not None:
            self.session.delete(tombstone)
            self.session.flush()
        if value is None:
            if row is not None:
                self.session.delete(self._links.pop(pair))
            if origin == PERSON:
                self.refuse(course, skill_id)
            return
        self._check_levels(course, value)
        if row is None:
            row = CourseSkill(site_id=self.site_id, course_id=course.id, skill_id=skill_id)
            self.session.add(row)
            self._links[pair] = row
            self._taught.add(course.id)
        row.outcome, row.entry = value
        row.origin = origin

    def is_refused(self, course: Course, skill_id: UUID) -> bool:
        """Say whether somebody took a skill off a course, or refused it."""
        return (course.id, skill_id) in self._removed

    def refuse(self, course: Course, skill_id: UUID) -> None:
        """Keep that a course does not teach a skill: neither source nor suggestion brings it."""
        row = RemovedLink(site_id=self.site_id, course_id=course.id, skill_id=skill_id)
        self.session.add(row)
        self._removed[course.id, skill_id] = row

    def _check_levels(self, course: Course, value: list[float | None]) -> None:
        outcome, entry = value
        reached, begins = lessons.levels(outcome, entry, course.level, self._scale)
        if begins > reached:
            raise BadInput(
                "A course cannot begin above the level that it leads to.", hint=course.title
            )


def _skill(field: str) -> UUID:
    return UUID(field.removeprefix(SKILL))
