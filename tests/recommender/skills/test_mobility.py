"""Which moves are viable, and what they ask beyond today's role."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.measures import skill_similarity
from recommender.skills.mobility import (
    MoveRules,
    RoleProfile,
    one_way_gap,
    readiness,
    viable_moves,
    zones_between,
)
from recommender.skills.roles import Requirement
from recommender.skills.similarity import Similarity

needs_strategy = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(Requirement, st.just("any"), st.floats(0, 5), st.floats(0, 1)),
    max_size=6,
)

COOK = RoleProfile(
    "cook", {"cooking": Requirement("cooking", 3), "hygiene": Requirement("hygiene", 4)}, job_zone=2
)
CHEF = RoleProfile(
    "chef",
    {
        "cooking": Requirement("cooking", 5),
        "hygiene": Requirement("hygiene", 4),
        "leading": Requirement("leading", 4, 0.5),
    },
    job_zone=3,
)
BUYER = RoleProfile(
    "buyer", {"hygiene": Requirement("hygiene", 3), "buying": Requirement("buying", 4)}, job_zone=4
)
IDLE = RoleProfile("idle")
ROLES = {role.id: role for role in (COOK, CHEF, BUYER, IDLE)}


def alike(*roles: RoleProfile) -> Similarity:
    return skill_similarity(
        {role.id: {skill: need.importance for skill, need in role.needs.items()} for role in roles}
    )


def test_the_gap_is_the_weighted_share_of_what_goes_beyond_the_source() -> None:
    assert one_way_gap(COOK, CHEF) == pytest.approx((2 + 0.5 * 4) / (5 + 4 + 0.5 * 4))


def test_the_gap_is_not_the_same_both_ways() -> None:
    assert one_way_gap(CHEF, COOK) == 0


@given(needs_strategy, needs_strategy)
def test_a_gap_is_between_0_and_1_and_0_to_the_same_role(
    source: dict[str, Requirement], target: dict[str, Requirement]
) -> None:
    one, other = RoleProfile("one", source), RoleProfile("other", target)
    gap = one_way_gap(one, other)
    assert gap is None or 0 <= gap <= 1
    assert one_way_gap(other, other) in (0, None)


@given(needs_strategy, needs_strategy)
def test_the_order_of_skills_changes_no_gap(
    source: dict[str, Requirement], target: dict[str, Requirement]
) -> None:
    turned = [RoleProfile("r", dict(reversed(needs.items()))) for needs in (source, target)]
    expected = one_way_gap(RoleProfile("r", source), RoleProfile("r", target))
    assert one_way_gap(*turned) == expected


@pytest.mark.parametrize(
    "empty",
    [
        IDLE,
        RoleProfile("zero", {"x": Requirement("x", 0)}),
        RoleProfile("unimportant", {"x": Requirement("x", 3, 0)}),
    ],
)
def test_a_role_that_asks_for_nothing_has_no_gap_at_all(empty: RoleProfile) -> None:
    assert one_way_gap(COOK, empty) is None
    assert one_way_gap(empty, COOK) is None


@pytest.mark.parametrize(
    ("gap", "band"),
    [
        (0, "near"),
        (0.35, "near"),
        (0.351, "reach"),
        (0.6, "reach"),
        (0.601, "far"),
        (1, "far"),
    ],
)
def test_readiness_falls_into_three_bands(gap: float, band: str) -> None:
    assert readiness(gap) == band


@pytest.mark.parametrize("gap", [math.nan, -0.1, 1.1])
def test_readiness_of_what_is_no_gap_is_refused(gap: float) -> None:
    with pytest.raises(ValueError, match="gap"):
        readiness(gap)


def test_a_viable_move_tells_how_alike_how_far_and_how_ready() -> None:
    move, *others = viable_moves("cook", ROLES, alike(*ROLES.values()))
    assert others == []
    assert (move.role, move.highly_viable, move.zones) == ("chef", True, 1)
    assert move.gap == pytest.approx(4 / 11)
    assert move.readiness == "reach"


def test_moves_come_with_the_most_alike_first() -> None:
    rules = MoveRules(viable=0, highly_viable=0.5, job_zones=2)
    moves = viable_moves("cook", ROLES, alike(*ROLES.values()), rules)
    assert [(move.role, move.highly_viable) for move in moves] == [("chef", True), ("buyer", False)]
    assert moves[0].similarity > moves[1].similarity > 0


def test_a_job_zone_too_far_keeps_a_role_out_and_an_unknown_one_does_not() -> None:
    similarity = alike(*ROLES.values())
    rules = MoveRules(viable=0, highly_viable=1, job_zones=0)
    assert viable_moves("cook", ROLES, similarity, rules) == []
    unknown = RoleProfile("chef", CHEF.needs)
    moves = viable_moves("cook", {**ROLES, "chef": unknown}, similarity, rules)
    assert [(move.role, move.zones) for move in moves] == [("chef", None)]


def test_what_is_no_more_alike_than_the_threshold_is_no_viable_move() -> None:
    similarity = alike(*ROLES.values())
    exact = similarity.between("cook", "chef")
    assert exact is not None
    rules = MoveRules(viable=exact, highly_viable=1)
    assert viable_moves("cook", ROLES, similarity, rules) == []


def test_roles_beyond_those_given_are_not_offered() -> None:
    assert viable_moves("cook", {"cook": COOK}, alike(*ROLES.values())) == []


def test_a_role_that_asks_for_nothing_has_no_moves() -> None:
    assert viable_moves("idle", ROLES, alike(*ROLES.values())) == []


def test_a_move_with_nothing_to_ask_of_levels_has_no_readiness() -> None:
    roles = {
        **ROLES,
        "helper": RoleProfile("helper", {skill: Requirement(skill, 0) for skill in COOK.needs}),
    }
    moves = viable_moves("cook", roles, alike(*roles.values()))
    helper = next(move for move in moves if move.role == "helper")
    assert (helper.gap, helper.readiness) == (None, None)


def test_a_move_from_an_unknown_role_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'pilot' is not among the roles"):
        viable_moves("pilot", ROLES, alike(*ROLES.values()))


def test_zones_count_upwards_from_the_source() -> None:
    assert zones_between(COOK, BUYER) == 2
    assert zones_between(BUYER, COOK) == -2
    assert zones_between(COOK, IDLE) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"viable": -0.1},
        {"viable": 0.5},
        {"highly_viable": 1.1},
        {"viable": math.nan},
        {"job_zones": -1},
    ],
)
def test_rules_that_contradict_themselves_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="viable"):
        MoveRules(**wrong)  # type: ignore[arg-type]  # any field
