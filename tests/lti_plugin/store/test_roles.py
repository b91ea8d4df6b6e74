"""Roles are found by their names, whatever their spelling, and on their own site alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from lti_plugin.errors import NotFound
from lti_plugin.store import roles
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role, RoleRequirement, RoleTrigger
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill


def _role(database: Database, site: Site, name: str) -> UUID:
    with database.writing() as session:
        role = Role(site_id=site.id, name=name)
        session.add(role)
        session.flush()
        return role.id


def _skill(database: Database, site: Site, name: str) -> UUID:
    with database.writing() as session:
        skill = Skill(site_id=site.id, name=name)
        session.add(skill)
        session.flush()
        return skill.id


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Data Analyst", "data analyst"),
        ("Data Analyst", "  Data   Analyst "),
        ("Ärztin", "ärztin"),
        ("ärztin", "ÄRZTIN"),
        ("Straßenwärter", "STRASSENWÄRTER"),
        ("Βοηθός", "ΒΟΗΘΌΣ"),
    ],
)
def test_a_role_is_found_whatever_the_spelling(
    database: Database, site: Site, name: str, asked: str
) -> None:
    wanted = _role(database, site, name)
    _role(database, site, "Another")
    with database.reading() as session:
        found = roles.named(session, site.id, asked)
        assert found is not None
        assert found.id == wanted
        assert roles.named(session, site.id, asked + "s") is None


def test_a_role_of_another_site_is_not_found(
    database: Database, site: Site, elsewhere: Site
) -> None:
    role = _role(database, elsewhere, "Analyst")
    with database.reading() as session:
        assert roles.named(session, site.id, "Analyst") is None
        assert roles.of_site(session, site.id) == []
        assert roles.get(session, elsewhere.id, role).name == "Analyst"
        with pytest.raises(NotFound):
            roles.get(session, site.id, role)


def test_requirements_and_triggers_are_those_of_the_roles_asked_for(
    database: Database, site: Site, elsewhere: Site
) -> None:
    for own in (site, elsewhere):
        skill = _skill(database, own, "SQL")
        for name in ("Analyst", "Baker"):
            role = _role(database, own, name)
            with database.writing() as session:
                key = {"site_id": own.id, "role_id": role}
                session.add(RoleRequirement(**key, skill_id=skill, level=3))
                session.add(RoleTrigger(**key, kind="upgrade", on=date(2027, 1, 1)))
    with database.reading() as session:
        (analyst, baker) = roles.of_site(session, site.id)
        for read in (roles.requirements, roles.triggers):
            assert [row.role_id for row in read(session, site.id, [analyst.id])] == [analyst.id]
            assert {row.role_id for row in read(session, site.id)} == {analyst.id, baker.id}
            assert read(session, site.id, []) == []
            assert read(session, elsewhere.id, [analyst.id]) == []


def test_no_requirement_leaves_its_site(database: Database, site: Site, elsewhere: Site) -> None:
    role, skill = _role(database, site, "Analyst"), _skill(database, elsewhere, "SQL")
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(RoleRequirement(site_id=site.id, role_id=role, skill_id=skill, level=3))
