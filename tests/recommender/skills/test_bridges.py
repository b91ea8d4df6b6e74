"""The way to a far role over roles in between."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.bridges import CHANGE_COST, Bridge, RoleGraph
from recommender.skills.mobility import REACH, MoveRules, RoleProfile, one_way_gap
from recommender.skills.roles import Requirement
from recommender.skills.similarity import Similarity


def role(name: str, skills: str, job_zone: int | None = None) -> RoleProfile:
    return RoleProfile(name, {skill: Requirement(skill, 3) for skill in skills}, job_zone)


def joined(roles: list[RoleProfile], *pairs: str) -> Similarity:
    """Return a similarity of one half for pairs of one-letter roles, of none for the others."""
    names = sorted(each.id for each in roles)
    values = np.eye(len(names), dtype=np.float32)
    for pair in pairs:
        at = names.index(pair[0]), names.index(pair[1])
        values[at] = values[at[::-1]] = 0.5
    return Similarity(tuple(names), values)


def graph(roles: list[RoleProfile], *pairs: str, rules: MoveRules | None = None) -> RoleGraph:
    profiles = {each.id: each for each in roles}
    return RoleGraph(profiles, joined(roles, *pairs), rules or MoveRules())


# From one role to the next each asks for one new skill of two or three.
CHAIN = [role("a", "12"), role("b", "23"), role("c", "34"), role("d", "45")]


def test_a_role_within_reach_needs_no_bridge() -> None:
    assert graph(CHAIN).bridge("a", "b") == Bridge((), (0.5,))


def test_a_far_role_is_reached_over_the_role_in_between() -> None:
    assert graph(CHAIN, "ab", "bc").bridge("a", "c") == Bridge(("b",), (0.5, 0.5))


def test_the_number_of_moves_is_limited() -> None:
    roles = graph(CHAIN, "ab", "bc", "cd")
    assert roles.bridge("a", "d") == Bridge(("b", "c"), (0.5, 0.5, 0.5))
    assert roles.bridge("a", "d", most_moves=2) is None
    assert roles.bridge("a", "d", most_moves=1) is None


def test_the_way_with_the_smaller_gaps_is_taken() -> None:
    easier = role("e", "123")
    roles = [*CHAIN[:3], easier, role("z", "34567")]
    found = graph(roles, "ab", "ae", "bc", "ec").bridge("a", "c")
    assert found is not None
    assert found.roles == ("e",)
    assert found.gaps == pytest.approx((1 / 3, 0.5))


def test_a_shorter_way_wins_when_one_more_change_saves_little() -> None:
    # Over s the first half is 1/5 + 1/4 instead of 1/2, for one more change of role.
    roles = [role("a", "1234"), role("m", "3456"), role("t", "5678"), role("s", "12345")]
    found = graph(roles, "am", "mt", "as", "sm").bridge("a", "t")
    assert found == Bridge(("m",), (0.5, 0.5))


def test_the_way_back_may_differ_as_gaps_do() -> None:
    # From the chief down to the helper one move does, from the helper up it does not.
    roles = [role("h", "1"), role("m", "12"), role("x", "1234")]
    both = graph(roles, "hm", "mx", "hx")
    assert both.bridge("x", "h") == Bridge((), (0.0,))
    assert both.bridge("h", "x") == Bridge(("m",), (0.5, 0.5))


def test_roles_too_unlike_or_too_many_zones_apart_are_not_joined() -> None:
    zoned = [role("a", "12", 1), role("b", "23", 3), role("c", "34", 3)]
    assert graph(zoned, "ab", "bc").bridge("a", "c") is None
    apart = MoveRules(job_zones=2)
    assert graph(zoned, "ab", "bc", rules=apart).bridge("a", "c") is not None
    strict = MoveRules(viable=0.5, highly_viable=0.5, job_zones=2)
    assert graph(zoned, "ab", "bc", rules=strict).bridge("a", "c") is None


def test_a_move_that_is_too_far_by_itself_is_no_part_of_a_way() -> None:
    roles = [role("a", "1"), role("b", "234"), role("c", "34")]
    assert graph(roles, "ab", "bc").bridge("a", "c") is None


def test_without_any_way_there_is_no_bridge() -> None:
    assert graph(CHAIN).bridge("a", "c") is None
    assert graph(CHAIN, "ab", "cd").bridge("a", "d") is None


def test_roles_that_ask_for_nothing_have_no_way_to_or_from() -> None:
    roles = graph([*CHAIN, role("i", "")], "ab", "bc")
    assert roles.bridge("a", "i") is None
    assert roles.bridge("i", "a") is None


def test_roles_the_similarity_alone_knows_are_no_bridge() -> None:
    profiles = {each.id: each for each in CHAIN if each.id != "b"}
    assert RoleGraph(profiles, joined(CHAIN, "ab", "bc")).bridge("a", "c") is None


def test_todays_role_is_no_target() -> None:
    with pytest.raises(ValueError, match="'a' is today's role already"):
        graph(CHAIN).bridge("a", "a")


def test_an_unknown_role_is_refused_by_name() -> None:
    for source, target in (("a", "pilot"), ("pilot", "a")):
        with pytest.raises(ValueError, match="'pilot' is not among the roles"):
            graph(CHAIN).bridge(source, target)
    with pytest.raises(ValueError, match="'a' is not among the roles"):
        graph([]).bridge("a", "b")


def test_no_move_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 move"):
        graph(CHAIN, "ab", "bc").bridge("a", "c", most_moves=0)


@given(
    st.lists(st.sets(st.sampled_from("123456"), min_size=1, max_size=4), min_size=3, max_size=6),
    st.sets(st.sampled_from(["ab", "ac", "ad", "bc", "bd", "be", "cd", "ce", "de", "df", "ef"])),
    st.integers(1, 4),
)
def test_no_way_is_cheaper_than_the_one_that_is_found(
    skills: list[set[str]], pairs: set[str], most_moves: int
) -> None:
    roles = [role(name, "".join(own)) for name, own in zip("abcdef", skills, strict=False)]
    profiles = {each.id: each for each in roles}
    known = [pair for pair in sorted(pairs) if set(pair) <= set(profiles)]
    found = graph(roles, *known).bridge("a", roles[-1].id, most_moves)
    cheapest = _cheapest(profiles, known, "a", roles[-1].id, most_moves)
    if found is None or cheapest is None:
        assert found is None
        assert cheapest is None
    elif found.roles:
        assert sum(found.gaps) + CHANGE_COST * len(found.gaps) == pytest.approx(cheapest)
        assert len(found.gaps) == len(found.roles) + 1 <= most_moves


def _cheapest(
    roles: dict[str, RoleProfile], pairs: list[str], source: str, target: str, most_moves: int
) -> float | None:
    """Try every way there is."""
    direct = one_way_gap(roles[source], roles[target])
    assert direct is not None
    if direct <= REACH:
        return direct
    joined_pairs = {frozenset(pair) for pair in pairs}
    costs = []
    for length in range(most_moves):
        for between in permutations(set(roles) - {source, target}, length):
            way = [source, *between, target]
            steps = list(pairwise(way))
            gaps = [one_way_gap(roles[one], roles[other]) or 0.0 for one, other in steps]
            if {frozenset(step) for step in steps} <= joined_pairs and max(gaps) <= REACH:
                costs.append(sum(gaps) + CHANGE_COST * len(gaps))
    return min(costs, default=None)
