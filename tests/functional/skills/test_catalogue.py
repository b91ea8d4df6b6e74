"""Acceptance checks of what an L&D admin is shown of the catalogue: rows 11 and 23."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from connectors.records import SkillLink
from lti_plugin.services import suggestions
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT
from tests.support.admin_pages import UPKEEP, plain, sheet, table
from tests.support.api import Program, problem
from tests.support.audited import set_objective
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of


@pytest.fixture
def small(installation: Installation) -> Small:
    """Courses and people of the site."""
    return installation.fill()


def change(goals: Goals, small: Small, course: str, **values: object) -> None:
    """Let a course have these values."""
    with goals.database.writing() as session:
        session.execute(update(Course).where(Course.id == small.courses[course]).values(**values))
        session.get_one(Site, goals.site.id).curated_at = now()


def test_row_11_courses_tied_to_nothing_are_listed(
    small: Small, goals: Goals, admin: Visit
) -> None:
    goals.role("Analyst", {"SQL": 3})
    set_objective(goals, "Better contracts", "Negotiation")
    change(goals, small, "6", visible=True)
    page = admin.press(UPKEEP)
    assert answer_of(page) == "2 courses are tied to no role and no objective."
    assert table(page, "untied") == [
        {"Course": "Hidden course", "Why": "No skill is known that it teaches."},
        {
            "Course": "Statistics: Foundations",
            "Why": "No role and no objective asks for what it teaches: Statistics.",
        },
    ]
    found = Program(admin).get("/catalogue", untied="true")["items"]
    assert [(each["title"], each["untied"]) for each in found] == [
        ("Hidden course", "no skill"),
        ("Statistics: Foundations", "not asked for"),
    ]
    assert len(Program(admin).get("/catalogue")["items"]) == 5


def test_row_11_a_hidden_course_needs_no_tie(small: Small, goals: Goals, admin: Visit) -> None:
    goals.role("Analyst", dict.fromkeys(("SQL", "Statistics", "Negotiation"), 3.0))
    page = admin.press(UPKEEP)
    assert answer_of(page).startswith("Every course serves a role or an objective")


def recommended(installation: Installation, small: Small, goals: Goals) -> list[dict[str, Any]]:
    """Return the list of somebody who lacks what two equal courses teach."""
    goals.role("Buyer", {"Statistics": 3, "Negotiation": 3})
    goals.has(small.people["100"], "Buyer")
    goals.knows(small.people["100"], {"Statistics": 1, "Negotiation": 1}, ASSESSMENT)
    for course, skill in (("4", "Statistics"), ("5", "Negotiation")):
        goals.teaches(small.courses[course], skill, 3, entry=0)
        change(goals, small, course, duration_minutes=60)
    program = Program(visit(installation, "learner", "100"))
    items: list[dict[str, Any]] = program.get("/recommendations")["items"]
    return items


@pytest.mark.parametrize("old", ["4", "5"])
def test_row_23_a_course_reviewed_400_days_ago_is_flagged_and_ranks_lower_and_says_so(
    installation: Installation, small: Small, goals: Goals, admin: Visit, old: str
) -> None:
    change(goals, small, old, reviewed_at=now() - timedelta(days=400))
    fresh = ({"4", "5"} - {old}).pop()
    change(goals, small, fresh, reviewed_at=now() - timedelta(days=364))
    page = admin.press(UPKEEP)
    (row,) = table(page, "stale")
    assert row["Why"] == "Its last review is 400 days old."
    found = recommended(installation, small, goals)
    ids = [each["course"]["id"] for each in found]
    assert ids.index(str(small.courses[fresh])) < ids.index(str(small.courses[old]))
    reasons = {each["course"]["id"]: [why["key"] for why in each["reasons"]] for each in found}
    assert "reason.stale" in reasons[str(small.courses[old])]
    assert "reason.stale" not in reasons[str(small.courses[fresh])]
    told = plain(visit(installation, "learner", "100").page.text)
    assert "Its last review is more than a year old" in told


def test_row_23_a_profile_that_changed_after_the_review_makes_it_old(
    small: Small, goals: Goals, admin: Visit
) -> None:
    day = now() - timedelta(days=30)
    for course in ("2", "3", "4"):
        change(goals, small, course, reviewed_at=day)
    with goals.database.writing() as session:
        links = {
            small.courses["2"]: [SkillLink("SQL", outcome=4)],
            small.courses["3"]: [SkillLink("SQL")],
        }
        skills.replace_source_links(session, goals.site.id, links)
        skill = skills.ids(session, goals.site.id, ["Negotiation"])["Negotiation"]
        suggestions.link(session, goals.site.id, small.courses["4"], skill, 2)
    found = Program(admin).get("/catalogue", stale="true")["items"]
    assert [(each["title"], each["stale"]) for each in found] == [
        ("SQL: Foundations", ["changed"]),
        ("Statistics: Foundations", ["changed"]),
    ]
    change(goals, small, "2", reviewed_at=now())
    assert len(Program(admin).get("/catalogue", stale="true")["items"]) == 1


def test_row_23_what_is_said_of_a_course_for_the_first_time_is_no_change(
    small: Small, goals: Goals, admin: Visit
) -> None:
    change(goals, small, "6", visible=True, reviewed_at=now() - timedelta(days=30))
    with goals.database.writing() as session:
        links = {small.courses["6"]: [SkillLink("SQL")]}
        skills.replace_source_links(session, goals.site.id, links)
    assert Program(admin).get("/catalogue", stale="true")["items"] == []
    with goals.database.writing() as session:
        skill = skills.ids(session, goals.site.id, ["SQL"])["SQL"]
        suggestions.unlink(session, goals.site.id, small.courses["6"], skill)
    assert len(Program(admin).get("/catalogue", stale="true")["items"]) == 1


def test_row_23_a_date_of_settings_alone_is_a_weak_sign(
    installation: Installation, small: Small, goals: Goals, admin: Visit
) -> None:
    change(goals, small, "4", modified_at=now() - timedelta(days=500))
    page = admin.press(UPKEEP)
    (row,) = table(page, "stale")
    assert row["Last review"] == "never"
    assert row["Why"] == "Never reviewed; its settings were last changed 500 days ago. weak sign"
    found = recommended(installation, small, goals)
    assert all(why["key"] != "reason.stale" for each in found for why in each["reasons"])
    (weak,) = Program(admin).get("/catalogue", stale="true")["items"]
    assert (weak["stale"], weak["weak"]) == (["settings"], True)


def test_both_lists_are_one_file_and_for_admins_alone(
    installation: Installation, small: Small, goals: Goals, admin: Visit
) -> None:
    change(goals, small, "2", reviewed_at=now() - timedelta(days=400))
    found = sheet(admin.press(f"{UPKEEP}/csv"))
    assert [row["list"] for row in found] == ["untied"] * 4 + ["stale"]
    assert found[-1]["days"] == "400"
    mine = visit(installation, "instructor")
    assert mine.press(UPKEEP).status_code == 401
    assert problem(Program(mine).ask("GET", "/catalogue")) == (403, "not-allowed")


def test_an_empty_catalogue_says_what_to_do(admin: Visit) -> None:
    page = admin.press(UPKEEP)
    assert answer_of(page) == "The course catalogue has not been read yet."
    assert "Start an update from Moodle" in page.text
