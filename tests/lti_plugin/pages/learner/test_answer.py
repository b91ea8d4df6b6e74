"""What somebody says to a suggestion, and that each is written down once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from lti_plugin.store.aims import Decision
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, visit
from tests.support.own_pages import WAY, opened
from tests.support.tool import code_of

AIM, ANSWER = "/learn/way/aim", "/learn/way/answer"
ENOUGH = {"SQL": 3.0, "Statistics": 3.0}


def decisions(installation: Installation) -> list[Decision]:
    with installation.database.reading() as session:
        return session.query(Decision).order_by(Decision.suggested_at).all()


def test_a_suggestion_is_written_down_once_as_long_as_it_stays(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst")
    analysts.knows(me, {"SQL": 1, "Statistics": 1})
    analysts.sign("Analyst")
    for _ in range(3):
        opened(installation, WAY)
    assert [row.rule for row in decisions(installation)] == ["R4"]
    opened(installation, WAY).press(AIM, role="Buyer")
    assert [row.rule for row in decisions(installation)] == ["R4", "R2"]


def test_agreeing_is_kept_and_said(installation: Installation, analysts: Goals, me: UUID) -> None:
    analysts.has(me, "Analyst", "Buyer")
    mine = opened(installation, WAY)
    (row,) = decisions(installation)
    assert 'aria-label="I agree' not in mine.page.text  # its text is its name
    page = mine.press(ANSWER, decision=row.id, answer="confirmed")
    assert "Thank you. What you said is kept with this suggestion." in page.text
    assert "You agreed with this." in page.text
    (row,) = decisions(installation)
    assert row.answer == "confirmed"
    assert row.answered_at is not None


def test_disagreeing_needs_a_reason_and_shows_it_as_text(
    installation: Installation, analysts: Goals, me: UUID
) -> None:
    analysts.has(me, "Analyst", "Buyer")
    mine = opened(installation, WAY)
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
    installation: Installation, analysts: Goals, me: UUID, word: str
) -> None:
    analysts.has(me, "Analyst", "Buyer")
    mine = opened(installation, WAY)
    (row,) = decisions(installation)
    assert mine.press(ANSWER, decision=row.id, answer=word).status_code == 400
    assert decisions(installation)[0].answer is None


def test_nobody_answers_for_another(
    installation: Installation, analysts: Goals, small: Small, me: UUID
) -> None:
    analysts.has(me, "Analyst", "Buyer")
    opened(installation, WAY)
    (row,) = decisions(installation)
    other = visit(installation, person="103")
    for decision, status in ((row.id, 404), (uuid4(), 404), ("", 400), ("x", 400)):
        page = other.press(ANSWER, decision=decision, answer="confirmed")
        assert page.status_code == status
    assert {each.answer for each in decisions(installation)} == {None}
