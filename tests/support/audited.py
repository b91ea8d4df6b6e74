"""A site whose people have roles and departments, and its skills audit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lti_plugin.services import audit
from lti_plugin.services.audit import Audit, Wanted
from lti_plugin.store.base import now
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.people import Person
from tests.support.goals import Goals


def hire(goals: Goals, role: str | None, department: str | None) -> UUID:
    """Return a new person with this on their record."""
    with goals.database.writing() as session:
        person = Person(
            site_id=goals.site.id, name="Somebody", role=role, department=department, extra={}
        )
        session.add(person)
        session.flush()
        return person.id


def set_objective(
    goals: Goals, name: str, *skills: str, weight: float = 1.0, due_on: date | None = None
) -> UUID:
    """Keep an objective that needs these skills."""
    ids = [goals.skill(skill) for skill in skills]
    with goals.database.writing() as session:
        row = Objective(site_id=goals.site.id, name=name, weight=weight, due_on=due_on)
        session.add(row)
        session.flush()
        session.add_all(
            ObjectiveSkill(site_id=goals.site.id, objective_id=row.id, skill_id=skill)
            for skill in ids
        )
        return row.id


EVERYTHING = Wanted()


def audited(goals: Goals, wanted: Wanted = EVERYTHING) -> Audit:
    """Return the audit of the site as of today."""
    with goals.database.reading() as session:
        return audit.of_site(session, goals.site.id, wanted, now().date())
