"""How often the API asks the database: as often for many rows as for few."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.skills import Skill
from tests.support.api import Program, Roles
from tests.support.installation import Installation
from tests.support.statements import Statement, repeated, statements

READ = [
    "/me",
    "/recommendations",
    "/plans",
    "/skills",
    "/skills?q=s",
    "/skills/standing",
    "/roles",
    "/roles?q=a",
    "/roles/{role}",
    "/roles/{role}/gap",
    "/evidence",
    "/directions",
    "/objectives",
]


def grow(installation: Installation, roles: Roles) -> list[str]:
    """Add skills, roles and objectives, let one role ask for all; return the new skills' ids."""
    site_id = installation.site.id
    with installation.database.writing() as session:
        skills = [
            Skill(site_id=site_id, name=f"Skill {n}", alternatives=[], broader=[])
            for n in range(30)
        ]
        session.add_all(skills)
        session.add_all(
            Role(site_id=site_id, name=f"Another {n}", alternatives=[]) for n in range(30)
        )
        objective = session.scalars(select(Objective)).one()
        session.flush()
        for skill in skills:
            place = {"site_id": site_id, "skill_id": skill.id}
            role = roles.roles["Analyst"]
            session.add(RoleRequirement(**place, role_id=role, level=3.0, importance=0.1))
            session.add(ObjectiveSkill(**place, objective_id=objective.id))
        return [str(skill.id) for skill in skills]


def asked(installation: Installation, learner: Program, path: str) -> Counter[Statement]:
    """Return what one request asks of the database."""
    learner.ask("GET", path)  # so that what is kept for later requests is there
    with statements(installation) as found:
        assert learner.ask("GET", path).status_code == 200
    return found


@pytest.mark.parametrize("path", READ)
def test_no_query_is_repeated_row_by_row(
    installation: Installation, learner: Program, roles: Roles, path: str
) -> None:
    address = path.format(role=roles.roles["Analyst"])
    few = asked(installation, learner, address)
    skills = grow(installation, roles)
    body = {"ratings": [{"skill_id": each, "level": 1} for each in skills]}
    assert learner.ask("POST", "/evidence", body).status_code == 201
    many = asked(installation, learner, address)
    assert repeated(many) == {}
    assert many.total() == few.total()


def test_many_ratings_are_looked_up_at_once(
    installation: Installation, learner: Program, roles: Roles
) -> None:
    skills = grow(installation, roles)
    body = {"ratings": [{"skill_id": each, "level": 1} for each in skills]}
    with statements(installation) as found:
        assert learner.ask("POST", "/evidence", body).status_code == 201
    often = {text for (_, text), times in found.items() if times > 2}
    assert often == set()
