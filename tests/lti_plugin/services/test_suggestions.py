"""Skills suggested for courses by their own words, and what people make of that."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, select

from connectors.records import SkillLink
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import suggestions
from lti_plugin.store import skills
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """A site that knows negotiation as a further name, and has it linked to no course."""
    found = small_site(database, site)
    with database.writing() as session:
        session.execute(delete(Skill).where(Skill.name == "Negotiation"))
        session.add(Skill(site_id=site.id, name="Haggling", alternatives=["negotiation"]))
    return found


def told(database: Database, site: Site) -> set[tuple[str, str, str]]:
    with database.reading() as session:
        return {
            (course.title, each.skill.name, each.found.words)
            for course, found in suggestions.of_site(session, site.id).items()
            for each in found
        }


def skill_id(database: Database, name: str) -> UUID:
    with database.reading() as session:
        return session.scalars(select(Skill.id).where(Skill.name == name)).one()


NEGOTIATION = ("Negotiation: Foundations", "Haggling", "Negotiation")


def test_a_skill_is_suggested_with_the_words_that_name_it(
    database: Database, site: Site, small: Small
) -> None:
    assert NEGOTIATION in told(database, site)


def test_what_is_linked_is_not_suggested(database: Database, site: Site, small: Small) -> None:
    assert not any(name == "SQL" for _, name, _ in told(database, site))


def test_nothing_is_linked_by_suggesting(database: Database, site: Site, small: Small) -> None:
    with database.reading() as session:
        before = set(session.scalars(select(CourseSkill.id)))
    told(database, site)
    with database.reading() as session:
        assert set(session.scalars(select(CourseSkill.id))) == before


def test_what_somebody_took_off_comes_back_neither_by_suggestion_nor_by_the_source(
    database: Database, site: Site, small: Small
) -> None:
    course, haggling = small.courses["5"], skill_id(database, "Haggling")
    with database.writing() as session:
        suggestions.link(session, site.id, course, haggling, 3.0)
        suggestions.unlink(session, site.id, course, haggling)
    assert NEGOTIATION not in told(database, site)
    with database.writing() as session:
        links = {course: [SkillLink("Negotiation"), SkillLink("SQL")]}
        skills.replace_source_links(session, site.id, links)
        names = skills.names_by_course(session, site.id, [course])[course]
    assert names == ["SQL"]


def test_it_comes_back_when_somebody_links_it_again(
    database: Database, site: Site, small: Small
) -> None:
    course, haggling = small.courses["5"], skill_id(database, "Haggling")
    with database.writing() as session:
        suggestions.unlink(session, site.id, course, haggling)
        suggestions.link(session, site.id, course, haggling, 3.0, 1.0)
        skills.replace_source_links(session, site.id, {course: []})
        row = session.scalars(select(CourseSkill).where(CourseSkill.skill_id == haggling)).one()
        assert (row.outcome, row.entry, row.origin) == (3.0, 1.0, suggestions.PERSON)


@pytest.mark.parametrize(
    ("outcome", "entry", "says"),
    [(6.0, None, "0 to 5"), (None, -1.0, "0 to 5"), (2.0, 3.0, "above")],
)
def test_levels_that_cannot_be_are_refused(
    database: Database,
    site: Site,
    small: Small,
    outcome: float | None,
    entry: float | None,
    says: str,
) -> None:
    haggling = skill_id(database, "Haggling")
    with database.writing() as session, pytest.raises(BadInput, match=says):
        suggestions.link(session, site.id, small.courses["5"], haggling, outcome, entry)


def test_another_sites_course_or_skill_is_not_found(
    database: Database, site: Site, small: Small
) -> None:
    haggling = skill_id(database, "Haggling")
    with database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        with pytest.raises(NotFound):
            suggestions.link(session, other.id, small.courses["5"], haggling)
        with pytest.raises(NotFound):
            suggestions.unlink(session, other.id, small.courses["5"], haggling)
