"""The rules of direction, what they rest on, and what would turn them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.direction import (
    ADVANCE,
    COVERED_FROM,
    FRESH_FOR_DAYS,
    KINDS,
    NOTHING,
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    RESKILL,
    UNKNOWN,
    UPSKILL,
    Situation,
    decide,
)

TODAY = date(2026, 11, 26)
HORIZON = date(2028, 5, 26)
SIGNED = TODAY - timedelta(days=30)
WELL = Situation(
    today=TODAY,
    horizon=HORIZON,
    role="Support agent",
    family="Support",
    outlook_signed_on=SIGNED,
    coverage=0.95,
    assessed_share=0.8,
    planned_share=1.0,
)


@pytest.mark.parametrize(
    ("said", "rule", "kind"),
    [
        ({"role": None, "family": None}, R0, UNKNOWN),
        ({"outlook_signed_on": None}, R0, UNKNOWN),
        ({"outlook_signed_on": TODAY - timedelta(days=FRESH_FOR_DAYS + 1)}, R0, UNKNOWN),
        ({"outlook_signed_on": TODAY + timedelta(days=1)}, R0, UNKNOWN),
        ({"assessed_share": 0.29}, R0, UNKNOWN),
        ({"ends_on": date(2027, 6, 30)}, R1, RESKILL),
        ({"redundant_on": date(2027, 6, 30)}, R1, RESKILL),
        ({"planned_share": 0.69}, R1, RESKILL),
        ({"planned_share": 0.7}, R6, NOTHING),
        ({"ends_on": HORIZON + timedelta(days=1)}, R6, NOTHING),
        ({"planned_share": 0.5, "planned_by": HORIZON + timedelta(days=1)}, R6, NOTHING),
        ({"target": "Junior analyst", "target_family": "Data"}, R2, RESKILL),
        ({"target": "Junior analyst"}, R2, RESKILL),
        ({"target": "Junior analyst", "target_family": "Data", "consents": False}, R6, NOTHING),
        ({"target": "Senior agent", "target_family": "Support"}, R5, ADVANCE),
        ({"target": "Support agent", "target_family": "Support"}, R6, NOTHING),
        ({"changed": 0.15}, R3, UPSKILL),
        ({"changed": 0.149}, R6, NOTHING),
        ({"upgraded_on": date(2027, 1, 1)}, R3, UPSKILL),
        ({"coverage": 0.84}, R4, UPSKILL),
        ({"coverage": COVERED_FROM}, R6, NOTHING),
        ({"next_step": "Senior agent"}, R5, ADVANCE),
        ({}, R6, NOTHING),
    ],
)
def test_the_first_rule_that_holds_decides(said: dict[str, object], rule: str, kind: str) -> None:
    found = decide(replace(WELL, **said))  # type: ignore[arg-type]  # any field
    assert (found.rule, found.kind) == (rule, kind)


def test_earlier_rules_go_before_later_ones() -> None:
    everything = replace(
        WELL,
        ends_on=date(2027, 1, 1),
        target="Junior analyst",
        target_family="Data",
        changed=0.5,
        coverage=0.2,
        next_step="Senior agent",
    )
    order = [
        ({}, R1),
        ({"ends_on": None}, R2),
        ({"target": None}, R3),
        ({"changed": 0.0}, R4),
        ({"coverage": 0.9}, R5),
        ({"next_step": None}, R6),
    ]
    for said, rule in order:
        everything = replace(everything, **said)  # type: ignore[arg-type]  # any field
        assert decide(everything).rule == rule


def test_the_end_of_a_role_and_an_own_aim_do_not_wait_for_assessments() -> None:
    unassessed = replace(WELL, coverage=None, assessed_share=0.0)
    assert decide(replace(unassessed, ends_on=date(2027, 1, 1))).rule == R1
    assert decide(replace(unassessed, target="UX designer")).rule == R2
    assert decide(replace(unassessed, changed=0.4)).rule == R0


def test_an_aim_in_the_own_family_needs_no_outlook() -> None:
    at = replace(
        WELL, outlook_signed_on=None, target="Senior agent", target_family="Support", coverage=0.5
    )
    assert decide(at).rule == R4


def test_an_old_outlook_says_nothing_of_the_end_of_a_role() -> None:
    at = replace(WELL, outlook_signed_on=TODAY - timedelta(days=300), ends_on=date(2027, 1, 1))
    assert decide(at).rule == R0


def test_what_is_not_known_is_named() -> None:
    assert decide(replace(WELL, role=None)).missing == ("role", "target")
    assert decide(replace(WELL, outlook_signed_on=None)).missing == ("outlook_signed_on", "target")
    assert decide(replace(WELL, assessed_share=0.1)).missing == ("assessed_share",)
    empty = replace(WELL, asks=False, coverage=None, assessed_share=0.0)
    assert decide(empty).missing == ("profile",)


def test_a_decision_names_its_inputs_with_their_dates() -> None:
    found = decide(replace(WELL, redundant_on=date(2027, 3, 31), planned_share=0.5))
    said = {each.name: (each.value, each.on) for each in found.because}
    assert said["redundant_on"] == (date(2027, 3, 31), date(2027, 3, 31))
    assert said["planned_share"] == (0.5, None)
    assert said["outlook_signed_on"] == (SIGNED, SIGNED)
    assert found.urgent


def test_an_own_choice_shows_what_the_rules_would_say_without_it() -> None:
    found = decide(replace(WELL, target="Junior analyst", target_family="Data", coverage=0.5))
    assert (found.towards, found.otherwise) == ("Junior analyst", UPSKILL)


def test_a_smaller_role_would_stay_with_seventy_of_a_hundred() -> None:
    at = replace(WELL, role="Print specialist", planned_share=0.5, coverage=0.6)
    flip = decide(at).flips[0]
    assert (flip.name, flip.then, flip.becomes) == ("planned_share", 0.7, UPSKILL)


@given(
    st.builds(
        replace,
        st.just(WELL),
        role=st.sampled_from([None, "Support agent"]),
        outlook_signed_on=st.sampled_from([None, SIGNED, TODAY - timedelta(days=400)]),
        ends_on=st.sampled_from([None, date(2027, 1, 1)]),
        planned_share=st.sampled_from([None, 0.3, 0.69, 0.7, 1.2]),
        redundant_on=st.sampled_from([None, date(2027, 1, 1)]),
        upgraded_on=st.sampled_from([None, date(2027, 1, 1)]),
        changed=st.sampled_from([0.0, 0.14, 0.15, 0.6]),
        coverage=st.sampled_from([None, 0.2, 0.84, 0.86, 1.0]),
        assessed_share=st.sampled_from([0.0, 0.29, 0.3, 1.0]),
        target=st.sampled_from([None, "Analyst", "Support agent"]),
        target_family=st.sampled_from([None, "Support", "Data"]),
        consents=st.booleans(),
        next_step=st.sampled_from([None, "Senior agent"]),
    )
)
def test_every_flip_really_turns_the_answer_and_they_come_by_size(at: Situation) -> None:
    found = decide(at)
    assert found.kind == KINDS[found.rule]
    for flip in found.flips:
        turned = decide(replace(at, **{flip.name: flip.then}))
        assert (turned.kind, turned.rule) == (flip.becomes, flip.rule)
        assert turned.kind != found.kind
    sizes = [
        abs(flip.then - flip.now)
        for flip in found.flips
        if isinstance(flip.then, float) and isinstance(flip.now, float)
    ]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"coverage": 1.2},
        {"changed": -0.1},
        {"assessed_share": float("nan")},
        {"horizon": TODAY - timedelta(days=1)},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(WELL, **wrong)  # type: ignore[arg-type]  # any field
