"""A skill is known by any of its names; what a course teaches is never doubled by another name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from connectors.records import Course, SkillLink
from lti_plugin.errors import NotFound
from lti_plugin.store import courses, skills
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill


def _skill(database: Database, site: Site, name: str, *others: str) -> UUID:
    with database.writing() as session:
        skill = Skill(site_id=site.id, name=name, alternatives=list(others))
        session.add(skill)
        session.flush()
        return skill.id


def _linked(database: Database, site: Site, *links: SkillLink) -> dict[str, Sequence[float | None]]:
    """Link a course to skills as its source does; return what it teaches then."""
    with database.writing() as session:
        (course,) = courses.upsert(session, site.id, [Course("2", "SQL")], courses.MOODLE).ids
        skills.replace_source_links(session, site.id, {course: links})
    with database.reading() as session:
        taught = skills.lessons_by_course(session, site.id).get(course, [])
    return {each.skill: (each.outcome, each.entry) for each in taught}


def test_a_skill_is_found_by_each_name_and_by_its_own_first(database: Database, site: Site) -> None:
    adaptable = _skill(database, site, "Adaptability", "Flexibility", "Anpassungsfähigkeit")
    flexible = _skill(database, site, "flexibility")
    with database.reading() as session:
        found = skills.by_any_name(session, site.id)
    assert {name: skill.id for name, skill in found.items()} == {
        "adaptability": adaptable,
        "anpassungsfähigkeit": adaptable,
        "flexibility": flexible,
    }


def test_spaces_and_width_make_no_other_name(database: Database, site: Site) -> None:
    skill = _skill(database, site, "Data  Analysis", "ＳＱＬ")
    with database.reading() as session:
        found = skills.by_any_name(session, site.id)
    assert {name: each.id for name, each in found.items()} == {"data analysis": skill, "sql": skill}


@pytest.mark.parametrize("name", ["critical thinking", "kritisches Denken", "THINK  CRITICALLY"])
def test_a_course_teaches_the_skill_that_another_name_means(
    database: Database, site: Site, name: str
) -> None:
    _skill(database, site, "Critical thinking", "think critically", "Kritisches Denken")
    assert _linked(database, site, SkillLink(name, 3.0, 1.0)) == {"Critical thinking": (3.0, 1.0)}
    with database.reading() as session:
        assert len(skills.of_site(session, site.id)) == 1


def test_a_new_name_makes_a_skill_once(database: Database, site: Site) -> None:
    links = (SkillLink("Baking", 2.0), SkillLink("baking", 2.0, skill_id="7"))
    assert _linked(database, site, *links) == {"Baking": (2.0, None)}
    assert _linked(database, site, *links) == {"Baking": (2.0, None)}
    with database.reading() as session:
        (skill,) = skills.of_site(session, site.id)
    assert (skill.name, skill.source_id, skill.alternatives) == ("Baking", "7", [])


def test_a_link_that_the_source_no_longer_has_goes(database: Database, site: Site) -> None:
    _skill(database, site, "SQL", "Structured Query Language")
    _linked(database, site, SkillLink("SQL", 2.0), SkillLink("Statistics"))
    assert _linked(database, site, SkillLink("Structured Query Language", 3.0)) == {
        "SQL": (3.0, None)
    }
    assert _linked(database, site) == {}


def test_names_of_another_site_mean_nothing_here(
    database: Database, site: Site, elsewhere: Site
) -> None:
    other = _skill(database, elsewhere, "Critical thinking", "think critically")
    assert _linked(database, site, SkillLink("think critically")) == {
        "think critically": (None, None)
    }
    with database.reading() as session:
        assert set(skills.by_any_name(session, site.id)) == {"think critically"}
        with pytest.raises(NotFound):
            skills.get(session, site.id, other)
        assert skills.get(session, elsewhere.id, other).name == "Critical thinking"
