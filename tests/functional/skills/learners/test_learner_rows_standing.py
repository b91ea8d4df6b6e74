"""Rows 3, 5, 6, 7, 24, 30, 36 and 41: what roles ask for, where one stands, and which way to go."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services import signing, triggers
from lti_plugin.store.base import now
from lti_plugin.store.roles import RoleIndex
from recommender.skills.roles import REDUNDANCY
from tests.support.api import program
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import STAND, WAY, opened
from tests.support.reading import answer_of, main_of
from tests.support.workforce import HEAD, Workforce

ME = "100"


def standing(installation: Installation) -> dict[str, Any]:
    """Return the skills of one's own role by name, as the API tells them."""
    today = program(installation, person=ME).get("/skills/standing")["today"]
    return {each["skill"]["name"]: each for each in today["skills"]}


def widths(page: TestResponse) -> list[float]:
    """Return how wide the ranges of the page's bars are drawn."""
    return [float(each) for each in re.findall(r'class="bar-range"[^>]*width="([^"]*)"', page.text)]


def way(installation: Installation) -> TestResponse:
    return opened(installation, WAY).page


def test_row_03_a_role_with_a_now_and_an_18_month_profile_shows_what_changes(
    installation: Installation, goals: Goals, tmp_path: Any
) -> None:
    soon = (now() + timedelta(days=300)).date()
    reader = Workforce(installation.database, installation.site)
    reader.reads(
        tmp_path / "files",
        f"""{HEAD},valid_from
Buyer,Negotiation,3,1,
Buyer,Filing,2,0.5,
Buyer,Negotiation,4,1,{soon}
Buyer,Filing,2,0,{soon}
Buyer,Data literacy,2,0.8,{soon}
""",
    )
    learner = program(installation, person=ME)
    (brief,) = learner.get("/roles")["items"]
    told = learner.get(f"/roles/{brief['id']}")
    found = {
        kind: [each["skill"]["name"] for each in told["changes"][kind]]
        for kind in ("added", "raised", "lowered", "dropped")
    }
    assert found == {
        "added": ["Data literacy"],
        "raised": ["Negotiation"],
        "lowered": [],
        "dropped": ["Filing"],
    }
    page = main_of(learner.visit.press(f"/learn/roles/{brief['id']}"))
    assert "New: Data literacy (basic) Raised: Negotiation (from independent to advanced)" in page
    assert "No longer asked for: Filing" in page


def test_row_05_with_a_self_rating_only_the_range_is_visibly_wider_than_after_an_assessment(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Analyst", {"SQL": 4})
    goals.has(me, "Analyst")
    mine = opened(installation, STAND)
    rated = mine.press("/learn/skills/rate", skill=str(goals.skill("SQL")), level="3")
    (wide,) = widths(rated)
    before = standing(installation)["SQL"]
    goals.knows(me, {"SQL": 3})
    (narrow,) = widths(mine.press(STAND))
    after = standing(installation)["SQL"]
    assert wide > 1.5 * narrow
    assert before["high"] - before["low"] > 1.5 * (after["high"] - after["low"])


@pytest.mark.parametrize("signed_days_ago", [None, 200])
def test_row_06_a_missing_outlook_gives_not_enough_information_and_no_guess(
    installation: Installation, goals: Goals, me: UUID, signed_days_ago: int | None
) -> None:
    goals.role("Analyst", {"SQL": 4})
    goals.role("Senior Analyst", {"SQL": 5})
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1})
    if signed_days_ago is not None:
        goals.sign("Analyst", days_ago=signed_days_ago)
    page = way(installation)
    assert answer_of(page) == "There is not enough information yet to say which way."
    assert "What is expected of your role in the next half year." in main_of(page)
    assert "suggested" not in main_of(page)
    found = program(installation, person=ME).get("/directions")["suggestion"]
    assert (found["kind"], found["towards"]) == ("unknown", None)


@pytest.mark.parametrize("dated", [True, False])
def test_row_07_a_redundancy_turns_its_holders_to_reskilling_and_is_named(
    installation: Installation, goals: Goals, me: UUID, dated: bool
) -> None:
    goals.role("Clerk", {"Filing": 4}, family="Office")
    goals.role("Planner", {"Filing": 2, "Planning": 3}, outlook="growing", family="Supply")
    goals.has(me, "Clerk")
    goals.knows(me, {"Filing": 1})
    goals.sign("Clerk")
    assert answer_of(way(installation)) == "Go on: Clerk asks for more than you have today."
    with installation.database.writing() as session:
        role = signing.find(session, installation.site.id, "Clerk")
        day = now().date() + timedelta(days=60) if dated else None
        said = triggers.Said(REDUNDANCY, role.id, None, day, "Filing is scanned", "Board")
        triggers.add(session, role.site_id, said, "admin")
    page = way(installation)
    assert answer_of(page) == "Turn: Clerk will not stay as it is."
    assert "Clerk becomes redundant on" in main_of(page)
    found = program(installation, person=ME).get("/directions")["suggestion"]
    assert (found["kind"], found["urgent"], found["towards"]) == ("reskill", True, None)
    assert "redundant_on" in {each["name"] for each in found["because"]}


def test_row_24_a_self_rating_alone_never_makes_a_skill_confirmed(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Analyst", {"SQL": 4})
    goals.has(me, "Analyst")
    mine = opened(installation, STAND)
    for described in ("none", "aware", "basic", "independent", "advanced", "expert"):
        assert f"{described} :" in main_of(mine.page)
    for level in ("5", "4", "4", "4"):
        page = mine.press("/learn/skills/rate", skill=str(goals.skill("SQL")), level=level)
        assert "confirmed" not in main_of(page)
    assert standing(installation)["SQL"]["confidence"] in {"assumed", "likely"}


def test_row_30_an_unsigned_profile_is_marked_as_a_draft(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    clerk = goals.role("Clerk", {"Filing": 4})
    goals.has(me, "Clerk")
    mine = opened(installation, WAY)
    pages = (WAY, f"/learn/roles/{clerk}")
    for address in pages:
        assert "draft that nobody has reviewed" in main_of(mine.press(address))
    assert "draft" in main_of(mine.press("/learn/roles"))
    with installation.database.writing() as session:
        role = signing.find(session, installation.site.id, "Clerk")
        signing.sign_profile(session, role, "Head of Office", "admin")
    for address in pages:
        assert "draft" not in main_of(mine.press(address))


@pytest.mark.parametrize(
    ("next_step", "answer", "kind"),
    [
        (True, "Go on: you are ready to grow into Senior Analyst.", "advance"),
        (False, "You have what Analyst asks for. Nothing is needed now.", "none"),
    ],
)
def test_row_36_who_has_95_percent_is_offered_the_next_level_or_nothing_is_needed(
    installation: Installation, goals: Goals, me: UUID, next_step: bool, answer: str, kind: str
) -> None:
    goals.role("Analyst", {"SQL": 3, "Statistics": 3}, family="Data", step=1)
    if next_step:
        goals.role("Senior Analyst", {"SQL": 5}, family="Data", step=2)
    goals.has(me, "Analyst")
    goals.sign("Analyst")
    goals.knows(me, {"SQL": 3.3, "Statistics": 3})
    told = program(installation, person=ME)
    assert told.get("/skills/standing")["today"]["coverage"] == pytest.approx(0.95, abs=0.01)
    page = way(installation)
    assert answer_of(page) == answer
    assert told.get("/directions")["suggestion"]["kind"] == kind
    if next_step:
        assert "Senior Analyst is the next step in this family." in main_of(page)


def test_row_41_a_stale_outlook_is_out_of_date(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Analyst", {"SQL": 3}, family="Data", step=1)
    goals.role("Senior Analyst", {"SQL": 5}, family="Data", step=2)
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 4.5})
    goals.sign("Analyst", days_ago=100)
    assert "out of date" not in main_of(way(installation))
    goals.sign("Analyst", days_ago=200)
    page = way(installation)
    assert answer_of(page) == "There is not enough information yet to say which way."
    text = main_of(page)
    assert "What is expected of Analyst is out of date: it was signed on" in text
    assert "That is out of date, so it decides nothing." in text


def test_published_indices_stand_with_their_dates_and_that_they_disagree_is_told(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    analyst = goals.role("Analyst", {"SQL": 3}, family="Data")
    goals.has(me, "Analyst")
    goals.knows(me, {"SQL": 1})
    goals.sign("Analyst")
    assert "Published indices" not in main_of(way(installation))
    with installation.database.writing() as session:
        for name, place, better in (("Projection", 88.0, True), ("Exposure", 91.0, False)):
            session.add(
                RoleIndex(
                    site_id=installation.site.id,
                    role_id=analyst,
                    name=name,
                    on=date(2025, 9, 4),
                    value=None,
                    percentile=place,
                    higher_is_better=better,
                    source="A study",
                )
            )
    page = way(installation)
    assert answer_of(page) == "Go on: Analyst asks for more than you have today."
    text = main_of(page)
    assert "Published indices disagree on Analyst: they lie 79% of their scale apart." in text
    assert "Published indices disagree on this role." in text
    assert "Projection : 88 of 100, higher is better (Sep 4, 2025, A study)" in text
    told = program(installation, person=ME)
    assert told.get("/directions")["suggestion"]["because"][-1]["name"] == "indices_apart"
    outlook = told.get(f"/roles/{analyst}")["outlook"]
    assert outlook["indices_disagree"] is True
    assert [each["name"] for each in outlook["indices"]] == ["Exposure", "Projection"]
