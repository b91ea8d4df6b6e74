"""Every suggestion, ground, change and lack in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_plugin.pages import waywords
from lti_plugin.services.position import OWN, RECORD, Position
from lti_plugin.store.people import Person
from recommender.skills.direction import (
    ADVANCE,
    KINDS,
    NOTHING,
    RESKILL,
    UNKNOWN,
    UPSKILL,
    Because,
    Direction,
    Flip,
    Situation,
    decide,
)
from recommender.skills.roles import OUTLOOKS, Role

TODAY = date(2026, 11, 26)
DAY = date(2027, 3, 1)


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """A reader of English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def position(role: str | None = "Analyst", aim_by: str | None = OWN) -> Position:
    """Return where somebody stands, as far as words need it."""
    return Position(
        person=Person(name="Ada"),
        today=TODAY,
        title=role,
        role=Role(role) if role else None,
        aim=None,
        aim_by=aim_by,
        above=None,
        rows=(),
        held={},
        now=None,
        later=None,
        towards=None,
        changing=None,
        ids={},
    )


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("rule", "towards", "words"),
    [
        ("R0", None, "There is not enough information yet to say which way."),
        ("R1", None, "Turn: Analyst will not stay as it is."),
        ("R2", "100 % Buyer", "Turn: you aim at 100 % Buyer."),
        ("R3", "Analyst", "Go on: Analyst is changing, and you can grow with it."),
        ("R4", "Analyst", "Go on: Analyst asks for more than you have today."),
        ("R5", "Senior", "Go on: you are ready to grow into Senior."),
        ("R6", "Analyst", "You have what Analyst asks for. Nothing is needed now."),
    ],
)
def test_each_rule_has_its_answer(rule: str, towards: str | None, words: str) -> None:
    assert waywords.answer(Direction(rule, (), towards), position()) == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("name", "value", "on", "words"),
    [
        ("ends_on", DAY, DAY, "Analyst is planned to end on Mar 1, 2027."),
        ("redundant_on", DAY, DAY, "Analyst becomes redundant on Mar 1, 2027."),
        ("upgraded_on", DAY, DAY, "What Analyst works with is upgraded on Mar 1, 2027."),
        ("planned_share", 0.5, None, "Analyst is planned at 50% of today's headcount."),
        ("outlook_signed_on", None, None, "Nobody has signed what is expected of Analyst."),
        ("outlook_signed_on", TODAY, TODAY, "This was signed on Nov 26, 2026."),
        ("target", "Buyer", None, "You chose to aim at Buyer."),
        ("changed", 0.2, DAY, "20% of what Analyst will ask for by Mar 1, 2027 is new."),
        ("next_step", "Senior", None, "Senior is the next step in this family."),
        ("assessed_share", 0.25, None, "25% of what Analyst asks for is assessed."),
        ("coverage", 0.9, None, "You have 90% of what Analyst asks for today."),
        ("coverage", None, None, "Nothing of what Analyst asks for is assessed."),
    ],
)
def test_each_ground_has_its_sentence(name: str, value: Any, on: date | None, words: str) -> None:
    assert waywords.ground(Because(name, value, on), position()) == words


@pytest.mark.usefixtures("english")
def test_an_aim_of_the_record_is_not_called_a_choice() -> None:
    said = waywords.ground(Because("target", "Buyer"), position(aim_by=RECORD))
    assert said == "Buyer stands in your profile as the role you aim at."


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("days", "stale"), [(183, False), (184, True)])
def test_a_signature_is_good_for_half_a_year(days: int, stale: bool) -> None:
    day = TODAY - timedelta(days=days)
    said = waywords.ground(Because("outlook_signed_on", day, day), position())
    assert said.startswith("What is expected of Analyst is out of date") is stale


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("flip", "words"),
    [
        (
            Flip("planned_share", 0.5, 0.7, UPSKILL, "R4"),
            "If Analyst were planned at 70% or more of today's headcount, "
            "this would be: Go deeper in your role.",
        ),
        (
            Flip("planned_share", 0.8, 0.69, RESKILL, "R1"),
            "If Analyst were planned at 69% or less of today's headcount, "
            "this would be: Turn to another role.",
        ),
        (
            Flip("changed", 0.2, 0.14, NOTHING, "R6"),
            "If 14% of what Analyst will ask for were new, this would be: Nothing is needed now.",
        ),
        (
            Flip("coverage", 0.6, 0.85, ADVANCE, "R5"),
            "If you had 85% of what Analyst asks for, this would be: Grow into the next role.",
        ),
        (
            Flip("assessed_share", 0.1, 0.3, UPSKILL, "R4"),
            "If 30% of what Analyst asks for were assessed, this would be: Go deeper in your role.",
        ),
        (
            Flip("ends_on", DAY, None, UPSKILL, "R4"),
            "If Analyst were not to end, this would be: Go deeper in your role.",
        ),
        (
            Flip("redundant_on", DAY, None, UPSKILL, "R4"),
            "If Analyst did not become redundant, this would be: Go deeper in your role.",
        ),
        (
            Flip("upgraded_on", DAY, None, NOTHING, "R6"),
            "If nothing that Analyst works with were upgraded, "
            "this would be: Nothing is needed now.",
        ),
        (
            Flip("outlook_signed_on", None, TODAY, UPSKILL, "R4"),
            "If what is expected of Analyst were signed today, "
            "this would be: Go deeper in your role.",
        ),
        (
            Flip("target", "Buyer", None, UNKNOWN, "R0"),
            "If you aimed at no other role, this would be: Not enough information.",
        ),
        (
            Flip("next_step", "Senior", None, NOTHING, "R6"),
            "If the family had no next step, this would be: Nothing is needed now.",
        ),
    ],
    ids=lambda each: each.name if isinstance(each, Flip) else "",
)
def test_each_change_has_its_sentence(flip: Flip, words: str) -> None:
    assert waywords.flip(flip, position()) == words


DAYS = st.sampled_from([None, TODAY - timedelta(days=300), TODAY, TODAY + timedelta(days=90)])
SHARES = st.integers(0, 100).map(lambda percent: percent / 100)
SITUATIONS = st.builds(
    Situation,
    today=st.just(TODAY),
    horizon=st.just(date(2028, 5, 26)),
    role=st.sampled_from([None, "Analyst"]),
    family=st.sampled_from([None, "Data"]),
    outlook_signed_on=DAYS,
    ends_on=DAYS,
    planned_share=st.none() | SHARES,
    redundant_on=DAYS,
    upgraded_on=DAYS,
    changed=SHARES,
    coverage=st.none() | SHARES,
    assessed_share=SHARES,
    target=st.sampled_from([None, "Buyer"]),
    target_family=st.sampled_from([None, "Data", "Purchasing"]),
    next_step=st.sampled_from([None, "Senior"]),
)


@pytest.mark.usefixtures("english")
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SITUATIONS)
def test_whatever_the_rules_say_can_be_said(situation: Situation) -> None:
    found, at = decide(situation), position(situation.role)
    said = [
        waywords.answer(found, at),
        *(waywords.ground(each, at) for each in found.because),
        *(waywords.flip(each, at) for each in found.flips),
        *(str(waywords.MISSING[each]) for each in found.missing),
    ]
    for sentence in said:
        assert sentence.endswith(".")
        assert "%(" not in sentence
        assert "None" not in sentence
    assert found.kind in waywords.KINDS
    assert found.otherwise is None or found.otherwise in waywords.KINDS


def test_every_outlook_and_kind_has_words() -> None:
    assert set(waywords.OUTLOOKS) == set(OUTLOOKS)
    assert set(waywords.KINDS) == set(KINDS.values())
    assert set(waywords.ANSWERS) == set(KINDS)
