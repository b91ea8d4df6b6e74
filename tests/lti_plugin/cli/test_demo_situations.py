"""Who stands where in the demo once it is set up: each situation with its direction and path."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.cli import demo_badges, demo_situations
from lti_plugin.cli.demo import Opened, opened
from lti_plugin.demo.organisation import TAUGHT_BY_INSTRUCTOR
from lti_plugin.demo.staff import usernames
from lti_plugin.jobs.worker import run_here
from lti_plugin.services import budgets, cohort_making, directions, plans, position, teams
from lti_plugin.services.plans import Planned
from lti_plugin.services.position import Position
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import (
    achievements,
    aims,
    assignments,
    audit,
    badge_register,
    badges,
    objectives,
    people,
    roles,
    sites,
)
from lti_plugin.store import evidence as ledger
from lti_plugin.store.assignments import APPROVED, ASKED
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import AWARD
from recommender.skills.direction import Direction

DIRECTIONS = {
    "learner": ("R3", "upskill", "Data Analyst"),
    "content-writer": ("R3", "upskill", "Content Writer"),
    "ai-support": ("R3", "upskill", "Support Agent"),
    "sales-rep": ("R3", "upskill", "Sales Representative"),
    "team-lead": ("R4", "upskill", "Support Team Lead"),
    "career-changer": ("R1", "reskill", "UX Designer"),
    "factory-to-logistics": ("R1", "reskill", "Logistics Coordinator"),
    "support-to-data": ("R2", "reskill", "Junior Data Analyst"),
    "office-to-data": ("R2", "reskill", "Junior Data Analyst"),
    "developer": ("R5", "advance", "Developer"),
    "inspector": ("R6", "none", "Quality Inspector"),
    "newcomer": ("R0", "unknown", None),
}
WITHOUT_PATH = {"inspector", "newcomer"}
# What the path of each is about: these are raised by some step of it.
RAISED = {
    "learner": {"Responsible use of AI"},
    "content-writer": {"Search engine optimisation", "Web analytics"},
    "ai-support": {"AI-supported customer service"},
    "sales-rep": {"Sales automation", "Negotiation"},
    "team-lead": {"Emotional intelligence"},
    "career-changer": {"User experience design", "Prototyping"},
    "factory-to-logistics": {"Transport planning", "Inventory control"},
    "support-to-data": {"SQL", "Data visualisation"},
    "office-to-data": {"SQL", "Data visualisation"},
    "developer": {"Programming", "JavaScript"},
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The demo as its command opens it, without a trained model."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with opened(tmp_path_factory.mktemp("demo"), port) as here:
        yield here


def id_of(demo: Opened, who: str) -> UUID:
    with demo.database.reading() as session:
        known = people.by_kind(session, demo.site.id, people.USERNAME)
    return known[usernames()[who]]


def stand(demo: Opened, who: str) -> tuple[Position, Direction]:
    with demo.database.reading() as session:
        person = people.get(session, demo.site.id, id_of(demo, who))
        at = position.of_person(session, demo.site.id, person, now().date())
    return at, directions.of(at)


def path(demo: Opened, who: str) -> Planned | None:
    with demo.database.reading() as session:
        return plans.for_person(
            session,
            Shelf(demo.settings.models_dir),
            demo.site.id,
            id_of(demo, who),
            demo.site.timezone,
            with_curve=False,
        )


def test_every_learner_of_the_start_page_is_in_a_situation_of_their_own() -> None:
    assert set(usernames()) - {"instructor", "admin"} == set(DIRECTIONS)


@pytest.mark.parametrize("who", DIRECTIONS)
def test_everybody_gets_the_direction_that_their_situation_asks_for(demo: Opened, who: str) -> None:
    _at, found = stand(demo, who)
    assert (found.rule, found.kind, found.towards) == DIRECTIONS[who]


@pytest.mark.parametrize("who", sorted(RAISED))
def test_a_path_has_several_steps_and_is_about_what_the_situation_is_about(
    demo: Opened, who: str
) -> None:
    found = path(demo, who)
    assert found is not None
    assert len(found.plan.steps) >= 3
    assert {each.skill for step in found.plan.steps for each in step.raises} >= RAISED[who]
    assert found.plan.hours <= found.hours


@pytest.mark.parametrize("who", sorted(WITHOUT_PATH))
def test_no_path_is_made_up_where_nothing_is_missing_or_known(demo: Opened, who: str) -> None:
    found = path(demo, who)
    assert found is not None
    assert found.plan.steps == ()


def test_some_is_left_to_be_assessed_and_of_the_newcomer_all(demo: Opened) -> None:
    shares = {}
    for who in DIRECTIONS:
        at, _ = stand(demo, who)
        assert at.now is not None
        shares[who] = at.now.assessed_share
    assert shares["newcomer"] == 0
    assert all(share >= 0.5 for who, share in shares.items() if who != "newcomer")
    assert sum(share < 0.9 for share in shares.values()) >= 5


def test_a_role_that_ends_and_one_that_is_upgraded_name_their_triggers(demo: Opened) -> None:
    _, ends = stand(demo, "career-changer")
    assert {each.name for each in ends.because} >= {"ends_on", "redundant_on"}
    _, upgraded = stand(demo, "sales-rep")
    assert "upgraded_on" in {each.name for each in upgraded.because}


def test_roles_are_signed_by_somebody_with_a_source_and_days_ahead(demo: Opened) -> None:
    today = now().date()
    with demo.database.reading() as session:
        signed = [r for r in roles.of_site(session, demo.site.id) if r.outlook_signed_on]
        lines = roles.requirements(session, demo.site.id, [r.id for r in signed])
    assert len(signed) >= 12
    for role in signed:
        assert role.reviewed_by == role.outlook_signed_by == demo_situations.SIGNED_BY
        assert role.outlook_source.startswith(f"Workforce plan {today.year + 1}")
    days = {line.valid_from for line in lines if line.valid_from}
    assert days
    assert all(today < day <= position.horizon_of(today) for day in days)


def test_objectives_are_owned_measured_and_due_within_a_year_and_a_half(demo: Opened) -> None:
    today = now().date()
    with demo.database.reading() as session:
        found = objectives.of_site(session, demo.site.id)
        needed = {
            o.id for each in objectives.by_skill(session, demo.site.id).values() for o in each
        }
    assert len(found) >= 3
    for each in found:
        assert each.owner.count(", ") == 1
        assert each.measure
        assert each.agreed_by
        assert each.due_on is not None
        assert timedelta(days=330) < each.due_on - today < timedelta(days=550)
        assert each.id in needed


def test_the_instructors_course_has_cohorts_and_its_finishers_too(demo: Opened) -> None:
    with demo.database.reading() as session:
        query = select(Course).where(Course.short_name == TAUGHT_BY_INSTRUCTOR)
        course = session.scalars(query).one()
        found = cohort_making.of_site(session, demo.site.id, now().date())[course.id].cohorts
    sizes = {key: [len(each.people) for each in made] for key, made in found.items()}
    assert max(sizes[course.id, None]) >= 5
    assert any(key[1] == course.id and sizes[key] for key in sizes)


def test_a_second_opening_enters_nothing_again(demo: Opened) -> None:
    with demo.database.writing() as session:
        site = sites.get(session, demo.site.id)
        before = len(audit.latest(session, site.id, 500))
        assert not demo_situations.settle(session, site, now().date())
        assert len(audit.latest(session, site.id, 500)) == before


def test_months_later_the_days_are_renewed_and_ones_own_word_stays(demo: Opened) -> None:
    later = now().date() + timedelta(days=demo_situations.RENEWED_AFTER_DAYS + 1)
    person = id_of(demo, "learner")
    with demo.database.reading() as session:  # nothing of it is kept
        site = sites.get(session, demo.site.id)
        plans.keep_time(session, site.id, id_of(demo, "content-writer"), (), 12)
        own = len(ledger.of_people(session, site.id, [person]))
        assert demo_situations.settle(session, site, later)
        assert len(ledger.of_people(session, site.id, [person])) == own
        print_role = roles.named(session, site.id, "Print Marketing Specialist")
        assert print_role is not None
        assert print_role.ends_on == demo_situations.in_months(later, 11)
        triggers = roles.triggers(session, site.id, [print_role.id])
        assert [each.on for each in triggers] == [print_role.ends_on]
        kept = aims.learning_time(session, site.id, id_of(demo, "content-writer"))
        assert kept is not None
        assert kept.hours == 12
        session.rollback()


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        (date(2026, 11, 26), 2, date(2027, 1, 1)),
        (date(2026, 12, 31), 12, date(2027, 12, 1)),
        (date(2026, 1, 15), -1, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_from_today(today: date, months: int, expected: date) -> None:
    assert demo_situations.in_months(today, months) == expected


def test_the_manager_has_a_team_with_a_budget_a_request_and_an_assignment(demo: Opened) -> None:
    leader = id_of(demo, "team-lead")
    with demo.database.reading() as session:
        team = {each.id for each in teams.reports(session, demo.site.id, leader)}
        open_ones = assignments.of_people(session, demo.site.id, team, ASKED, APPROVED)
        left = budgets.of_team(session, demo.site.id, leader, now().date())
    assert {id_of(demo, "ai-support"), id_of(demo, "support-to-data")} < team
    assert sorted(row.state for row in open_ones) == [APPROVED, ASKED]
    assert left.hours is not None
    assert left.hours > 0
    found = path(demo, "ai-support")
    assert found is not None
    assert "Run the AI assistant for the evening queue" in {
        course.title for course in found.courses.values()
    }


def test_people_of_the_demo_have_earned_badges(demo: Opened) -> None:
    run_here(demo.settings, demo.site.id, AWARD)
    with demo.database.writing() as session:
        rows = achievements.of_site(session, demo.site.id)
        issued = badge_register.numbers(session, demo.site.id)
        of_learner = badges.of_person(session, demo.site.id, id_of(demo, "learner"))
        assert not demo_badges.settle(session, demo.settings.base_url, demo.site)
    assert [row.name for row in rows if not row.active] == ["On the way to UX Designer"]
    assert all(issued[row.id].issued > 5 for row in rows if row.active)
    assert {row.kind for row in rows} == {"course", "path", "skill"}
    assert len(of_learner) == 2
