"""Which way to go: each suggestion with its grounds, and the ways that are open."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from lti_plugin.services import admission
from lti_plugin.store.base import now
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import PATH, STAND, WAY, arms, leads_to_rating, opened, suggested
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of

AIM, ANSWER = "/learn/way/aim", "/learn/way/answer"
ENOUGH = {"SQL": 3.0, "Statistics": 3.0}


def test_without_any_role_it_says_what_is_missing_and_who_can_help(
    installation: Installation, analysts: Goals
) -> None:
    page = opened(installation, WAY).page
    assert answer_of(page) == "There is not enough information yet to say which way."
    assert "Which role you have. Your L&D team enters it" in unescape(page.text)
    assert "Which role you aim at. You can choose it below." in page.text
    assert "Your profile names no role." in page.text
    assert arms(page) == {}
    assert "I agree" not in page.text


def test_a_role_that_nobody_here_knows_is_named(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "<Wizard>")
    page = opened(installation, WAY).page
    assert "The role “&lt;Wizard&gt;” of your profile is not among the roles here." in page.text


def test_an_outlook_that_nobody_signed_is_missing(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    page = opened(installation, WAY).page
    assert answer_of(page).startswith("There is not enough information")
    assert "Nobody has signed what is expected of Analyst." in page.text
    assert "Nobody has signed this yet, so it decides nothing." in page.text
    assert suggested(page) == []


def test_an_outlook_of_more_than_half_a_year_is_out_of_date(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.sign("Analyst", days_ago=184)
    page = opened(installation, WAY).page
    assert answer_of(page).startswith("There is not enough information")
    assert "What is expected of Analyst is out of date: it was signed on" in page.text
    assert "That is out of date, so it decides nothing." in page.text


def test_too_little_assessed_is_no_answer_but_shows_the_ways(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.sign("Analyst")
    page = opened(installation, WAY).page
    assert answer_of(page).startswith("There is not enough information")
    assert "Rate yourself under “Where I stand”." in page.text
    assert leads_to_rating(page)
    assert "0% of what Analyst asks for is assessed." in page.text
    assert "not assessed yet" in arms(page)["Analyst"]
    assert "If 30% of what Analyst asks for were assessed, this would be:" in page.text


def test_what_is_not_covered_leads_deeper(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.knows(me, {"SQL": 1, "Statistics": 1})
    analysts.sign("Analyst")
    page = opened(installation, WAY).page
    assert answer_of(page) == "Go on: Analyst asks for more than you have today."
    assert "Go deeper in your role" in page.text
    assert re.search(r"You have \d+% of what Analyst asks for today\.", page.text)
    assert suggested(page) == ["Analyst"]
    assert "If you had 85% of what Analyst asks for, this would be:" in page.text


def test_who_has_it_all_is_led_to_the_next_step(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.knows(me, {"SQL": 5, "Statistics": 5})
    analysts.sign("Analyst")
    page = opened(installation, WAY).page
    assert answer_of(page) == "Go on: you are ready to grow into Senior Analyst."
    assert "Senior Analyst is the next step in this family." in page.text
    assert suggested(page) == ["Senior Analyst"]
    assert "Next level" in arms(page)["Senior Analyst"]


def test_at_the_top_of_a_family_nothing_is_needed(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Senior Analyst")
    analysts.knows(me, {"SQL": 5, "Statistics": 5})
    analysts.sign("Senior Analyst")
    page = opened(installation, WAY).page
    assert answer_of(page) == "You have what Senior Analyst asks for. Nothing is needed now."
    assert suggested(page) == ["Senior Analyst"]


def test_a_changing_role_is_grown_with(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    day = now().date() + timedelta(days=200)
    analysts.role("Clerk", {"SQL": 2}, later={"Statistics": (3, day)})
    analysts.has(me, "Clerk")
    analysts.knows(me, {"SQL": 3})
    analysts.sign("Clerk")
    page = opened(installation, WAY).page
    assert answer_of(page) == "Go on: Clerk is changing, and you can grow with it."
    assert re.search(r"60% of what Clerk will ask for by [^.]* is new\.", page.text)


def test_a_role_that_ends_turns_to_the_nearest_that_grows(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    end = now().date() + timedelta(days=100)
    analysts.sign("Analyst", ends_on=end, planned_share=0.4, outlook="ends")
    page = opened(installation, WAY).page
    assert answer_of(page) == "Turn: Analyst will not stay as it is."
    assert "Analyst is planned to end on" in page.text
    assert "Analyst is planned at 40% of today&#39;s headcount." in page.text
    assert suggested(page) == ["Data Steward"]
    assert "growing" in arms(page)["Data Steward"]
    assert "It is expected to end." in page.text


def test_while_no_other_role_is_chosen_nobody_is_led_on_in_one_that_ends(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.sign("Analyst", ends_on=now().date() + timedelta(days=100))
    page = opened(installation, WAY).press(PATH)
    assert "Analyst" not in answer_of(page)


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_sees_their_own_way(
    installation: Installation, analysts: Goals, me: UUID, who: str
) -> None:
    analysts.has(me, "Analyst", "Buyer")
    assert answer_of(opened(installation, WAY, who).page) == "Turn: you aim at Buyer."


def test_a_script_gets_the_part_that_changes(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    answer = opened(installation, WAY).fetch(AIM, role="Buyer")
    assert "<html" not in answer.text
    assert "data-focus" in answer.text


@pytest.mark.parametrize("address", [STAND, WAY, PATH])
def test_a_visit_that_is_nobodys_sees_no_pages_of_a_person(
    installation: Installation, analysts: Goals, address: str
) -> None:
    browser = Browser(installation, installation.platforms[0])
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    short = browser.post("/admin/enter", {"secret": secret}).headers["Location"].partition("v=")[2]
    page = browser.get(f"{address}?v={short}")
    assert (page.status_code, code_of(page)) == (401, "session-ended")
