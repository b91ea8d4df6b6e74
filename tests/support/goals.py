"""Roles on a small site: what they ask for, who has them, and what is known of people's skills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lti_plugin.services import evidence
from lti_plugin.services.evidence import Said
from lti_plugin.store import roles
from lti_plugin.store.base import now
from lti_plugin.store.courses import Prerequisite
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement, RoleTrigger
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.evidence import ASSESSMENT

Levels = Mapping[str, float]


class Goals:
    """What people of a site are compared with; each call is a transaction of its own."""

    def __init__(self, database: Database, site: Site) -> None:
        self.database, self.site = database, site

    def skill(self, name: str, **values: Any) -> UUID:
        """Return the id of a skill, which is made where it is not there."""
        with self.database.writing() as session:
            row = session.scalar(
                select(Skill).where(Skill.site_id == self.site.id, Skill.name == name)
            )
            if row is None:
                row = Skill(site_id=self.site.id, name=name)
                session.add(row)
            for key, value in values.items():
                setattr(row, key, value)
            session.flush()
            return row.id

    def role(
        self, name: str, asks: Levels, later: Mapping[str, tuple[float, date]] = {}, **values: Any
    ) -> UUID:
        """Make a role that asks for these levels, and for the later ones from a day on."""
        ids = {skill: self.skill(skill) for skill in {*asks, *later}}
        with self.database.writing() as session:
            row = Role(site_id=self.site.id, name=name, **values)
            session.add(row)
            session.flush()
            lines = [(skill, level, None) for skill, level in asks.items()]
            lines += [(skill, level, day) for skill, (level, day) in later.items()]
            for skill, level, day in lines:
                session.add(
                    RoleRequirement(
                        site_id=self.site.id,
                        role_id=row.id,
                        skill_id=ids[skill],
                        level=level,
                        valid_from=day,
                    )
                )
            return row.id

    def sign(self, name: str, days_ago: int = 10, **values: Any) -> None:
        """Let somebody stand for what is expected of a role."""
        day = now().date() - timedelta(days=days_ago)
        with self.database.writing() as session:
            row = roles.named(session, self.site.id, name)
            assert row is not None
            row.outlook_signed_on, row.outlook_signed_by = day, "L. Lead"
            for key, value in values.items():
                setattr(row, key, value)

    def happens(self, name: str, kind: str, on: date) -> None:
        """Let something happen to a role."""
        with self.database.writing() as session:
            row = roles.named(session, self.site.id, name)
            assert row is not None
            session.add(RoleTrigger(site_id=self.site.id, role_id=row.id, kind=kind, on=on))

    def has(self, person: UUID, role: str | None, target: str | None = None) -> None:
        """Let a person's record name these roles."""
        with self.database.writing() as session:
            row = session.get_one(Person, person)
            row.role, row.target_role = role, target

    def knows(self, person: UUID, levels: Levels, source: str = ASSESSMENT) -> None:
        """Let something speak for a person's skills, assessments where nothing else is said."""
        ids = {name: self.skill(name) for name in levels}
        with self.database.writing() as session:
            for name, level in levels.items():
                said = Said(ids[name], level, source)
                evidence.add(session, self.site.id, person, said, by="tests")

    def teaches(self, course: UUID, skill: str, outcome: float, entry: float | None = None) -> None:
        """Let a course lead to a level of a skill."""
        skill_id = self.skill(skill)
        with self.database.writing() as session:
            row = session.scalar(
                select(CourseSkill).where(
                    CourseSkill.course_id == course, CourseSkill.skill_id == skill_id
                )
            )
            if row is None:
                row = CourseSkill(site_id=self.site.id, course_id=course, skill_id=skill_id)
                session.add(row)
            row.outcome, row.entry = outcome, entry

    def needs(self, course: UUID, first: UUID) -> None:
        """Let a course have another one as its prerequisite."""
        with self.database.writing() as session:
            row = {"course_id": course, "requires_id": first}
            session.add(Prerequisite(site_id=self.site.id, **row))
