"""Two sites of one installation never see each other's roles, skills, evidence or taxonomies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import (
    catalogue,
    directions,
    drafts,
    evidence,
    needs,
    objectives,
    position,
    privacy,
    profiles,
    recommendations,
)
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import aims, people, roles, sites, skills, taxonomies
from lti_plugin.store import evidence as rows
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.roles import EVOLVING, REDUNDANCY
from tests.support.catalogue import small_site
from tests.support.occupations import PLACE, imported, taxonomy
from tests.support.workforce import HEAD, Workforce

ROLES = f"{HEAD},family\nAnalyst,SQL,4,1,Data\nAnalyst,Statistics,3,1,\nClerk,Filing,3,1,Office\n"


class Sites(NamedTuple):
    """A busy site, one that is empty but for a namesake, and both people."""

    busy: Workforce
    empty: Workforce
    ada: UUID
    grace: UUID


@pytest.fixture
def both(database: Database, site: Site, elsewhere: Site, tmp_path: Path) -> Sites:
    """All that a site can have is on one of them alone."""
    busy, empty = Workforce(database, site), Workforce(database, elsewhere)
    small_site(database, site, finishers=2)
    busy.reads(tmp_path, ROLES, "name,durable\nSQL,yes\n")
    busy.signs("Analyst", EVOLVING)
    busy.happens("Analyst", REDUNDANCY)
    imported(database, site, taxonomy({"baker": {"knead": 3}}))
    ada, grace = busy.hires("Ada", "Analyst"), empty.hires("Grace", "Analyst", "Clerk")
    busy.rates(ada, {"SQL": 3})
    busy.aims(ada, "Clerk")
    with database.writing() as session:
        aim = Objective(site_id=site.id, name="Reports", weight=2)
        session.add(aim)
        session.flush()
        key = {"site_id": site.id, "objective_id": aim.id}
        session.add(ObjectiveSkill(**key, skill_id=busy.skill("SQL")))
        at = busy.stands(ada)
        directions.keep(session, at, directions.of(at))
    return Sites(busy, empty, ada, grace)


# What one site answers about everything of another one, by name: nothing.
READS: dict[str, Callable[[Session, UUID, Sites], Any]] = {
    "roles": lambda s, site, _: roles.of_site(s, site),
    "a role": lambda s, site, _: roles.named(s, site, "Analyst"),
    "requirements": lambda s, site, _: roles.requirements(s, site),
    "triggers": lambda s, site, _: roles.triggers(s, site),
    "skills": lambda s, site, _: skills.of_site(s, site),
    "names of skills": lambda s, site, _: skills.by_any_name(s, site),
    "lessons": lambda s, site, _: skills.lessons_by_course(s, site),
    "courses": lambda s, site, _: catalogue.facts(s, site),
    "rows of evidence": lambda s, site, both: rows.of_people(s, site, [both.ada]),
    "evidence": lambda s, site, both: evidence.of_people(s, site, [both.ada], {}),
    "aims": lambda s, site, both: aims.of_people(s, site, [both.ada]),
    "suggestions": lambda s, site, both: aims.decisions(s, site, both.ada),
    "taxonomies": lambda s, site, _: taxonomies.of_site(s, site),
    "concepts": lambda s, site, _: taxonomies.concepts(s, site, [f"{PLACE}knead"]),
    "an occupation": lambda s, site, _: taxonomies.occupation(s, site, f"{PLACE}baker"),
    "occupations": lambda s, site, _: drafts.search(s, site, "baker"),
    "priorities": lambda s, site, _: needs.weights(s, site).priority,
    "durable skills": lambda s, site, _: needs.weights(s, site).durable,
}


@pytest.mark.parametrize("what", READS)
def test_what_one_site_has_the_other_does_not_see(both: Sites, what: str) -> None:
    with both.busy.database.reading() as session:
        assert READS[what](session, both.busy.site.id, both)
        assert not READS[what](session, both.empty.site.id, both)


def test_the_profiles_of_another_sites_roles_are_empty(both: Sites) -> None:
    with both.busy.database.reading() as session:
        analyst = [roles.named(session, both.busy.site.id, "Analyst")]
        found = profiles.read(session, both.empty.site.id, [each for each in analyst if each])
    assert {(each.requirements, each.triggers) for each in found.values()} == {((), ())}


def test_a_namesakes_job_title_means_nothing_elsewhere(both: Sites) -> None:
    at = both.empty.stands(both.grace)
    assert (at.title, at.role, at.aim, at.held) == ("Analyst", None, None, {})
    assert both.busy.stands(both.ada).role is not None


def test_a_person_of_another_site_brings_nothing_with_them(both: Sites) -> None:
    with both.busy.database.reading() as session:
        ada = session.get_one(Person, both.ada)
        at = position.of_person(session, both.empty.site.id, ada, now().date())
    assert (at.role, at.aim, at.aim_by, at.rows) == (None, None, None, [])


@pytest.mark.parametrize("ask", ["person", "list", "export"])
def test_a_person_is_known_on_their_site_alone(both: Sites, settings: Settings, ask: str) -> None:
    asking: dict[str, Callable[[Session, UUID], Any]] = {
        "person": lambda s, site: people.get(s, site, both.ada),
        "list": lambda s, site: recommendations.for_person(
            s, Shelf(settings.models_dir), site, both.ada
        ),
        "export": lambda s, site: privacy.export(s, site, both.ada),
    }
    with both.busy.database.reading() as session:
        assert asking[ask](session, both.busy.site.id)
        with pytest.raises(NotFound):
            asking[ask](session, both.empty.site.id)


def test_what_is_written_in_one_statement_leaves_what_is_kept_of_the_other(
    both: Sites, tmp_path: Path
) -> None:
    busy, empty = both.busy, both.empty

    def noted() -> list[object]:
        with busy.database.reading() as session:
            return [sites.get(session, each.site.id).curated_at for each in (busy, empty)]

    def teach(session: Session) -> None:
        every = set(session.scalars(select(Course.id).where(Course.site_id == busy.site.id)))
        skills.note_change(session, busy.site.id, every)

    def aim(session: Session) -> None:
        said = objectives.Said("A new aim", skills=["SQL"])
        objectives.add(session, busy.site.id, said, "test")

    def read() -> None:
        busy.reads(tmp_path, ROLES.replace("SQL,4", "SQL,5"))

    def written(change: Callable[[Session], None]) -> None:
        with busy.database.writing() as session:
            change(session)

    for happens in (lambda: written(teach), lambda: written(aim), read):
        before = noted()
        happens()
        after = noted()
        assert after[0] != before[0]
        assert after[1] == before[1]


def test_the_same_names_live_on_both_sites_apart(both: Sites, tmp_path: Path) -> None:
    both.empty.reads(tmp_path / "other", f"{HEAD}\nAnalyst,SQL,1,1\n")
    assert both.busy.profile("Analyst") == {"SQL": 4.0, "Statistics": 3.0}
    assert both.empty.profile("Analyst") == {"SQL": 1.0}
    assert both.busy.skill("SQL") != both.empty.skill("SQL")
    both.empty.rates(both.grace, {"SQL": 1})
    assert set(both.empty.stands(both.grace).held) == {"SQL"}
    assert both.busy.stands(both.ada).held["SQL"].level == pytest.approx(3.35, abs=0.05)
