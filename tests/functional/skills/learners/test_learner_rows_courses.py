"""Rows 8, 10, 14, 15, 28 and 29: which courses come next, in which way, and when."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.api import Program, program
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.own_pages import PATH, opened, sessions, steps
from tests.support.placed import enrolled, finished
from tests.support.reading import answer_of, main_of

ME = "100"
HOUR = 60


def change(installation: Installation, course: UUID, **values: Any) -> None:
    """Change a course as an update from Moodle would."""
    with installation.database.writing() as session:
        session.execute(update(Course).where(Course.id == course).values(values))
        session.get_one(Site, installation.site.id).synced_at = now()


def listed(page: TestResponse) -> list[str]:
    """Return the titles of the cards in their order."""
    return re.findall(r'<h2 class="h5" id="title-[^"]*">([^<]*)<', page.text)


def chips(page: TestResponse) -> list[str]:
    """Return the ways of learning on the cards."""
    return re.findall(r"Way of learning: </span>([^<]*)<", page.text)


def buttons(page: TestResponse) -> dict[str, bool]:
    """Return the ways of learning that can be chosen, and which of them is."""
    found = re.findall(r'<button class="[^"]*" aria-pressed="(\w+)">([^<]*)<', page.text)
    return {name: pressed == "true" for pressed, name in found}


def recommended(learner: Program) -> list[str]:
    return [each["course"]["title"] for each in learner.get("/recommendations")["items"]]


@pytest.fixture
def equals(installation: Installation, goals: Goals, small: Small, me: UUID) -> Goals:
    """An aim in another family; each of three courses brings as much of it an hour."""
    goals.role("Clerk", {"Filing": 2}, family="Office")
    goals.role("Analyst", {"SQL": 3, "Statistics": 3, "Negotiation": 3}, family="Data")
    goals.has(me, "Clerk", "Analyst")
    goals.knows(me, {"SQL": 1, "Statistics": 1, "Negotiation": 1})
    for course, skill in (("3", "SQL"), ("4", "Statistics"), ("5", "Negotiation")):
        goals.teaches(small.courses[course], skill, 3, entry=0)
        change(installation, small.courses[course], duration_minutes=4 * HOUR, mode="workshop")
    change(installation, small.courses["2"], excluded=True)
    return goals


@pytest.mark.parametrize(
    ("mode", "course"),
    [("boot camp", "3"), ("Boot-Camp", "4"), ("certification", "5"), ("cross-training", "4")],
)
def test_row_08_a_reskill_path_begins_with_its_ways_of_learning_where_the_gain_ties(
    installation: Installation, equals: Goals, small: Small, course: str, mode: str
) -> None:
    change(installation, small.courses[course], mode=mode)
    plan = program(installation, person=ME).get("/plans")["plan"]
    assert plan["direction"]["kind"] == "reskill"
    assert plan["steps"][0]["course"]["id"] == str(small.courses[course])
    page = opened(installation, PATH).page
    assert steps(page)[0] == plan["steps"][0]["course"]["title"]
    assert mode in chips(page)
    first = visit(installation, person=ME).page
    assert listed(first)[0] == plan["steps"][0]["course"]["title"]


def test_row_08_the_list_can_be_narrowed_to_one_way_of_learning(
    installation: Installation, equals: Goals, small: Small
) -> None:
    change(installation, small.courses["4"], mode="boot camp")
    mine = visit(installation, person=ME)
    assert sorted(chips(mine.page)) == ["boot camp", "workshop", "workshop"]
    assert buttons(mine.page) == {
        "Any way of learning": True,
        "boot camp": False,
        "workshop": False,
    }
    page = mine.press("/learn/", mode="workshop")
    assert sorted(listed(page)) == ["Negotiation: Foundations", "SQL: Practitioner"]
    assert buttons(page)["workshop"] is True
    # Without a script, and without cookies, as in the frame; putting aside keeps the choice.
    mine.browser.forget()
    page = mine.press(
        "/learn/feedback", course=small.courses["3"], kind="not_for_me", mode="workshop"
    )
    assert listed(page) == ["Negotiation: Foundations"]
    page = mine.press(
        "/learn/feedback", course=small.courses["5"], kind="not_for_me", mode="workshop"
    )
    assert "No course that is open to you is learned in this way: workshop." in main_of(page)
    assert listed(mine.press("/learn/")) == ["Statistics: Foundations"]
    part = mine.fetch("/learn/", mode="boot camp")
    assert "<html" not in part.text
    assert listed(part) == ["Statistics: Foundations"]


def test_row_10_nothing_comes_that_is_done_enrolled_hidden_over_closed_or_in_a_wrong_language(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.role("Analyst", {"SQL": 4, "Statistics": 4, "Negotiation": 4})
    goals.has(me, "Analyst")
    with installation.database.writing() as session:
        session.get_one(Person, me).language = "en"
    learner = program(installation, person=ME)
    place = (installation.database, installation.site, me)
    assert sorted(recommended(learner)) == [  # without the course that this is read in
        "Negotiation: Foundations",
        "SQL: Practitioner",
        "Statistics: Foundations",
    ]
    finished(*place, small.courses["3"])
    assert "SQL: Practitioner" not in recommended(learner)
    enrolled(*place, small.courses["4"])
    assert recommended(learner) == ["Negotiation: Foundations"]
    change(installation, small.courses["5"], language="fr")
    assert recommended(learner) == []
    change(installation, small.courses["5"], language="en")
    yesterday, tomorrow = now() - timedelta(days=1), now() + timedelta(days=1)
    for change_, shown in (
        ({"visible": False}, False),
        ({"visible": True, "enrolable": False}, False),
        ({"enrolable": True, "ends_at": yesterday}, False),
        ({"ends_at": tomorrow}, True),
    ):
        change(installation, small.courses["5"], **change_)
        assert recommended(learner) == (["Negotiation: Foundations"] if shown else [])


def test_row_10_two_people_with_different_gaps_get_different_lists_with_all_that_belongs_to_it(
    installation: Installation, goals: Goals, small: Small
) -> None:
    goals.role("Analyst", {"SQL": 4, "Statistics": 4, "Negotiation": 4})
    lists = []
    for person, levels in (
        ("100", {"SQL": 4, "Statistics": 1, "Negotiation": 4}),
        ("103", {"SQL": 4, "Statistics": 4, "Negotiation": 1}),
    ):
        goals.has(small.people[person], "Analyst")
        goals.knows(small.people[person], levels)
        page = visit(installation, person=person).page
        lists.append(listed(page))
        assert 1 <= len(lists[-1]) <= 6
        first = page.text.split('<li class="card course"')[1]
        assert "Analyst asks for" in first
        assert 'target="_top"' in first
        assert "Open in Moodle" in first
    assert lists[0][0] == "Statistics: Foundations"
    assert lists[1][0] == "Negotiation: Foundations"


def test_row_14_only_what_is_known_to_fit_into_20_minutes_is_shown_and_unknown_is_counted(
    installation: Installation, goals: Goals, small: Small
) -> None:
    for course, minutes in (("2", 20), ("3", 21), ("4", None), ("5", 18)):
        change(installation, small.courses[course], duration_minutes=minutes)
    mine = visit(installation, person=ME, course="99")
    page = mine.press("/learn/short", minutes="20")
    assert answer_of(page) == "This fits into 20 minutes."
    shown = re.findall(r'target="_top">([^<]*)</a>', page.text)
    assert sorted(shown) == ["Negotiation: Foundations", "SQL: Foundations"]
    assert "1 course is left out, since nobody has said how long it takes." in main_of(page)


def test_row_15_six_hours_at_one_a_week_are_six_dated_slots_and_a_finish_date(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.role("Analyst", {"SQL": 4})
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1})
    goals.teaches(small.courses["3"], "SQL", 4, entry=0)
    change(installation, small.courses["3"], duration_minutes=6 * HOUR)
    mine = opened(installation, PATH)
    page = mine.press("/learn/path/time", hours="6", weekday="2", start="10:00", minutes="60")
    assert len(sessions(page)) == 6
    assert "At this pace you are there on" in main_of(page)
    plan = program(installation, person=ME).get("/plans")["plan"]
    days = [datetime.fromisoformat(each["start"]) for each in plan["sessions"]]
    assert len({day.date() for day in days}) == 6
    assert {day.weekday() for day in days} == {2}
    assert date.fromisoformat(plan["finish"][:10]) == days[-1].date()


def test_row_28_a_technical_path_of_over_ten_hours_holds_a_durable_course_where_there_is_one(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.skill("Critical thinking", durable=True)
    goals.role("Analyst", {"SQL": 4, "Statistics": 4})
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1, "Statistics": 1})
    for course, skill in (("3", "SQL"), ("4", "Statistics"), ("5", "Critical thinking")):
        goals.teaches(small.courses[course], skill, 4, entry=0)
        change(installation, small.courses[course], duration_minutes=6 * HOUR)
    change(installation, small.courses["2"], excluded=True)
    learner = program(installation, person=ME)

    def planned(hours: float) -> list[str]:
        found = learner.get("/plans", hours=hours)["plan"]["steps"]
        return sorted(each["course"]["title"] for each in found)

    assert "Negotiation: Foundations" in planned(20)
    assert "Negotiation: Foundations" not in planned(9)
    change(installation, small.courses["5"], excluded=True)
    assert planned(20) == ["SQL: Practitioner", "Statistics: Foundations"]


def test_row_29_for_who_leads_the_soft_course_comes_first_and_the_reason_says_why(
    installation: Installation, goals: Goals, small: Small
) -> None:
    goals.skill("Negotiation", durable=True)
    asked = {"SQL": 4, "Negotiation": 4}
    goals.role("Expert", asked)
    goals.role("Head", asked, leader=True)
    change(installation, small.courses["4"], excluded=True)
    pages: dict[str, Visit] = {}
    for person, role in (("100", "Expert"), ("103", "Head")):
        goals.has(small.people[person], role)
        goals.knows(small.people[person], {"SQL": 2, "Negotiation": 2})
    for course, skill, outcome in (("3", "SQL", 3.5), ("5", "Negotiation", 3.3)):
        goals.teaches(small.courses[course], skill, outcome, entry=0)
        change(installation, small.courses[course], duration_minutes=4 * HOUR)
    for person in ("100", "103"):
        pages[person] = visit(installation, person=person)
    assert listed(pages["100"].page) == ["SQL: Practitioner", "Negotiation: Foundations"]
    assert listed(pages["103"].page) == ["Negotiation: Foundations", "SQL: Practitioner"]
    said = "You lead others, so Negotiation counts more (a setting of your L&D team)."
    assert said in main_of(pages["103"].page)
    assert "You lead others" not in main_of(pages["100"].page)
