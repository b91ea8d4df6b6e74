"""What speaks for people's skills: what is written, replaced, taken back, or seen in courses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from connectors.records import Course, SkillLink
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import evidence, lessons
from lti_plugin.services.evidence import Said
from lti_plugin.store import courses, skills
from lti_plugin.store import evidence as rows
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import (
    ASSESSMENT,
    BADGE,
    COMPLETION,
    LIKELY,
    MANAGER,
    PEER,
    PORTFOLIO,
    ROLE,
    SELF,
    Evidence,
)
from tests.support.workforce import ADMIN, HEAD, Workforce


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site with one role of two skills."""
    found = Workforce(database, site)
    found.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\nAnalyst,Charts,2,0.5\n")
    return found


@pytest.fixture
def ada(acme: Workforce) -> UUID:
    return acme.hires("Ada", "Analyst")


def said_of(acme: Workforce, *people: UUID) -> dict[UUID, list[Evidence]]:
    with acme.database.reading() as session:
        scale = {"stufe b": 4.0}
        return evidence.of_people(session, acme.site.id, people, scale)


def finishes(
    acme: Workforce, person: UUID, *links: SkillLink, at: datetime | None, level: str | None = None
) -> UUID:
    """Let somebody complete a course that teaches this."""
    with acme.database.writing() as session:
        (course,) = courses.upsert(
            session, acme.site.id, [Course("2", "A course", level=level)], courses.MOODLE
        ).ids
        skills.replace_source_links(session, acme.site.id, {course: links})
        row = {"site_id": acme.site.id, "person_id": person, "course_id": course}
        session.add(Completion(**row, completed_at=at))
    return course


@pytest.mark.parametrize("source", [ASSESSMENT, BADGE, PORTFOLIO, MANAGER, PEER, SELF])
def test_whatever_speaks_for_a_skill_is_kept_with_who_said_it(
    acme: Workforce, ada: UUID, source: str
) -> None:
    day = date(2026, 1, 31)
    row = acme.shows(ada, "sql", 3.5, source, on=day, expires=date(2028, 1, 1), note="Seen.")
    (found,) = said_of(acme, ada)[ada]
    assert found == Evidence("SQL", 3.5, source, day, 1.0, date(2028, 1, 1), str(row))
    with acme.database.reading() as session:
        (stored,) = rows.of_people(session, acme.site.id, [ada])
    assert (stored.by, stored.note) == (ADMIN, "Seen.")


def test_what_has_no_day_is_of_today(acme: Workforce, ada: UUID) -> None:
    acme.shows(ada, "SQL", 2)
    assert said_of(acme, ada)[ada][0].on == now().date()


@pytest.mark.parametrize("level", [-0.1, 5.1, float("nan"), float("inf")])
def test_a_level_off_the_scale_is_refused(acme: Workforce, ada: UUID, level: float) -> None:
    with pytest.raises(BadInput, match="from 0 to 5"):
        acme.rates(ada, {"SQL": 2, "Charts": level})
    assert said_of(acme, ada) == {}


@pytest.mark.parametrize("source", [COMPLETION, ROLE, "rumour"])
def test_what_follows_from_elsewhere_cannot_be_written(
    acme: Workforce, ada: UUID, source: str
) -> None:
    with pytest.raises(BadInput, match="no evidence of the kind"):
        acme.shows(ada, "SQL", 2, source)


def test_nobody_writes_about_other_sites(acme: Workforce, ada: UUID, elsewhere: Site) -> None:
    other = Workforce(acme.database, elsewhere)
    stranger = other.hires("Grace", "Analyst")
    sql = acme.skill("SQL")
    for site, person in ((acme.site, stranger), (elsewhere, ada), (elsewhere, stranger)):
        with pytest.raises(NotFound), acme.database.writing() as session:
            evidence.add(session, site.id, person, Said(sql, 3, MANAGER), by=ADMIN)
    with pytest.raises(NotFound), acme.database.writing() as session:
        evidence.add(session, acme.site.id, ada, Said(uuid4(), 3, MANAGER), by=ADMIN)
    assert said_of(acme, ada, stranger) == {}


def test_what_stands_for_the_same_at_its_source_is_replaced(acme: Workforce, ada: UUID) -> None:
    grace = acme.hires("Grace", "Analyst")
    for person, level in ((ada, 2.0), (grace, 3.0), (ada, 4.0)):
        acme.shows(person, "SQL", level, ASSESSMENT, key="competency:7")
    acme.shows(ada, "SQL", 1.0, ASSESSMENT, key="competency:8")
    acme.shows(ada, "SQL", 1.0, ASSESSMENT)
    found = said_of(acme, ada, grace)
    assert [each.level for each in found[ada]] == [4.0, 1.0, 1.0]
    assert [each.level for each in found[grace]] == [3.0]


def test_a_self_rating_alone_confirms_nothing_and_the_newest_counts(
    acme: Workforce, ada: UUID
) -> None:
    for level in (5.0, 5.0, 5.0, 1.0):
        acme.rates(ada, {"SQL": level, "Charts": 2})
    held = acme.stands(ada).held["SQL"]
    assert held.confidence == LIKELY
    assert {each.row.level for each in held.counted if each.row.source == SELF} == {1.0}
    assert len(said_of(acme, ada)[ada]) == 8


def test_only_who_wrote_a_row_takes_it_back(acme: Workforce, ada: UUID, elsewhere: Site) -> None:
    grace = acme.hires("Grace", "Analyst")
    acme.rates(ada, {"SQL": 2})
    by_admin = acme.shows(ada, "SQL", 3, MANAGER)
    own = UUID(said_of(acme, ada)[ada][0].id)
    attempts = [
        (acme.site, ada, by_admin, str(ada)),
        (acme.site, grace, own, str(ada)),
        (acme.site, ada, own, ADMIN),
        (elsewhere, ada, own, str(ada)),
        (acme.site, ada, uuid4(), str(ada)),
    ]
    for site, person, row, actor in attempts:
        with pytest.raises(NotFound), acme.database.writing() as session:
            evidence.take_back(session, site.id, person, row, actor)
    with acme.database.writing() as session:
        evidence.take_back(session, acme.site.id, ada, own, str(ada))
    assert [each.id for each in said_of(acme, ada)[ada]] == [str(by_admin)]


def test_a_completion_speaks_for_what_its_course_teaches_today(acme: Workforce, ada: UUID) -> None:
    at = datetime(2026, 3, 1, 23, tzinfo=UTC)
    links = SkillLink("SQL", 3.0), SkillLink("Charts")
    course = finishes(acme, ada, *links, at=at, level="Stufe B")
    found = said_of(acme, ada)[ada]
    assert found == [
        Evidence("Charts", 5.0, COMPLETION, date(2026, 3, 1), id=str(course)),
        Evidence("SQL", 3.0, COMPLETION, date(2026, 3, 1), id=str(course)),
    ]
    with acme.database.writing() as session:
        skills.replace_source_links(session, acme.site.id, {course: [SkillLink("SQL", 4.0)]})
    assert [(each.skill, each.level) for each in said_of(acme, ada)[ada]] == [("SQL", 4.0)]


def test_a_completion_of_an_unknown_day_has_none(acme: Workforce, ada: UUID) -> None:
    finishes(acme, ada, SkillLink("SQL"), at=None)
    (found,) = said_of(acme, ada)[ada]
    assert (found.on, found.level) == (None, lessons.USUAL_OUTCOME)


def test_a_completion_never_lowers_what_is_held(acme: Workforce, ada: UUID) -> None:
    acme.shows(ada, "SQL", 4, ASSESSMENT)
    before = acme.stands(ada).held["SQL"]
    finishes(acme, ada, SkillLink("SQL", 1.0), at=now())
    assert acme.stands(ada).held["SQL"].level == before.level


def test_a_site_has_its_own_words_for_levels(acme: Workforce, ada: UUID) -> None:
    finishes(acme, ada, SkillLink("SQL"), at=now(), level="Stufe C")
    assert acme.stands(ada).held["SQL"].level == 3
    with acme.database.writing() as session:
        session.get_one(Site, acme.site.id).fields = {lessons.LEVELS: {"stufe c": 4}}
    assert acme.stands(ada).held["SQL"].level > 4


def test_a_role_lets_us_assume_what_it_asks_for_and_that_is_no_assessment(
    acme: Workforce, ada: UUID
) -> None:
    at = acme.stands(ada)
    assert {skill: (held.level, held.assessed) for skill, held in at.held.items()} == {
        "SQL": (3.0, False),
        "Charts": (2.0, False),
    }
    assert at.now is not None
    assert (at.now.coverage, at.now.assessed_share, at.now.open) == (None, 0.0, ())


def test_people_without_anything_are_in_no_answer(acme: Workforce, ada: UUID) -> None:
    with acme.database.writing() as session:
        session.add(Person(site_id=acme.site.id, name="Grace", extra={}))
    assert said_of(acme, ada) == said_of(acme) == {}
