"""The lexicon: a site's skills and its taxonomies' concepts, made anew when they change."""

from __future__ import annotations

import pytest

from lti_plugin.services import drafts
from lti_plugin.services.lexicon import Lexicon
from lti_plugin.store import taxonomies
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from lti_plugin.store.taxonomies import Concept
from recommender.skills.text.matching import find
from recommender.skills.text.vocabulary import Vocabulary
from tests.support.profiles import skill

ESCO = "http://data.example/skill/"


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture
def own(database: Database, site: Site) -> dict[str, str]:
    """Our ids of two skills, one of which was drawn from a concept."""
    with database.writing() as session:
        made = [
            skill(session, site.id, "Critical thinking", uri=f"{ESCO}1", durable=True),
            skill(session, site.id, "SQL", kind="technology"),
        ]
        return {each.name: str(each.id) for each in made}


def import_taxonomy(database: Database, site: Site, *concepts: dict[str, object]) -> None:
    with database.writing() as session:
        row = taxonomies.renewed(session, site.id, "ESCO", "en")
        common = {"site_id": site.id, "taxonomy_id": row.id, "alternatives": [], "kind": "skill"}
        session.add_all(
            Concept(**common | {"uri": f"{ESCO}{number}"} | concept)
            for number, concept in enumerate(concepts, 1)
        )


def vocabulary(database: Database, lexicon: Lexicon, site: Site) -> Vocabulary:
    with database.reading() as session:
        return lexicon.of_site(session, site.id)


def named(found: Vocabulary, text: str) -> list[str]:
    return [match.id for match in find(text, found)]


def test_concepts_stand_beside_skills_and_lend_them_their_names(
    database: Database, lexicon: Lexicon, site: Site, own: dict[str, str]
) -> None:
    import_taxonomy(
        database,
        site,
        {"name": "think critically", "alternatives": ["critical reasoning"]},
        {"name": "sql", "alternatives": ["structured query language"]},
        {"name": "negotiate price", "collections": ["transversal"]},
        {"name": "Negotiate price", "alternatives": ["bargain over prices"]},
        {"name": "thinking skills", "kind": "group"},
    )
    found = vocabulary(database, lexicon, site)
    thinking, sql = f"{ESCO}1", own["SQL"]
    assert len(found) == 3
    assert named(found, "Critical reasoning, think critically") == [thinking, thinking]
    assert named(found, "structured query language") == [sql]
    assert named(found, "bargain over prices") == [f"{ESCO}3"]
    assert [found[id_].durable for id_ in (thinking, sql, f"{ESCO}3")] == [True, False, True]


def test_nothing_is_built_again_while_nothing_changes(
    database: Database, lexicon: Lexicon, site: Site, own: dict[str, str]
) -> None:
    first = vocabulary(database, lexicon, site)
    assert vocabulary(database, lexicon, site) is first
    with database.writing() as session:
        skill(session, site.id, "SQL", alternatives=["SQL queries"])
    second = vocabulary(database, lexicon, site)
    assert second is not first
    import_taxonomy(database, site, {"name": "negotiate price"})
    third = vocabulary(database, lexicon, site)
    import_taxonomy(database, site, {"name": "negotiate price"})
    assert len({id(each) for each in (second, third, vocabulary(database, lexicon, site))}) == 3


def test_a_skill_that_is_drawn_as_it_is_costs_no_new_vocabulary(
    database: Database, lexicon: Lexicon, site: Site, own: dict[str, str]
) -> None:
    uri = f"{ESCO}9"
    concept = {"uri": uri, "name": "negotiate price", "alternatives": ["bargain"]}
    import_taxonomy(database, site, concept | {"collections": ["transversal"]})
    first = vocabulary(database, lexicon, site)
    with database.writing() as session:
        drafts.adopt(session, site.id, [uri])
    assert vocabulary(database, lexicon, site) is first
    with database.writing() as session:
        skill(session, site.id, "Negotiate price", alternatives=["bargain", "haggle"])
    assert named(first, "haggle over it") == []
    assert named(vocabulary(database, lexicon, site), "haggle over it") == [uri]


def test_each_site_has_its_own(
    database: Database, lexicon: Lexicon, site: Site, elsewhere: Site, own: dict[str, str]
) -> None:
    with database.writing() as session:
        session.add(Skill(site_id=elsewhere.id, name="Welding", alternatives=[]))
    assert named(vocabulary(database, lexicon, elsewhere), "Welding and SQL") != []
    assert len(vocabulary(database, lexicon, elsewhere)) == 1
    assert len(vocabulary(database, lexicon, site)) == 2
