"""A program that asks the API within a visit, and a site with roles for it to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.api import description
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.roles import Role, RoleRequirement, RoleTrigger
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill
from tests.support.installation import Installation, Visit, arrive
from tests.support.platform import TOOL

V1 = "/api/v1"


class Program:
    """Asks with the token of one visit's page."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def ask(self, method: str, path: str, body: object = None, **options: Any) -> TestResponse:
        """Send one request; ``path`` begins after the version."""
        headers = {"Authorization": f"Bearer {self.visit.token}"} | options.pop("headers", {})
        given = {"json": body} if body is not None else {}
        return self.visit.browser.client.open(
            V1 + path,
            method=method,
            base_url=TOOL,
            headers=headers,
            **given,
            **options,
        )

    def get(self, path: str, **query: object) -> Any:
        """Return what a good answer holds."""
        answer = self.ask("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json


def program(
    installation: Installation, who: str = "learner", person: str = "102", *, platform: int = 0
) -> Program:
    """Come as this person, and ask with the token of the page."""
    return Program(arrive(installation, who, person, platform=platform))


def problem(answer: TestResponse) -> tuple[int, str]:
    """Return the status and the code of a refusal, which has to be a whole problem document."""
    assert answer.mimetype == "application/problem+json", answer.text
    told = answer.json
    assert told is not None
    assert {"type", "title", "detail", "status", "instance", "code"} <= told.keys()
    assert told["type"] == f"urn:fingerpost:{told['code']}"
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


def scopes_of_routes() -> dict[tuple[str, str], str | None]:
    """Return the scope that each route of the API names, None where it names none."""
    return {
        (method.upper(), path): next(
            (way["apiToken"][0] for way in operation["security"] if "apiToken" in way), None
        )
        for path, item in description.document()["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


@dataclass(frozen=True)
class Roles:
    """Our ids by name."""

    roles: dict[str, UUID]
    skills: dict[str, UUID]


def with_roles(database: Database, site: Site, today: date) -> Roles:
    """Add roles to a small site: its people are analysts, and their role will ask for more."""
    with database.writing() as session:
        skills = {
            skill.name: skill for skill in session.scalars(select(Skill).filter_by(site_id=site.id))
        }
        for name in ("Storytelling", "Éxtraction"):
            skills[name] = Skill(site_id=site.id, name=name, alternatives=["Telling"], broader=[])
            session.add(skills[name])
        analyst = Role(
            name="Analyst",
            family="Data",
            step=1,
            reviewed_by="Head of Data",
            outlook="evolving",
            outlook_source="Workforce plan",
            outlook_signed_on=today - timedelta(days=10),
            outlook_signed_by="Head of Data",
            alternatives=["Data analyst"],
        )
        scientist = Role(name="Data scientist", family="Data", step=2, alternatives=[])
        seller = Role(name="Account manager", family="Sales", alternatives=[])
        for role in (analyst, scientist, seller):
            role.site_id = site.id
            session.add(role)
        session.flush()
        # A completion counts only above what the role lets one assume.
        first = select(Course.id).where(Course.site_id == site.id, Course.title.contains("SQL: F"))
        session.execute(
            update(CourseSkill).where(CourseSkill.course_id.in_(first)).values(outcome=3.5)
        )
        later = today + timedelta(days=200)
        for role, skill, level, importance, since in (
            (analyst, "SQL", 3.0, 1.0, None),
            (analyst, "Statistics", 2.0, 0.5, None),
            (analyst, "SQL", 4.0, 1.0, later),
            (analyst, "Statistics", 2.0, 0.0, later),
            (analyst, "Storytelling", 2.0, 0.5, later),
            (scientist, "Statistics", 4.0, 1.0, None),
            (seller, "Negotiation", 4.0, 1.0, None),
        ):
            session.add(
                RoleRequirement(
                    site_id=site.id,
                    role_id=role.id,
                    skill_id=skills[skill].id,
                    level=level,
                    importance=importance,
                    valid_from=since,
                )
            )
        session.add(
            RoleTrigger(site_id=site.id, role_id=seller.id, kind="upgrade", on=later, source="IT")
        )
        objective = Objective(site_id=site.id, name="Reports in a day", owner="Head of Data")
        session.add(objective)
        session.flush()
        session.add(
            ObjectiveSkill(site_id=site.id, objective_id=objective.id, skill_id=skills["SQL"].id)
        )
        return Roles(
            {role.name: role.id for role in (analyst, scientist, seller)},
            {name: skill.id for name, skill in skills.items()},
        )
