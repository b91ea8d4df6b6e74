"""A pasted job ad: what it names, how far somebody is from that, and what of it is kept."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import advertisements, position
from lti_plugin.services.advertisements import Compared, Read
from lti_plugin.services.lexicon import Lexicon
from lti_plugin.store import taxonomies
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill
from lti_plugin.store.taxonomies import Concept
from recommender.skills.text.plaintext import LONGEST, TextTooLong
from tests.support.profiles import holds, role, skill

URI = "http://data.example/skill/forklift"
AD = """Junior Data Analyst (m/f/d)

You know SQL, show critical thinking and can operate a forklift.
"""


@pytest.fixture
def person(database: Database, site: Site, ada: UUID) -> Person:
    """Ada, on a site with three skills, a taxonomy of one concept and a role."""
    with database.writing() as session:
        skill(session, site.id, "SQL", kind="technology")
        skill(session, site.id, "Critical thinking", durable=True)
        skill(session, site.id, "Reporting")
        role(session, site.id, "Data Analyst", {"SQL": 3.0}, alternatives=["BI analyst"])
        taxonomy = taxonomies.renewed(session, site.id, "ESCO", "en")
        session.add(
            Concept(
                site_id=site.id,
                taxonomy_id=taxonomy.id,
                uri=URI,
                name="operate forklift",
                alternatives=["operate a forklift"],
                kind="skill",
            )
        )
        return session.get_one(Person, ada)


def read(database: Database, site: Site, text: str) -> Read:
    with database.reading() as session:
        vocabulary = Lexicon().of_site(session, site.id)
        return advertisements.read(session, site.id, vocabulary, text)


def key(database: Database, site: Site, name: str) -> str:
    with database.reading() as session:
        return str(session.scalars(select(Skill.id).where(Skill.name == name)).one())


def compare(database: Database, person: Person, *keys: str) -> list[Compared]:
    with database.reading() as session:
        at = position.of_person(session, person.site_id, person, now().date())
        return advertisements.compare(session, at, keys)


def kept(database: Database) -> tuple[int, int]:
    """Return how many rows of evidence and how many skills there are."""
    with database.reading() as session:
        counts = [session.scalar(select(func.count(t.id))) for t in (EvidenceRow, Skill)]
    return counts[0] or 0, counts[1] or 0


def test_hard_and_soft_skills_are_found_with_their_words(
    database: Database, site: Site, person: Person
) -> None:
    found = read(database, site, AD)
    assert [(each.name, each.words, each.here) for each in found.hard] == [
        ("SQL", ["SQL"], True),
        ("Operate forklift", ["operate a forklift"], False),
    ]
    assert [(each.name, each.here) for each in found.soft] == [("Critical thinking", True)]
    assert all(each.sure for each in (*found.hard, *found.soft))


def test_reading_keeps_nothing(database: Database, site: Site, person: Person) -> None:
    read(database, site, AD)
    compare(database, person, key(database, site, "SQL"), URI)
    assert kept(database) == (0, 3)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (AD, ["Data Analyst"]),
        ("<h1>BI analyst</h1><p>SQL</p>", ["Data Analyst"]),
        ("\n\nData Analyst\nKnows <b>SQL</b> " + "and more " * 30, ["Data Analyst"]),
        ("Welder\nSQL", []),
        ("Data Analyst " * 20, []),
        ("SQL", []),
    ],
    ids=["plain", "html", "a tag by chance", "other", "a sentence", "no title"],
)
def test_the_first_line_is_matched_to_roles(
    database: Database, site: Site, person: Person, text: str, roles: list[str]
) -> None:
    assert [row.name for row in read(database, site, text).roles] == roles


def test_markup_and_look_alike_letters_do_not_hide_a_skill(
    database: Database, site: Site, person: Person
) -> None:
    found = read(database, site, "<ul><li>\u0405QL</li></ul><script>Reporting</script>")
    assert [each.name for each in found.hard] == ["SQL"]


def test_too_long_a_text_is_refused(database: Database, site: Site, person: Person) -> None:
    with pytest.raises(TextTooLong):
        read(database, site, "x" * (LONGEST + 1))


def test_what_is_held_is_told_only_where_it_is_assessed(
    database: Database, site: Site, person: Person
) -> None:
    with database.writing() as session:
        session.get_one(Person, person.id).role = "Data Analyst"
        holds(session, person, {"Critical thinking": 2.0, "Reporting": 4.0})
    names = ("SQL", "Critical thinking", "Reporting")
    keys = [key(database, site, name) for name in names]
    person.role = "Data Analyst"
    found = compare(database, person, *keys, URI)
    assert [each.name for each in found] == [*names, "Operate forklift"]
    assert [each.assessed for each in found] == [False, True, True, False]
    assert [each.enough for each in found] == [False, False, True, False]


def test_courses_that_teach_it_are_open_and_not_finished(
    database: Database, site: Site, person: Person
) -> None:
    with database.writing() as session:
        sql = skill(session, site.id, "SQL")
        made = [
            Course(site_id=site.id, title=title, **fields)
            for title, fields in {
                "Long": {"duration_minutes": 600},
                "Short": {"duration_minutes": 20},
                "Unknown": {},
                "Hidden": {"visible": False},
                "Excluded": {"excluded": True},
                "Gone": {"gone_at": now()},
                "Finished": {"duration_minutes": 10},
            }.items()
        ]
        session.add_all(made)
        session.flush()
        for course in made:
            session.add(CourseSkill(site_id=site.id, course_id=course.id, skill_id=sql.id))
        row = {"site_id": site.id, "person_id": person.id, "course_id": made[-1].id}
        session.add(Completion(**row, completed_at=now()))
    (found,) = compare(database, person, key(database, site, "SQL"))
    assert [course.title for course in found.courses] == ["Short", "Long", "Unknown"]


def test_a_rating_is_kept_and_makes_a_concept_a_skill_of_the_site(
    database: Database, site: Site, person: Person
) -> None:
    sql = key(database, site, "SQL")
    with database.writing() as session:
        advertisements.rate(session, site.id, person.id, {sql: 4.0, URI: 1.0})
    assert kept(database) == (2, 4)
    found = compare(database, person, sql, URI)
    assert [(each.name, each.here, each.assessed) for each in found] == [
        ("SQL", True, True),
        ("Operate forklift", True, True),
    ]
    with database.reading() as session:
        rows = session.scalars(select(EvidenceRow)).all()
        assert {row.source for row in rows} == {"self"}


@pytest.mark.parametrize(
    ("levels", "error"),
    [({URI: 7.0}, BadInput), ({"http://data.example/none": 2.0}, NotFound)],
)
def test_a_rating_that_cannot_be_keeps_nothing(
    database: Database,
    site: Site,
    person: Person,
    levels: dict[str, float],
    error: type[Exception],
) -> None:
    with pytest.raises(error), database.writing() as session:
        advertisements.rate(session, site.id, person.id, levels)
    assert kept(database) == (0, 3)


def test_skills_of_another_site_are_not_known(
    database: Database, elsewhere: Site, person: Person
) -> None:
    with database.writing() as session:
        other = skill(session, elsewhere.id, "Hiding")
    with pytest.raises(NotFound):
        compare(database, person, str(other.id))
