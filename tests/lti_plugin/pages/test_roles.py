"""The role explorer: search, one role, aiming at it, and the way there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.store import aims
from lti_plugin.store.base import now
from lti_plugin.store.people import Person
from lti_plugin.store.skills import CourseSkill
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, arrive
from tests.support.profiles import holds, role
from tests.support.reading import answer_of, main_of
from tests.support.tool import code_of

PAGE = "/learn/roles"
ME = "100"


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def ids(installation: Installation, small: Small) -> dict[str, UUID]:
    """The roles of the site; the reader is a clerk, courses teach SQL and statistics."""
    site, today = installation.site, now().date()
    with installation.database.writing() as session:
        session.get_one(Person, small.people[ME]).role = "Clerk"
        for link in session.scalars(select(CourseSkill)):
            link.outcome, link.entry = 4.0, 0.0
        made = [
            role(session, site.id, "Clerk", {"Filing": 3.0}),
            role(
                session,
                site.id,
                "Analyst",
                {"SQL": 4.0, "Statistics": (3.0, 0.6), "Filing": (2.0, 0.2)},
                later=(today + timedelta(days=100), {"SQL": 5.0, "Python": 2.0}),
                family="Data",
                step=1,
                description="Answers questions with <data>.",
                outlook="growing",
                outlook_source="Plan of 2026",
                outlook_signed_by="Grace",
                outlook_signed_on=today,
                reviewed_at=now(),
                reviewed_by="Grace Hopper",
            ),
            role(session, site.id, "Lead Analyst", {"SQL": 5.0}, family="Data", step=2),
            role(session, site.id, "Ghost", {}),
            role(session, site.id, "Welder", {"Welding": 3.0}),
        ]
        return {row.name: row.id for row in made}


def open_role(mine: Visit, role_id: UUID) -> TestResponse:
    return mine.press(f"{PAGE}/{role_id}")


def aim_of(installation: Installation, person: UUID) -> UUID | None:
    with installation.database.reading() as session:
        found = aims.of_people(session, installation.site.id, [person]).get(person)
        return found.role_id if found else None


def test_roles_stand_in_their_families(installation: Installation, ids: dict[str, UUID]) -> None:
    page = arrive(installation, person=ME).press(PAGE)
    assert answer_of(page) == "5 roles to look around in, and how far you are from each."
    text = main_of(page)
    assert "Data (2) Analyst growing Lead Analyst draft Other roles (3) Clerk your role" in text
    assert f'action="{PAGE}/{ids["Analyst"]}?v=' in page.text


def test_a_search_narrows_the_list_and_keeps_what_was_typed(
    installation: Installation, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    page = mine.press(PAGE, q='lead"', family="Data")
    assert answer_of(page).startswith("No role here is called that.")
    assert 'value="lead&#34;"' in page.text
    part = mine.fetch(PAGE, q="LEAD", family="Data")
    assert answer_of(part) == "1 role fits."
    assert "<html" not in part.text
    assert "<details open>" in part.text
    assert "<option selected>Data</option>" in part.text


def test_a_site_without_roles_says_who_adds_them(installation: Installation, small: Small) -> None:
    page = arrive(installation, person=ME).press(PAGE)
    assert answer_of(page) == "There are no roles here yet. Your L&D team adds them."


def test_a_role_tells_what_it_asks_for_and_who_stands_for_that(
    installation: Installation, ids: dict[str, UUID]
) -> None:
    page = open_role(arrive(installation, person=ME), ids["Analyst"])
    text = main_of(page)
    assert "Answers questions with <data>." in text
    assert "What it asks for was reviewed by Grace Hopper" in text
    assert "SQL essential Not assessed. Asked for: advanced." in text
    assert "Statistics important" in text
    assert "Filing useful" in text
    assert "New: Python (basic) Raised: SQL (from advanced to expert)" in text
    assert "More people are expected to be needed. Signed by Grace on" in text
    assert "Source: Plan of 2026" in text
    assert "Lead Analyst the next step" in text
    assert "draft that nobody has reviewed" not in text


def test_a_draft_is_called_one(installation: Installation, ids: dict[str, UUID]) -> None:
    text = main_of(open_role(arrive(installation, person=ME), ids["Lead Analyst"]))
    assert "is a draft that nobody has reviewed" in text
    assert "Nobody has signed this yet" in text
    assert "Analyst the step before" in text


def test_what_is_not_assessed_says_no_distance(
    installation: Installation, ids: dict[str, UUID]
) -> None:
    page = open_role(arrive(installation, person=ME), ids["Analyst"])
    assert answer_of(page).startswith("Analyst: too little of what it asks for is assessed")
    assert "0% of what it asks for is assessed." in main_of(page)
    assert "Your role, Clerk, covers" in main_of(page)


def test_what_is_assessed_says_how_far_it_is(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    with installation.database.writing() as session:
        person = session.get_one(Person, small.people[ME])
        holds(session, person, {"SQL": 3.0, "Statistics": 0.0})
    page = open_role(arrive(installation, person=ME), ids["Analyst"])
    assert re.match(r"Analyst is within reach\. You have 5\d% of what", answer_of(page))
    assert "covers" not in main_of(page).partition("Roles near")[0]
    assert "To learn. Asked for: independent. You: none" in main_of(page)


def test_the_shortest_way_there_is_told_in_hours(
    installation: Installation, ids: dict[str, UUID]
) -> None:
    page = open_role(arrive(installation, person=ME), ids["Analyst"])
    text = main_of(page)
    assert re.search(
        r"The shortest way there \d courses?, [\d.]+ hours in all\. Show the path", text
    )
    # Both SQL courses lead as far as it asks; only one of them is short.
    assert "SQL: Foundations" in text
    assert "SQL: Practitioner" not in text
    assert "Statistics: Foundations" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ghost", "It is not known what this role asks for, so no path leads there."),
        ("Welder", "No course here leads further towards this role."),
        ("Clerk", "Nothing is left to learn for it, as far as is known."),
    ],
)
def test_where_no_path_leads_that_is_said(
    installation: Installation, ids: dict[str, UUID], name: str, said: str
) -> None:
    assert said in main_of(open_role(arrive(installation, person=ME), ids[name]))


def test_aiming_at_a_role_is_kept_and_leads_to_the_path(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    address = f"{PAGE}/{ids['Analyst']}"
    part = mine.fetch(f"{address}/aim")
    assert aim_of(installation, small.people[ME]) == ids["Analyst"]
    assert "You aim at this role now." in main_of(part)
    assert "you aim at it" in main_of(part)
    assert f'data-address="{address}?v=' in mine.press(f"{address}/aim").text
    assert "Analyst you aim at it growing" in main_of(mine.press(PAGE))
    assert "Analyst" in answer_of(mine.press("/learn/path"))


def test_nobody_aims_at_the_role_that_they_have(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    assert "Aim at this role" not in open_role(mine, ids["Clerk"]).text
    page = mine.press(f"{PAGE}/{ids['Clerk']}/aim")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert aim_of(installation, small.people[ME]) is None


def test_strengths_open_roles(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    assert "Your strengths" not in mine.press(PAGE).text
    with installation.database.writing() as session:
        holds(session, session.get_one(Person, small.people[ME]), {"SQL": 4.5})
    text = main_of(mine.press(PAGE))
    assert "Your strengths open these roles Analyst You are strong in SQL: 65%" in text
    assert "Your strengths" not in mine.press(PAGE, q="analyst").text


def test_an_unknown_role_is_said_to_be_none(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    for address in (f"{PAGE}/{uuid4()}", f"{PAGE}/{uuid4()}/aim", f"{PAGE}/nonsense"):
        assert mine.press(address).status_code == 404
    assert aim_of(installation, small.people[ME]) is None


def test_a_forged_aim_is_none(
    installation: Installation, small: Small, ids: dict[str, UUID]
) -> None:
    mine = arrive(installation, person=ME)
    for fields in ({}, {"page_token": "forged"}):
        page = mine.browser.post(f"{PAGE}/{ids['Analyst']}/aim", fields)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert aim_of(installation, small.people[ME]) is None


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_may_look_around_too(
    installation: Installation, ids: dict[str, UUID], who: str
) -> None:
    mine = arrive(installation, who, "50")
    assert "5 roles" in answer_of(mine.press(PAGE))
    assert open_role(mine, ids["Analyst"]).status_code == 200
