"""Roles drafted from occupations: unreviewed, with the site's own skills, each of them once."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from connectors.taxonomies.onet import ELEMENT, OCCUPATION, Onet
from connectors.taxonomies.records import Demand, Occupation, Skill
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import drafts, taxonomy_import
from lti_plugin.store import roles, skills
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill as SkillRow
from tests.connectors.taxonomies.packages import onet, write
from tests.support.occupations import PLACE, Memory, imported, taxonomy

BAKER = f"{PLACE}baker"


def drafted(database: Database, site: Site, uri: str = BAKER, name: str | None = None) -> Role:
    with database.writing() as session:
        return drafts.draft(session, site.id, uri, name)


def asked(database: Database, site: Site, role: Role) -> dict[str, tuple[float, float]]:
    """Return what a role asks for: level and importance by skill; each skill stands there once."""
    with database.reading() as session:
        names = {row.id: row.name for row in skills.of_site(session, site.id)}
        lines = roles.requirements(session, site.id, [role.id])
    found = {names[line.skill_id]: (line.level, line.importance) for line in lines}
    assert len(found) == len(lines)
    return found


def has_skill(database: Database, site: Site, name: str, *others: str) -> UUID:
    with database.writing() as session:
        skill = SkillRow(site_id=site.id, name=name, alternatives=list(others))
        session.add(skill)
        session.flush()
        return skill.id


def test_a_draft_is_unreviewed_and_comes_with_its_skills(database: Database, site: Site) -> None:
    imported(database, site, taxonomy({"baker": {"knead": 3, "listen": None}}))
    role = drafted(database, site)
    assert (role.name, role.uri, role.family, role.origin) == ("Baker", BAKER, "7512", "taxonomy")
    assert (role.reviewed_at, role.outlook_signed_on) == (None, None)
    assert asked(database, site, role) == {"Knead": (3.0, 1.0), "Listen": (3.0, 1.0)}


def test_a_draft_may_have_another_name(database: Database, site: Site) -> None:
    imported(database, site, taxonomy({"baker": {"knead": 3}}))
    assert drafted(database, site, name=" Bread maker ").name == "Bread maker"


def test_skills_that_a_site_has_are_taken(database: Database, site: Site) -> None:
    knead, listen = has_skill(database, site, "KNEAD"), has_skill(database, site, "Ears", "listen")
    imported(database, site, taxonomy({"baker": {"knead": 3, "listen": 2}, "cook": {"knead": 1}}))
    assert asked(database, site, drafted(database, site)) == {
        "KNEAD": (3.0, 1.0),
        "Ears": (2.0, 1.0),
    }
    drafted(database, site, f"{PLACE}cook")
    with database.reading() as session:
        found = {row.id: row.uri for row in skills.of_site(session, site.id)}
    assert found == {knead: f"{PLACE}knead", listen: f"{PLACE}listen"}


def test_two_concepts_of_one_name_ask_once_for_the_higher_level(
    database: Database, site: Site
) -> None:
    """O*NET has "Mathematics" as a skill and as an area of knowledge."""
    names = {"skill-maths": "Mathematics", "knowledge-maths": "Mathematics"}
    asks: dict[str, float | None] = {"skill-maths": 2, "knowledge-maths": 4}
    imported(database, site, taxonomy({"baker": asks}, **names))
    assert asked(database, site, drafted(database, site)) == {"Mathematics": (4.0, 1.0)}


def test_only_the_weightiest_lines_are_drafted(database: Database, site: Site) -> None:
    many = [Skill(f"s:{n}", f"skill {n}") for n in range(40)]
    asks = [Demand("o:1", each.id, n >= 38, 3.0, n / 100) for n, each in enumerate(many)]
    imported(database, site, Memory(many, [Occupation("o:1", "baker")], asks))
    found = asked(database, site, drafted(database, site, "o:1"))
    assert len(found) == drafts.MOST_LINES
    assert set(found) == {f"Skill {n}" for n in range(15, 40)}


def test_names_of_any_length_fit(database: Database, site: Site) -> None:
    long = "x" * 400
    imported(
        database, site, taxonomy({"baker": {"a": 1, "b": 2}}, a=long, b=long + "y", baker=long)
    )
    role = drafted(database, site)
    assert len(role.name) == 255
    assert asked(database, site, role) == {"X" + "x" * 254: (2.0, 1.0)}


@pytest.mark.parametrize(
    ("name", "told"),
    [("BAKER", "of this name already"), ("  ", "needs a name"), ("x" * 256, "255 characters")],
)
def test_a_name_that_cannot_be_is_refused(
    database: Database, site: Site, name: str, told: str
) -> None:
    imported(database, site, taxonomy({"baker": {"knead": 3}, "cook": {"knead": 3}}))
    drafted(database, site)
    with pytest.raises(BadInput, match=told):
        drafted(database, site, f"{PLACE}cook", name)
    with database.reading() as session:
        assert [row.name for row in roles.of_site(session, site.id)] == ["Baker"]


def test_an_occupation_that_asks_for_nothing_gives_no_draft(database: Database, site: Site) -> None:
    imported(database, site, taxonomy({"baker": {}}))
    with pytest.raises(BadInput, match="asks for no skill"):
        drafted(database, site)


def test_an_occupation_of_another_site_cannot_be_drafted(
    database: Database, site: Site, elsewhere: Site
) -> None:
    imported(database, elsewhere, taxonomy({"baker": {"knead": 3}}))
    with pytest.raises(NotFound, match="No imported taxonomy"):
        drafted(database, site)
    with database.reading() as session:
        assert drafts.search(session, site.id, "baker") == []
        with pytest.raises(NotFound):
            drafts.adopt(session, site.id, [f"{PLACE}knead"])


def test_occupations_are_found_by_a_part_of_their_name(database: Database, site: Site) -> None:
    imported(database, site, taxonomy({"baker": {}, "head baker": {}, "50% cook": {}}))
    imported(database, site, taxonomy({"bakery clerk": {}}), "own")
    with database.reading() as session:
        found = drafts.search(session, site.id, "BAKER")
        assert [(each.name, name) for each, name in found] == [
            ("baker", "esco"),
            ("head baker", "esco"),
            ("bakery clerk", "own"),
        ]
        assert [each.name for each, _ in drafts.search(session, site.id, "0%")] == ["50% cook"]
        assert drafts.search(session, site.id, "b_ker") == []


def test_levels_of_onet_become_our_own(database: Database, site: Site, tmp_path: Path) -> None:
    with database.writing() as session:
        source = Onet(write(tmp_path, onet()))
        taxonomy_import.read_in(session, site.id, "onet", "en", source)
    role = drafted(database, site, OCCUPATION + "11-1011.00")
    assert asked(database, site, role) == {
        "Reading": (2.5, 0.75),
        "Transportation": (3.0, 0.5),
    }
    with database.reading() as session:
        assert skills.by_any_name(session, site.id)["reading"].uri == ELEMENT + "2.A.1.a"
