"""Which skills of ESCO and O*NET an achievement shows."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.services.alignments import proposed
from lti_plugin.store.achievements import COURSE, PATH, SKILL, Achievement
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.achievements import (
    ESCO_SQL,
    ONET_TALK,
    give_addresses,
    of_course,
    reload,
)
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    found = small_site(database, site)
    give_addresses(database, site.id)
    return found


def read(database: Database, achievement_id: UUID) -> Achievement:
    with database.reading() as session:
        return reload(session, achievement_id)


def skill_id(database: Database, name: str) -> UUID:
    with database.reading() as session:
        return session.scalars(select(Skill.id).where(Skill.name == name)).one()


def test_the_skills_of_a_course_that_have_an_address_are_proposed(
    database: Database, site: Site, small: Small
) -> None:
    with database.reading() as session:
        for course, names in (("2", ["SQL"]), ("5", ["Negotiation"]), ("4", []), ("6", [])):
            found = proposed(session, site.id, COURSE, small.courses[course])
            assert [each.name for each in found] == names
        own = skill_id(database, "SQL")
        assert [each.name for each in proposed(session, site.id, SKILL, own)] == ["SQL"]


def test_what_a_role_asks_for_is_proposed_for_the_path_to_it(
    database: Database, site: Site, small: Small
) -> None:
    with database.writing() as session:
        role = Role(id=uuid4(), site_id=site.id, name="Analyst", alternatives=[])
        session.add(role)
        session.flush()
        for name in ("SQL", "Statistics"):
            line = {"skill_id": skill_id(database, name), "level": 3.0}
            session.add(RoleRequirement(site_id=site.id, role_id=role.id, **line))
        session.flush()
        assert [each.name for each in proposed(session, site.id, PATH, role.id)] == ["SQL"]


def test_skills_are_told_as_their_frameworks_name_them(
    database: Database, site: Site, small: Small
) -> None:
    named = ["sql", "Negotiation", "SQL"]
    made = of_course(database, site.id, small.courses["2"], skills=named)
    assert read(database, made).alignments == [
        {
            "name": "SQL",
            "url": ESCO_SQL,
            "framework": "ESCO",
            "kind": "ext:ESCOSkill",
            "code": ESCO_SQL.rpartition("/")[2],
        },
        {
            "name": "Negotiation",
            "url": ONET_TALK,
            "framework": "O*NET",
            "kind": "ext:ONETSkill",
            "code": "2.A.1.d",
        },
    ]
