"""One site whose courses admins change while its source says something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from connectors.records import Course as Record
from connectors.records import SkillLink
from lti_plugin.services import editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import course_edits, courses, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small

BY = "an admin"


class Here:
    """The site of a test, with what its admins and its source do."""

    def __init__(self, database: Database, site: Site, small: Small) -> None:
        self.database, self.site, self.small = database, site, small

    def course(self, key: str = "3") -> Course:
        with self.database.reading() as session:
            return session.get_one(Course, self.small.courses[key])

    def change(self, key: str, version: int | None = None, **values: Any) -> Course:
        with self.database.writing() as session:
            place = session, self.site.id, self.small.courses[key]
            return editing.change(*place, Wish(values), BY, version)

    def teach(self, key: str, skill: str, levels: tuple[float | None, ...] | None) -> None:
        with self.database.writing() as session:
            place = session, self.site.id, self.small.courses[key]
            editing.change(*place, Wish(taught={self.skill(skill): levels}), BY)

    def skill(self, name: str) -> UUID:
        with self.database.reading() as session:
            return skills.ids(session, self.site.id, [name])[name]

    def taught(self, key: str) -> dict[str, tuple[float | None, float | None]]:
        with self.database.reading() as session:
            found = skills.lessons_by_course(session, self.site.id)
        rows = found.get(self.small.courses[key], [])
        return {each.skill: (each.outcome, each.entry) for each in rows}

    def syncs(self, key: str = "3", *links: SkillLink, **changes: Any) -> None:
        """Let Moodle say this of a course."""
        record = replace(Record(id=key, title="SQL: Practitioner", level="Practitioner"), **changes)
        with self.database.writing() as session:
            courses.upsert(session, self.site.id, [record], courses.MOODLE)
            told = {self.small.courses[key]: links}
            skills.replace_source_links(session, self.site.id, told)

    def news(self) -> set[UUID]:
        with self.database.reading() as session:
            return course_edits.with_news(session, self.site.id)

    def log(self) -> list[AuditEntry]:
        with self.database.reading() as session:
            return list(session.scalars(select(AuditEntry).order_by(AuditEntry.at)))
