"""What would be if a role became another: worked out on a copy, and read by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import (
    consents,
    directions,
    pipeline,
    position,
    priorities,
    scenarios,
    steering,
)
from lti_plugin.services.scenarios import Outcome, Said
from lti_plugin.store import Base, aims, roles
from lti_plugin.store import scenarios as rows
from lti_plugin.store.base import now
from lti_plugin.store.consents import AUDIT
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.direction import NOTHING, RESKILL
from recommender.skills.evidence import MANAGER, SELF
from tests.support.audited import hire, set_objective
from tests.support.catalogue import small_site
from tests.support.goals import Goals

TODAY = now().date()
BY = TODAY + timedelta(days=364)


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    """Six clerks, who are to become controllers; one course teaches what that takes."""
    goals = Goals(database, site)
    small = small_site(database, site)
    goals.role("Clerk", {"Filing": 3})
    goals.role("Controller", {"Filing": 3, "Modelling": 3, "Telling": 2})
    goals.sign("Clerk")
    course = next(iter(small.courses.values()))
    goals.teaches(course, "Modelling", 3.0)
    with database.writing() as session:
        session.get_one(Course, course).duration_minutes = 600
    for level in (1, 1, 1, 1, 4):
        goals.knows(hire(goals, "Clerk", "Office"), {"Filing": 4, "Modelling": level, "Telling": 4})
    hire(goals, "Clerk", "Office")
    return goals


def ids(goals: Goals) -> dict[str, UUID]:
    with goals.database.reading() as session:
        return {row.name: row.id for row in roles.of_site(session, goals.site.id)}


def said(goals: Goals, **changes: Any) -> Said:
    own = ids(goals)
    return replace(Said("Without paper", own["Clerk"], own["Controller"], BY, "A guess"), **changes)


def kept(goals: Goals, wanted: Said) -> UUID:
    with goals.database.writing() as session:
        return scenarios.add(session, goals.site.id, wanted, TODAY, "admin").id


def outcome(goals: Goals, scenario_id: UUID) -> Outcome:
    with goals.database.reading() as session:
        row = rows.get(session, goals.site.id, scenario_id)
        return scenarios.outcome(session, row, TODAY)


def test_it_tells_who_is_affected_and_the_hours_of_their_gap(goals: Goals) -> None:
    found = outcome(goals, kept(goals, said(goals)))
    assert (found.people, found.weeks) == (6, 52)
    assert set(found.changing.added) == {"Modelling", "Telling"}
    figures = found.figures
    assert figures is not None
    assert (figures.assessed, figures.ready, figures.hours) == (5, 1, 40.0)
    assert (figures.short, figures.beyond) == (4, 0)
    lacks = {each.skill: (each.below, each.unassessed) for each in figures.lacks}
    assert lacks == {"Modelling": (4, 1), "Filing": (0, 1), "Telling": (0, 1)}
    assert figures.before == {NOTHING: 5, "unknown": 1}
    assert figures.after == {RESKILL: 6}


def test_of_few_nothing_is_told_but_how_many_they_are(goals: Goals) -> None:
    hire(goals, "Controller", "Office")
    own = ids(goals)
    back = said(goals, role_id=own["Controller"], becomes_id=own["Clerk"])
    found = outcome(goals, kept(goals, back))
    assert (found.people, found.figures) == (1, None)
    assert set(found.changing.dropped) == {"Modelling", "Telling"}


def test_where_too_few_are_assessed_it_tells_no_gap(goals: Goals) -> None:
    scenario = kept(goals, said(goals))
    for _ in range(5):
        hire(goals, "Clerk", "Office")
    figures = outcome(goals, scenario).figures
    assert figures is not None
    assert (figures.assessed, figures.lacks) == (5, ())
    assert (figures.ready, figures.hours, figures.short, figures.beyond) == (None,) * 4
    assert figures.after == {RESKILL: 11}


def test_what_people_say_of_themselves_is_heard_only_if_they_agreed(goals: Goals) -> None:
    scenario = kept(goals, said(goals))
    with goals.database.reading() as session:
        unknown = session.scalars(select(Person).where(Person.role == "Clerk")).all()[-1].id
    before = outcome(goals, scenario)
    goals.knows(unknown, {"Modelling": 1.0, "Filing": 1.0, "Telling": 1.0}, SELF)
    assert outcome(goals, scenario).figures == before.figures
    with goals.database.writing() as session:
        consents.give(session, goals.site.id, unknown, AUDIT)
    assert outcome(goals, scenario).figures != before.figures


def test_a_course_that_nobody_can_take_closes_nothing(goals: Goals) -> None:
    scenario = kept(goals, said(goals))
    with goals.database.writing() as session:
        for course in session.scalars(select(Course)):
            course.gone_at = now()
    figures = outcome(goals, scenario).figures
    assert figures is not None
    assert (figures.hours, figures.beyond) == (0.0, 4)


def test_evidence_counts_as_the_site_weighs_it(goals: Goals) -> None:
    scenario = kept(goals, said(goals))
    with goals.database.reading() as session:
        clerks = session.scalars(select(Person.id).where(Person.role == "Clerk")).all()
    for clerk in clerks:
        goals.knows(clerk, {"Modelling": 5.0}, MANAGER)

    def below() -> int:
        figures = outcome(goals, scenario).figures
        assert figures is not None
        return figures.short

    assert below() == 4
    with goals.database.writing() as session:
        believed = {"error_assessment": 1.5, "error_manager": 0.1}
        steering.keep(session, goals.site.id, believed, "admin")
    assert below() == 0


def test_a_scenario_changes_nothing_but_itself_and_the_log(goals: Goals) -> None:
    """Every other row of every table, and so every page that is made of them, stays as it is."""
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in {"scenarios", "audit_entries"}
    ]

    def everything() -> dict[str, list[Any]]:
        with goals.database.reading() as session:
            return {
                table.name: session.execute(select(table).order_by(*table.primary_key)).all()
                for table in tables
            }

    def suggested() -> list[Any]:
        with goals.database.reading() as session:
            people = session.scalars(select(Person).order_by(Person.id)).all()
            found = position.of_people(session, goals.site.id, people, TODAY)
            return [directions.of(each) for each in found]

    before, way = everything(), suggested()
    scenario = kept(goals, said(goals, on=TODAY))
    outcome(goals, scenario)
    assert (everything(), suggested()) == (before, way)
    with goals.database.writing() as session:
        later = said(goals, name="Later", on=BY)
        scenarios.change(session, goals.site.id, scenario, later, TODAY, "admin")
    outcome(goals, scenario)
    with goals.database.writing() as session:
        assert scenarios.remove(session, goals.site.id, scenario, "admin") == "Later"
    assert (everything(), suggested()) == (before, way)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "\x00 "}, "needs a name"),
        ({"name": "without  PAPER"}, "of this name already"),
        ({"name": "B", "on": TODAY - timedelta(days=1)}, "next ten years"),
        ({"name": "B", "on": TODAY + timedelta(days=4000)}, "next ten years"),
    ],
)
def test_what_cannot_be_kept_is_refused(goals: Goals, changes: Any, wrong: str) -> None:
    kept(goals, said(goals))
    with pytest.raises(BadInput, match=wrong):
        kept(goals, said(goals, **changes))


def test_another_sites_scenarios_and_roles_are_not_there(goals: Goals, elsewhere: Site) -> None:
    scenario, wanted = kept(goals, said(goals)), said(goals)
    with goals.database.writing() as session:
        with pytest.raises(NotFound):
            scenarios.remove(session, elsewhere.id, scenario, "admin")
        with pytest.raises(NotFound):
            scenarios.add(session, elsewhere.id, wanted, TODAY, "admin")


def test_the_pipeline_counts_everybody_who_aims_at_a_role_once(goals: Goals) -> None:
    own = ids(goals)
    with goals.database.writing() as session:
        clerks = session.scalars(select(Person).where(Person.role == "Clerk")).all()
        for person in clerks[:4]:
            aims.aim_at(session, goals.site.id, person.id, own["Controller"])
        clerks[4].target_role = "controller"
        clerks[5].target_role = "Clerk"  # the role that somebody has is no aim
    (flow,) = told(goals)
    assert (flow.role, flow.people) == ("Controller", 5)
    # Ten hours at the usual hour a week are less than three months.
    assert flow.buckets is not None
    assert {name: count for name, count in flow.buckets.items() if count} == {
        "ready": 1,
        "3 months": 4,
    }
    with goals.database.writing() as session:
        aims.aim_at(session, goals.site.id, clerks[4].id, None)
    assert [(each.people, each.buckets) for each in told(goals)] == [(None, None)]


def told(goals: Goals) -> list[pipeline.Flow]:
    with goals.database.reading() as session:
        return pipeline.of_site(session, goals.site.id, TODAY)


def test_priorities_are_the_weight_of_objectives_times_importance(goals: Goals) -> None:
    hire(goals, "Controller", "Data")
    set_objective(goals, "Reports in a day", "Modelling", "Juggling", weight=3.0)
    with goals.database.reading() as session:
        found = priorities.of_site(session, goals.site.id, TODAY)
    assert [(each.name, each.people, each.importance, each.value) for each in found] == [
        ("Modelling", 1, 1.0, 3.0),
        ("Filing", 7, 1.0, 1.0),
        ("Telling", 1, 1.0, 1.0),
        ("Juggling", 0, None, 0.0),
    ]
