"""The audit of a site: it counts what one position after another tells, and nobody is found out."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import consents, discretion, position
from lti_plugin.services.audit import Audit, Line, Wanted
from lti_plugin.services.workforce import DEPARTMENT, EVERYBODY, NONE, OTHERS
from lti_plugin.store.base import now
from lti_plugin.store.consents import AUDIT, TEACHERS
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT, MANAGER, SELF
from recommender.skills.gaps import BELOW, MEETS, NOT_ASSESSED
from tests.support.audited import audited, hire, set_objective
from tests.support.catalogue import small_site
from tests.support.goals import Goals


def line(found: Audit, skill: str) -> Line:
    """Return the line of a skill."""
    return next(each for each in found.lines if each.name == skill)


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    return Goals(database, site)


def test_it_counts_what_one_position_after_another_tells(
    database: Database, site: Site, goals: Goals
) -> None:
    random, skills = Random(4), [f"Skill {number}" for number in range(6)]
    small = small_site(database, site)
    later = now().date() + timedelta(days=300)
    for number in range(3):
        asks = {name: random.randint(2, 8) / 2 for name in random.sample(skills, 4)}
        goals.role(f"Role {number}", asks, {random.choice(skills): (4.5, later)})
    for course in small.courses.values():
        goals.teaches(course, random.choice(skills), 3.5)
    staff = [hire(goals, f"Role {number % 3}", "Field") for number in range(45)]
    for person in staff:
        for source in (SELF, MANAGER, ASSESSMENT):
            some = random.sample(skills, 2)
            goals.knows(person, {name: random.randint(0, 10) / 2 for name in some}, source)
    with database.writing() as session:
        for person in staff[:30]:
            course = random.choice(list(small.courses.values()))
            day = now() - timedelta(days=random.randint(0, 500))
            session.add(
                Completion(site_id=site.id, person_id=person, course_id=course, completed_at=day)
            )
    with database.reading() as session:
        people = [session.get_one(Person, person) for person in staff]
        stand = position.of_people(session, site.id, people, now().date())
    for at, gaps in (
        (None, [discretion.for_others(each).now for each in stand]),
        (stand[0].horizon, [discretion.for_others(each).later for each in stand]),
    ):
        found = audited(goals, Wanted(at=at))
        counted = {name: {MEETS: 0, BELOW: 0, NOT_ASSESSED: 0} for name in skills}
        for gap in gaps:
            assert gap is not None
            for each in gap.standings:
                counted[each.required.skill][each.state] += 1
        for each in found.lines:
            total, wanted = each.total, counted[each.name]
            assert total.unassessed == wanted[NOT_ASSESSED]
            if total.assessed >= total.needed:
                assert (total.meets, total.below) == (wanted[MEETS], wanted[BELOW])
        assert any(each.total.meets for each in found.lines)


def test_departments_under_ten_are_shown_as_one(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    for department, count in (("Data", 12), ("Sales", 6), ("Legal", 5), (None, 11)):
        for _ in range(count):
            hire(goals, "Analyst", department)
    found = audited(goals)
    told = [(group.kind, group.departments, group.people) for group in found.groups]
    assert told == [
        (NONE, (), 11),
        (DEPARTMENT, ("Data",), 12),
        (OTHERS, ("Legal", "Sales"), 11),
    ]
    assert [cell.required for cell in line(found, "SQL").cells] == [11, 12, 11]


def test_a_small_department_can_only_be_asked_for_together_with_others(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    for department, count in (("Data", 12), ("Sales", 6), ("Legal", 5)):
        for _ in range(count):
            hire(goals, "Analyst", department)
    found = audited(goals, Wanted(department="Legal"))
    assert [(group.kind, group.people) for group in found.groups] == [(OTHERS, 11)]
    assert line(found, "SQL").total.required == 11
    assert len(found.every_group) == 2
    with pytest.raises(NotFound):
        audited(goals, Wanted(department="Board"))


def test_a_site_under_ten_is_one_group(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    for department in ("Data", "Sales", None):
        hire(goals, "Analyst", department)
    found = audited(goals)
    assert [(group.kind, group.people) for group in found.groups] == [(EVERYBODY, 3)]


def test_what_people_say_of_themselves_counts_only_if_they_agreed(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(12)]
    for person in staff:
        goals.knows(person, {"SQL": 2}, SELF)
    assert line(audited(goals), "SQL").total.unassessed == 12
    with goals.database.writing() as session:
        consents.give(session, goals.site.id, staff[0], AUDIT)
        consents.give(session, goals.site.id, staff[1], TEACHERS)
    told = line(audited(goals), "SQL").total
    assert (told.assessed, told.unassessed) == (1, 11)
    with goals.database.writing() as session:
        consents.take_back(session, goals.site.id, staff[0], AUDIT)
    assert line(audited(goals), "SQL").total.unassessed == 12


def test_no_two_looks_tell_what_one_person_says(goals: Goals) -> None:
    """Beside what others say, before and after, with and without, today and on another day."""
    goals.role("Analyst", {"SQL": 3})
    goals.role("Reporter", {}, {"SQL": (3, now().date() + timedelta(days=90))})
    staff = [hire(goals, "Analyst", "Data") for _ in range(10)]
    for person in staff[:9]:
        goals.knows(person, {"SQL": 4}, MANAGER)
    staff.append(hire(goals, "Reporter", "Data"))
    before = looks(goals)
    for person in (*staff[:2], *staff[9:]):
        goals.knows(person, {"SQL": 1}, SELF)
    assert looks(goals) == before
    with goals.database.writing() as session:
        session.get_one(Person, staff[9]).active = False
    without = looks(goals)
    goals.knows(staff[0], {"SQL": 5}, SELF)
    assert looks(goals) == without


def looks(goals: Goals) -> list[Line]:
    """Return all that the audit tells, of the whole and of the department, today and later."""
    wanted = [
        Wanted(department=department, at=at)
        for department in ("", "Data")
        for at in (None, now().date() + timedelta(days=91))
    ]
    return [each for one in wanted for each in audited(goals, one).lines]


def test_what_is_known_of_one_outranks_nothing_that_is_known_of_many(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3, "Empathy": 3, "Writing": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(30)]
    for number, person in enumerate(staff[:20]):
        goals.knows(person, {"SQL": 1 if number < 12 else 4}, MANAGER)
    for person in staff[:10]:
        goals.knows(person, {"Writing": 1}, MANAGER)
    goals.knows(staff[0], {"Empathy": 1}, MANAGER)
    set_objective(goals, "People are heard", "Empathy", weight=2.0)
    found = audited(goals)
    assert [each.name for each in found.critical] == ["Writing", "SQL"]
    assert [each.name for each in found.too_few] == ["Empathy"]
    empathy = line(found, "Empathy")
    assert (empathy.shortage, empathy.sure_shortage, empathy.criticality) == (None, None, None)
    told = empathy.total
    assert (told.assessed, told.needed, told.meets, told.below) == (1, 10, None, None)
    sql = line(found, "SQL")
    assert sql.shortage == pytest.approx(0.6)
    assert sql.sure_shortage is not None
    assert 0.4 < sql.sure_shortage < 0.6
    assert sql.criticality == pytest.approx(sql.importance * sql.sure_shortage)


def test_what_is_asked_of_four_people_is_nothing_to_ask_assessments_for(goals: Goals) -> None:
    goals.role("Analyst", {"SQL": 3})
    goals.role("Cook", {"Baking": 3})
    for number in range(12):
        hire(goals, "Cook" if number < 4 else "Analyst", "Data")
    assert [each.name for each in audited(goals).too_few] == ["SQL"]


def test_who_has_left_or_has_no_known_role_is_not_counted(goals: Goals, database: Database) -> None:
    goals.role("Analyst", {"SQL": 3})
    gone, suspended = hire(goals, "Analyst", None), hire(goals, "Analyst", None)
    hire(goals, "Analyst", None)
    hire(goals, "Astronaut", None)
    hire(goals, None, None)
    with database.writing() as session:
        session.get_one(Person, gone).gone_at = now()
        session.get_one(Person, suspended).active = False
    found = audited(goals)
    assert (found.people, found.unplaced) == (1, 2)


def test_nothing_at_all_is_an_empty_audit(goals: Goals) -> None:
    found = audited(goals)
    assert (found.lines, found.groups, found.people) == ([], [], 0)


def test_only_durable_skills_are_shown_where_wanted(goals: Goals) -> None:
    goals.skill("Adaptability", durable=True)
    goals.role("Analyst", {"SQL": 3, "Adaptability": 3})
    hire(goals, "Analyst", None)
    found = audited(goals, Wanted(durable=True))
    assert [each.name for each in found.lines] == ["Adaptability"]


@pytest.mark.parametrize("days", [-1, 600])
def test_a_day_that_nobody_can_plan_for_is_refused(goals: Goals, days: int) -> None:
    with pytest.raises(BadInput):
        audited(goals, Wanted(at=now().date() + timedelta(days=days)))


def test_another_sites_objective_is_not_known(goals: Goals) -> None:
    with pytest.raises(NotFound):
        audited(goals, Wanted(objective=UUID(int=1)))
