"""The reasons of a recommendation in the reader's words, and which of them is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lti_plugin.pages import reasonwords
from recommender.engine.explanation import Reason

VALUES = {
    "objective": "Reports in a day",
    "weight": "1.50",
    "course": "100 % SQL",
    "skill": "SQL",
    "category": "Data",
    "tag": "query",
    "topic": "joins",
    "role": "Analyst",
    "target_role": "Engineer",
    "department": "Data",
    "from": "1.00",
    "to": "2.00",
    "required": "3.00",
}


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """A reader of English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("key", list(reasonwords.REASONS))
def test_every_reason_is_a_sentence(key: str) -> None:
    sentence = reasonwords.reason(key, VALUES)
    assert sentence.endswith(".")
    assert "%(" not in sentence


def test_what_was_learned_of_people_who_aim_at_a_role_is_told_of_them() -> None:
    """They are not in it yet: nothing is learned here of those who are."""
    for kind in ("course", "skill", "category"):
        said = reasonwords.reason(f"reason.target_role_{kind}", VALUES)
        assert said.startswith("People who aim at Engineer, as you do, ")


def test_a_reason_can_be_worded_where_no_page_is_made() -> None:
    said = reasonwords.reason("reason.category", {"category": "Data"})
    assert said == "You have been learning in Data."
    weighed = {"skill": "SQL", "weight": "1.50", "objective": "Reports in a day"}
    assert "counts SQL 1.5 times as much" in reasonwords.reason("reason.objective", weighed)


def reason(key: str, amount: float, **values: str) -> Reason:
    return Reason(key, values, amount, 0.0)


def test_the_strongest_reason_that_names_something_is_told() -> None:
    vague, skill, tag = reason("a", 3.0), reason("b", 2.0, skill="SQL"), reason("c", 1.0, tag="x")
    assert reasonwords.telling([vague, skill, tag]) is skill
    assert reasonwords.telling([vague, reason("d", 1.0)]) is vague


def test_what_an_earlier_card_told_gives_way_to_something_new_of_like_weight() -> None:
    skill, tag = reason("b", 2.0, skill="SQL"), reason("c", 1.0, tag="x")
    weak = reason("c", 0.9, tag="x")
    assert reasonwords.telling([skill, tag], [skill]) is tag
    assert reasonwords.telling([skill, weak], [skill]) is skill
    assert reasonwords.telling([skill, tag], [skill, tag]) is skill
