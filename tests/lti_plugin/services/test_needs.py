"""What a list is to serve: the profile of the way somebody goes, weighted as the site wants it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import time_machine

from lti_plugin.services import needs
from lti_plugin.store import objectives
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT, ERRORS, ROLE
from recommender.skills.gains import Need, Needs
from recommender.skills.roles import ENDS, LEADER_WEIGHT, STABLE
from tests.support.workforce import HEAD, Workforce

SKILLS = "name,durable\nEmpathy,yes\nSQL,\n"
ROLES = f"""{HEAD},valid_from,family,role_level,leader
Analyst,SQL,3,0.8,,Data,1,
Analyst,Empathy,2,0.5,,,,
Senior Analyst,SQL,5,1,,Data,2,
Clerk,Filing,3,1,,Office,1,
Clerk,Databases,3,1,2027-06-01,,,
Head,Empathy,4,0.5,,Office,2,yes
Head,SQL,0.5,0.5,,,,
"""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-10-01T12:00:00Z"):
        yield


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site with signed outlooks for all of its roles."""
    found = Workforce(database, site)
    found.reads(tmp_path, ROLES, SKILLS)
    for role in found.role_names():
        found.signs(role, STABLE)
    return found


def served(acme: Workforce, *people: UUID) -> list[Needs]:
    with acme.database.reading() as session:
        rows = [session.get_one(Person, each) for each in people]
        return needs.of_people(session, acme.site.id, rows, now().date())


def wanted(acme: Workforce, person: UUID) -> dict[str, Need]:
    (found,) = served(acme, person)
    return {each.skill: each for each in found.wanted}


def objective(acme: Workforce, name: str, weight: float, *skills: str) -> None:
    with acme.database.writing() as session:
        row = Objective(site_id=acme.site.id, name=name, weight=weight)
        session.add(row)
        session.flush()
        session.add_all(
            ObjectiveSkill(site_id=acme.site.id, objective_id=row.id, skill_id=acme.skill(each))
            for each in skills
        )


def knows(acme: Workforce, person: UUID, **levels: float) -> None:
    """Let two assessments show what somebody knows."""
    for skill, level in levels.items():
        for key in ("a", "b"):
            acme.shows(person, skill, level, ASSESSMENT, key=f"{skill}:{key}")


def test_what_the_own_role_asks_for_is_wanted_with_what_is_held(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst")
    acme.shows(ada, "SQL", 1, ASSESSMENT)
    found = wanted(acme, ada)
    held = acme.stands(ada).held["SQL"]
    assert found["SQL"] == Need("SQL", 3, held.level, held.sd, 0.8, "Analyst")
    assumed = found["Empathy"]
    assert (assumed.level, assumed.sd, assumed.assumed) == (2.0, ERRORS[ROLE], True)


def test_only_what_is_assessed_keeps_courses_away(acme: Workforce) -> None:
    """What a role lets us assume must not hide a course that begins above it, nor open one."""
    ada = acme.hires("Ada", "Analyst")
    acme.shows(ada, "SQL", 1, ASSESSMENT)
    (found,) = served(acme, ada)
    assert set(found.held) == {"SQL"}


def test_a_skill_of_which_nothing_is_known_is_hardly_familiar(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Clerk")
    acme.aims(ada, "Analyst")
    found = wanted(acme, ada)
    assert {skill: (each.level, each.assumed) for skill, each in found.items()} == {
        "SQL": (needs.UNFAMILIAR, True),
        "Empathy": (needs.UNFAMILIAR, True),
    }
    grace = acme.hires("Grace", None, target="Head")
    assert wanted(acme, grace)["SQL"].level == 0.5


def test_the_list_leads_where_the_direction_does(acme: Workforce) -> None:
    ada, grace = acme.hires("Ada", "Analyst"), acme.hires("Grace", "Clerk")
    assert {each.role for each in wanted(acme, ada).values()} == {"Analyst"}
    knows(acme, ada, SQL=5, Empathy=5)
    assert {each.role for each in wanted(acme, ada).values()} == {"Senior Analyst"}
    acme.aims(ada, "Clerk")
    assert set(wanted(acme, ada)) == {"Filing"}
    assert set(wanted(acme, grace)) == {"Filing"}
    acme.rates(grace, {"Filing": 3})
    assert set(wanted(acme, grace)) == {"Filing", "Databases"}


def test_an_aim_at_the_present_role_leads_on_like_none(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst", target="Analyst")
    knows(acme, ada, SQL=5, Empathy=5)
    assert {each.role for each in wanted(acme, ada).values()} == {"Senior Analyst"}


def test_whose_role_ends_without_an_aim_still_has_something_to_learn(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst")
    acme.signs("Analyst", ENDS, ends_on=date(2027, 1, 1))
    assert "SQL" in wanted(acme, ada)


def test_without_a_role_the_aim_alone_is_served(acme: Workforce) -> None:
    ada, grace = acme.hires("Ada", None), acme.hires("Grace", "Wizard", target="clerk")
    assert served(acme, ada) == [Needs()]
    assert set(wanted(acme, grace)) == {"Filing"}
    acme.rates(ada, {"SQL": 2})
    assert served(acme, ada) == [Needs(held={"SQL": 2.0})]


def test_a_weightier_objective_raises_its_skills_and_is_named(acme: Workforce) -> None:
    ada = acme.hires("Ada", "Analyst")
    plain = wanted(acme, ada)
    objective(acme, "Self-service reports", 2.0, "SQL")
    objective(acme, "Fewer tickets", 3.0, "SQL")
    objective(acme, "Nothing to do with it", 9.0, "Filing")
    found = wanted(acme, ada)
    assert found["SQL"].weight == pytest.approx(3 * plain["SQL"].weight)
    assert found["Empathy"].weight == plain["Empathy"].weight
    (all_of_it,) = served(acme, ada)
    assert all_of_it.objectives["SQL"] == ("Fewer tickets", "Self-service reports")


def test_who_leads_others_has_durable_skills_first_and_it_is_said(acme: Workforce) -> None:
    head, ada = acme.hires("Grace", "Head"), acme.hires("Ada", "Analyst")
    found = wanted(acme, head)
    assert {skill: (each.weight, each.boosted) for skill, each in found.items()} == {
        "Empathy": (0.5 * LEADER_WEIGHT, True),
        "SQL": (0.5, False),
    }
    assert not any(each.boosted for each in wanted(acme, ada).values())


def test_many_people_are_answered_in_their_order(acme: Workforce) -> None:
    people = [acme.hires(f"P{n}", ("Clerk", "Analyst")[n % 2]) for n in range(4)]
    found = [{each.role for each in one.wanted} for one in served(acme, *people)]
    assert found == [{"Clerk"}, {"Analyst"}] * 2
    assert served(acme) == []


def test_objectives_come_by_the_nearest_day_and_by_skill_by_weight(acme: Workforce) -> None:
    objective(acme, "Later", 1.0, "SQL")
    objective(acme, "Sooner", 2.0, "SQL", "Empathy")
    objective(acme, "Undated", 3.0)
    with acme.database.writing() as session:
        rows = {each.name: each for each in objectives.of_site(session, acme.site.id)}
        rows["Later"].due_on, rows["Sooner"].due_on = date(2028, 1, 1), date(2027, 1, 1)
    with acme.database.reading() as session:
        ordered = objectives.of_site(session, acme.site.id)
        by_skill = objectives.by_skill(session, acme.site.id)
    assert [each.name for each in ordered] == ["Sooner", "Later", "Undated"]
    assert {id: [each.name for each in found] for id, found in by_skill.items()} == {
        acme.skill("SQL"): ["Sooner", "Later"],
        acme.skill("Empathy"): ["Sooner"],
    }
