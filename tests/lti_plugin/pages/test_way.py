"""Which way to go: each suggestion with its grounds, the ways that are open, aim and answer."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services import admission
from lti_plugin.store import roles
from lti_plugin.store.aims import Aim, Decision
from lti_plugin.store.base import now
from recommender.skills.roles import GROWING
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.tool import Browser, code_of

PAGE, AIM, ANSWER = "/learn/way", "/learn/way/aim", "/learn/way/answer"
ENOUGH = {"SQL": 3.0, "Statistics": 3.0}


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def goals(installation: Installation, small: Small) -> Goals:
    """Roles around an analyst's; nobody has signed what is expected of them."""
    goals = Goals(installation.database, installation.site)
    goals.role("Analyst", ENOUGH, family="Data", step=1)
    goals.role("Senior Analyst", {"SQL": 5, "Statistics": 4}, family="Data", step=2)
    goals.role("Data Steward", {"SQL": 3, "Statistics": 2, "Negotiation": 2}, outlook=GROWING)
    goals.role("Buyer", {"Negotiation": 4}, family="Purchasing")
    goals.has(small.people["100"], None)
    return goals


@pytest.fixture
def me(small: Small) -> UUID:
    """The one who looks at the page."""
    return small.people["100"]


def opened(installation: Installation, who: str = "learner") -> Visit:
    """Open the page as somebody does."""
    mine = visit(installation, who, "100")
    mine.page = mine.press(PAGE)
    assert mine.page.status_code == 200, mine.page.text
    return mine


def heading(page: TestResponse) -> str:
    """Return the page's answer."""
    found = re.search(r'<h1 class="answer"[^>]*>([^<]*)</h1>', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def arms(page: TestResponse) -> dict[str, str]:
    """Return what the list of ways says of each, by its role."""
    found = re.findall(r"<span><b>([^<]*)</b>(.*?)</span>\s*<span[^>]*>([^<]*)<", page.text)
    return {unescape(role): unescape(what + told) for role, what, told in found}


def suggested(page: TestResponse) -> list[str]:
    """Return the roles of the arms that are marked as suggested."""
    return [role for role, said in arms(page).items() if "suggested" in said]


def sign(goals: Goals, name: str = "Analyst", days_ago: int = 10, **values: object) -> UUID:
    """Let somebody stand for what is expected of a role."""
    with goals.database.reading() as session:
        row = roles.named(session, goals.site.id, name)
    assert row is not None
    day = now().date() - timedelta(days=days_ago)
    goals.change(row.id, outlook_signed_on=day, outlook_signed_by="L. Lead", **values)
    return row.id


def decisions(installation: Installation) -> list[Decision]:
    with installation.database.reading() as session:
        return session.query(Decision).order_by(Decision.suggested_at).all()


def test_without_any_role_it_says_what_is_missing_and_who_can_help(
    installation: Installation, goals: Goals
) -> None:
    page = opened(installation).page
    assert heading(page) == "There is not enough information yet to say which way."
    assert "Which role you have. Your L&D team enters it" in unescape(page.text)
    assert "Which role you aim at. You can choose it below." in page.text
    assert "Your profile names no role." in page.text
    assert arms(page) == {}
    assert "I agree" not in page.text


def test_a_role_that_nobody_here_knows_is_named(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "<Wizard>")
    page = opened(installation).page
    assert "The role “&lt;Wizard&gt;” of your profile is not among the roles here." in page.text


def test_an_outlook_that_nobody_signed_is_missing(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    page = opened(installation).page
    assert heading(page).startswith("There is not enough information")
    assert "Nobody has signed what is expected of Analyst." in page.text
    assert "Nobody has signed this yet, so it decides nothing." in page.text
    assert suggested(page) == []


def test_an_outlook_of_more_than_half_a_year_is_out_of_date(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    sign(goals, days_ago=184)
    page = opened(installation).page
    assert heading(page).startswith("There is not enough information")
    assert "What is expected of Analyst is out of date: it was signed on" in page.text
    assert "That is out of date, so it decides nothing." in page.text


def test_too_little_assessed_is_no_answer_but_shows_the_ways(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    sign(goals)
    page = opened(installation).page
    assert heading(page).startswith("There is not enough information")
    assert "Rate yourself under “Where I stand”." in page.text
    assert "0% of what Analyst asks for is assessed." in page.text
    assert "not assessed yet" in arms(page)["Analyst"]
    assert "If 30% of what Analyst asks for were assessed, this would be:" in page.text


def test_what_is_not_covered_leads_deeper(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1, "Statistics": 1})
    sign(goals)
    page = opened(installation).page
    assert heading(page) == "Go on: Analyst asks for more than you have today."
    assert "Go deeper in your role" in page.text
    assert re.search(r"You have \d+% of what Analyst asks for today\.", page.text)
    assert suggested(page) == ["Analyst"]
    assert "If you had 85% of what Analyst asks for, this would be:" in page.text


def test_who_has_it_all_is_led_to_the_next_step(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 5, "Statistics": 5})
    sign(goals)
    page = opened(installation).page
    assert heading(page) == "Go on: you are ready to grow into Senior Analyst."
    assert "Senior Analyst is the next step in this family." in page.text
    assert suggested(page) == ["Senior Analyst"]
    assert "Next level" in arms(page)["Senior Analyst"]


def test_at_the_top_of_a_family_nothing_is_needed(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Senior Analyst")
    goals.knows(me, {"SQL": 5, "Statistics": 5})
    sign(goals, "Senior Analyst")
    page = opened(installation).page
    assert heading(page) == "You have what Senior Analyst asks for. Nothing is needed now."
    assert suggested(page) == ["Senior Analyst"]


def test_a_changing_role_is_grown_with(installation: Installation, goals: Goals, me: UUID) -> None:
    day = now().date() + timedelta(days=200)
    goals.role("Clerk", {"SQL": 2}, later={"Statistics": (3, day)})
    goals.has(me, "Clerk")
    goals.knows(me, {"SQL": 3})
    sign(goals, "Clerk")
    page = opened(installation).page
    assert heading(page) == "Go on: Clerk is changing, and you can grow with it."
    assert re.search(r"60% of what Clerk will ask for by [^.]* is new\.", page.text)


def test_a_role_that_ends_turns_to_the_nearest_that_grows(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    end = now().date() + timedelta(days=100)
    sign(goals, ends_on=end, planned_share=0.4, outlook="ends")
    page = opened(installation).page
    assert heading(page) == "Turn: Analyst will not stay as it is."
    assert "Analyst is planned to end on" in page.text
    assert "Analyst is planned at 40% of today&#39;s headcount." in page.text
    assert suggested(page) == ["Data Steward"]
    assert "growing" in arms(page)["Data Steward"]
    assert "It is expected to end." in page.text


def test_while_no_other_role_is_chosen_nobody_is_led_on_in_one_that_ends(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    sign(goals, ends_on=now().date() + timedelta(days=100))
    page = opened(installation).press("/learn/path")
    assert heading(page) == "It is not known yet which role your path leads to."


def test_a_way_can_be_aimed_at_from_the_list(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    sign(goals, ends_on=now().date() + timedelta(days=100))
    mine = opened(installation)
    assert 'aria-label="Aim at this: Data Steward"' in mine.page.text
    assert 'aria-label="Aim at this: Analyst"' not in mine.page.text
    page = mine.press(AIM, role="Data Steward")
    assert suggested(page) == ["Data Steward"]
    assert 'aria-label="Aim at this: Data Steward"' not in page.text


def test_an_own_aim_in_another_family_turns_and_says_what_would_be_without(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1, "Statistics": 1})
    sign(goals)
    page = opened(installation).press(AIM, role="  buyer ")
    assert heading(page) == "Turn: you aim at Buyer."
    assert "You chose to aim at Buyer." in page.text
    assert "Without that aim it would be: Go deeper in your role." in page.text
    assert "If you aimed at no other role, this would be: Go deeper in your role." in page.text
    assert suggested(page) == ["Buyer"]
    assert 'value="Buyer"' in page.text


def test_an_aim_of_the_record_is_told_apart_and_gives_way_to_the_own(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst", "Buyer")
    mine = opened(installation)
    assert "Buyer stands in your profile as the role you aim at." in mine.page.text
    assert "It stands in your profile; what you keep here goes before that." in mine.page.text
    page = mine.press(AIM, role="")
    assert heading(page).startswith("There is not enough information")
    assert "It stands in your profile" not in page.text
    with installation.database.reading() as session:
        assert session.query(Aim).one().role_id is None


def test_an_aim_in_the_own_family_counts_as_growing(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Head of Data", {"SQL": 3}, family="Data", step=3)
    goals.has(me, "Analyst", "Head of Data")
    goals.knows(me, {"SQL": 5, "Statistics": 5})
    page = opened(installation).page
    assert heading(page) == "Go on: you are ready to grow into Head of Data."
    assert "is the next step in this family" not in page.text
    assert suggested(page) == ["Head of Data"]


def test_a_role_that_is_not_here_is_refused_with_a_hint(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    page = opened(installation).press(AIM, role="<Wizard>")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "“&lt;Wizard&gt;” is not among the roles here." in page.text
    assert "Choose one of the list; your L&amp;D team can add others." in page.text
    with installation.database.reading() as session:
        assert session.query(Aim).count() == 0


def test_the_role_that_one_has_is_no_aim(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst", "analyst")
    mine = opened(installation)
    assert "The role you aim at: " not in str(arms(mine.page))
    page = mine.press(AIM, role="Analyst")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "“Analyst” is the role that you have." in page.text


def test_a_far_aim_has_a_way_there(installation: Installation, goals: Goals, me: UUID) -> None:
    goals.has(me, "Analyst", "Buyer")
    page = opened(installation).page
    assert "The role you aim at is far. A way there: Data Steward." in page.text
    assert "far" in arms(page)["Buyer"]


def test_a_suggestion_is_written_down_once_as_long_as_it_stays(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1, "Statistics": 1})
    sign(goals)
    for _ in range(3):
        opened(installation)
    assert [row.rule for row in decisions(installation)] == ["R4"]
    opened(installation).press(AIM, role="Buyer")
    assert [row.rule for row in decisions(installation)] == ["R4", "R2"]


def test_agreeing_is_kept_and_said(installation: Installation, goals: Goals, me: UUID) -> None:
    goals.has(me, "Analyst", "Buyer")
    mine = opened(installation)
    (row,) = decisions(installation)
    assert 'aria-label="I agree' not in mine.page.text  # its text is its name
    page = mine.press(ANSWER, decision=row.id, answer="confirmed")
    assert "Thank you. What you said is kept with this suggestion." in page.text
    assert "You agreed with this." in page.text
    (row,) = decisions(installation)
    assert row.answer == "confirmed"
    assert row.answered_at is not None


def test_disagreeing_needs_a_reason_and_shows_it_as_text(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Analyst", "Buyer")
    mine = opened(installation)
    (row,) = decisions(installation)
    page = mine.press(ANSWER, decision=row.id, answer="disagreed", reason="  ")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "Say in a few words why you disagree." in page.text
    assert decisions(installation)[0].answer is None
    page = mine.press(ANSWER, decision=row.id, answer="disagreed", reason=" <b>I stay</b> ")
    assert "You disagreed: &lt;b&gt;I stay&lt;/b&gt;" in page.text
    page = mine.press(ANSWER, decision=row.id, answer="confirmed")
    assert "You agreed with this." in page.text
    assert decisions(installation)[0].reason == ""


@pytest.mark.parametrize("word", ["", "perhaps"])
def test_no_other_answer_is_taken(
    installation: Installation, goals: Goals, me: UUID, word: str
) -> None:
    goals.has(me, "Analyst", "Buyer")
    mine = opened(installation)
    (row,) = decisions(installation)
    assert mine.press(ANSWER, decision=row.id, answer=word).status_code == 400
    assert decisions(installation)[0].answer is None


def test_nobody_answers_for_another(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.has(me, "Analyst", "Buyer")
    opened(installation)
    (row,) = decisions(installation)
    other = visit(installation, person="103")
    for decision, status in ((row.id, 404), (uuid4(), 404), ("", 400), ("x", 400)):
        page = other.press(ANSWER, decision=decision, answer="confirmed")
        assert page.status_code == status
    assert {each.answer for each in decisions(installation)} == {None}


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_sees_their_own_way(
    installation: Installation, goals: Goals, me: UUID, who: str
) -> None:
    goals.has(me, "Analyst", "Buyer")
    assert heading(opened(installation, who).page) == "Turn: you aim at Buyer."
    assert {row.person_id for row in decisions(installation)} == {me}


def test_a_script_gets_the_part_that_changes(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    answer = opened(installation).fetch(AIM, role="Buyer")
    assert "<html" not in answer.text
    assert "data-focus" in answer.text


@pytest.mark.parametrize("address", [PAGE, "/learn/skills", "/learn/path"])
def test_a_visit_that_is_nobodys_sees_no_pages_of_a_person(
    installation: Installation, goals: Goals, address: str
) -> None:
    browser = Browser(installation, installation.platforms[0])
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    short = browser.post("/admin/enter", {"secret": secret}).headers["Location"].partition("v=")[2]
    page = browser.get(f"{address}?v={short}")
    assert (page.status_code, code_of(page)) == (401, "session-ended")
