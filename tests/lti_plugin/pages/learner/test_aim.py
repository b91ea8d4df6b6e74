"""The role that somebody aims at: chosen here, on their record, or none."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from lti_plugin.store.aims import Aim
from lti_plugin.store.base import now
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import WAY, arms, opened, suggested
from tests.support.reading import answer_of
from tests.support.tool import code_of

AIM, ANSWER = "/learn/way/aim", "/learn/way/answer"
ENOUGH = {"SQL": 3.0, "Statistics": 3.0}


def test_a_way_can_be_aimed_at_from_the_list(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.sign("Analyst", ends_on=now().date() + timedelta(days=100))
    mine = opened(installation, WAY)
    assert 'aria-label="Aim at this: Data Steward"' in mine.page.text
    assert 'aria-label="Aim at this: Analyst"' not in mine.page.text
    page = mine.press(AIM, role="Data Steward")
    assert suggested(page) == ["Data Steward"]
    assert 'aria-label="Aim at this: Data Steward"' not in page.text


def test_an_own_aim_in_another_family_turns_and_says_what_would_be_without(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.knows(me, {"SQL": 1, "Statistics": 1})
    analysts.sign("Analyst")
    page = opened(installation, WAY).press(AIM, role="  buyer ")
    assert answer_of(page) == "Turn: you aim at Buyer."
    assert "You chose to aim at Buyer." in page.text
    assert "Without that aim it would be: Go deeper in your role." in page.text
    assert "If you aimed at no other role, this would be: Go deeper in your role." in page.text
    assert suggested(page) == ["Buyer"]
    assert 'value="Buyer"' in page.text


def test_an_aim_of_the_record_is_told_apart_and_gives_way_to_the_own(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst", "Buyer")
    mine = opened(installation, WAY)
    assert "Buyer stands in your profile as the role you aim at." in mine.page.text
    assert "It stands in your profile; what you keep here goes before that." in mine.page.text
    page = mine.press(AIM, role="")
    assert answer_of(page).startswith("There is not enough information")
    assert "It stands in your profile" not in page.text
    with installation.database.reading() as session:
        assert session.query(Aim).one().role_id is None


def test_an_aim_in_the_own_family_counts_as_growing(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.role("Head of Data", {"SQL": 3}, family="Data", step=3)
    analysts.has(me, "Analyst", "Head of Data")
    analysts.knows(me, {"SQL": 5, "Statistics": 5})
    page = opened(installation, WAY).page
    assert answer_of(page) == "Go on: you are ready to grow into Head of Data."
    assert "is the next step in this family" not in page.text
    assert suggested(page) == ["Head of Data"]


def test_a_role_that_is_not_here_is_refused_with_a_hint(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    page = opened(installation, WAY).press(AIM, role="<Wizard>")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "“&lt;Wizard&gt;” is not among the roles here." in page.text
    assert "Choose one of the list; your L&amp;D team can add others." in page.text
    with installation.database.reading() as session:
        assert session.query(Aim).count() == 0


def test_the_role_that_one_has_is_no_aim(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst", "analyst")
    mine = opened(installation, WAY)
    assert "The role you aim at: " not in str(arms(mine.page))
    page = mine.press(AIM, role="Analyst")
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "“Analyst” is the role that you have." in page.text


def test_a_far_aim_has_a_way_there(installation: Installation, analysts: Goals, me: UUID) -> None:
    analysts.has(me, "Analyst", "Buyer")
    page = opened(installation, WAY).page
    assert "The role you aim at is far. A way there: Data Steward." in page.text
    assert "far" in arms(page)["Buyer"]
