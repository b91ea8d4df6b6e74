"""Competencies of a site's frameworks become skills, or join those that they are."""

from __future__ import annotations

from dataclasses import replace

from connectors.records import Competency, SkillLink
from lti_plugin.services import competencies
from lti_plugin.store import competencies as rows
from lti_plugin.store import courses, skills
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.catalogue import small_site

ESCO = "http://data.europa.eu/esco/skill/6eb8b9a6-2f0a-4b1f-9d4c-000000000001"
SQL = Competency("1", "SQL", "Skills", "SK", "SK01", "Asks databases.", "2")


def written(database: Database, site: Site, *records: Competency, whole: bool = True) -> int:
    with database.writing() as session:
        return competencies.write(session, site.id, records, whole=whole)


def joined(database: Database, site: Site) -> dict[str, str]:
    """Return the name of each competency's skill, by Moodle's id."""
    with database.reading() as session:
        names = {each.id: each.name for each in skills.of_site(session, site.id)}
        return {id_: names[own] for id_, own in rows.skill_ids(session, site.id).items()}


def add(database: Database, site: Site, **said: object) -> None:
    with database.writing() as session:
        session.add(Skill(site_id=site.id, **{"alternatives": [], **said}))


def test_a_new_competency_is_a_skill_with_its_description(database: Database, site: Site) -> None:
    assert written(database, site, SQL) == 1
    with database.reading() as session:
        (skill,) = skills.of_site(session, site.id)
        assert (skill.name, skill.description, skill.source_id) == (
            "SQL",
            "Asks databases.",
            "SK01",
        )
        (row,) = rows.of_site(session, site.id)
        assert (row.framework, row.scale_id) == ("Skills", "2")
    assert written(database, site, SQL) == 0


def test_it_joins_the_skill_of_its_name(database: Database, site: Site) -> None:
    add(database, site, name="Structured query language", alternatives=["sql"])
    written(database, site, SQL)
    assert joined(database, site) == {"1": "Structured query language"}


def test_an_address_as_its_number_joins_the_skill_with_that_address(
    database: Database, site: Site
) -> None:
    add(database, site, name="Databases", uri=ESCO)
    written(database, site, replace(SQL, id_number=ESCO))
    assert joined(database, site) == {"1": "Databases"}
    with database.reading() as session:
        assert skills.by_any_name(session, site.id)["sql"].name == "Databases"


def test_an_address_is_given_to_the_skill_of_that_name(database: Database, site: Site) -> None:
    written(database, site, replace(SQL, id_number=ESCO), replace(SQL, id="2", name="Tables"))
    with database.reading() as session:
        assert {each.name: each.uri for each in skills.of_site(session, site.id)} == {
            "SQL": ESCO,
            "Tables": None,
        }


def test_competencies_of_two_frameworks_may_be_one_skill(database: Database, site: Site) -> None:
    written(database, site, SQL, replace(SQL, id="8", framework="Others", id_number=ESCO))
    assert joined(database, site) == {"1": "SQL", "8": "SQL"}


def test_a_skill_that_moodle_renames_keeps_its_old_name_beside(
    database: Database, site: Site
) -> None:
    written(database, site, SQL)
    assert written(database, site, replace(SQL, name="Databases")) == 1
    with database.reading() as session:
        (skill,) = skills.of_site(session, site.id)
        assert (skill.name, skill.alternatives) == ("Databases", ["SQL"])


def test_a_name_of_our_own_stays_and_moodles_new_one_is_another_name_of_it(
    database: Database, site: Site
) -> None:
    add(database, site, name="Structured query language", alternatives=["SQL"])
    written(database, site, SQL)
    written(database, site, replace(SQL, name="SQL databases"))
    with database.reading() as session:
        (skill,) = skills.of_site(session, site.id)
        assert skill.name == "Structured query language"
        assert skill.alternatives == ["SQL", "SQL databases"]


def test_a_new_name_that_is_another_skill_takes_nothing_from_it(
    database: Database, site: Site
) -> None:
    written(database, site, SQL, replace(SQL, id="2", name="Tables"))
    written(database, site, replace(SQL, name="tables"), replace(SQL, id="2", name="Tables"))
    assert joined(database, site) == {"1": "SQL", "2": "Tables"}


def test_what_is_no_longer_listed_is_forgotten_and_its_skill_stays(
    database: Database, site: Site
) -> None:
    written(database, site, SQL, replace(SQL, id="2", name="Tables"))
    assert written(database, site, SQL, whole=False) == 0
    assert written(database, site, SQL) == 1
    assert joined(database, site) == {"1": "SQL"}
    with database.reading() as session:
        assert len(skills.of_site(session, site.id)) == 2


def test_what_a_course_teaches_is_the_skill_of_its_competency(
    database: Database, site: Site
) -> None:
    small_site(database, site)
    add(database, site, name="Databases", uri=ESCO)
    written(database, site, replace(SQL, id_number=ESCO))
    by_competency = SkillLink("Renamed since", 3.0, skill_id=ESCO, competency_id="1")
    by_address = SkillLink(ESCO, skill_id=ESCO)
    with database.writing() as session:
        (one, two, *_) = courses.by_kind(session, site.id, courses.MOODLE).values()
        skills.replace_source_links(session, site.id, {one: [by_competency], two: [by_address]})
        found = skills.names_by_course(session, site.id, [one, two])
    assert found == {one: ["Databases"], two: ["Databases"]}
