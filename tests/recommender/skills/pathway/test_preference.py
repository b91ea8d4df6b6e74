"""Which way of learning comes first when everything else is equal."""

from __future__ import annotations

import pytest

from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.preference import (
    BY_DIRECTION,
    BY_KIND,
    MOST_BONUS,
    Preferences,
    mode_bonuses,
    spelled,
    suiting,
)
from recommender.skills.pathway.values import Goal, Limits, Option


@pytest.mark.parametrize("mode", ["boot camp", "certification", "cross-training"])
def test_on_the_way_to_another_role_its_modes_come_first_on_equal_gain_an_hour(mode: str) -> None:
    options = [Option("a", 2, {"x": 3}, mode="workshop"), Option("b", 2, {"y": 3}, mode=mode)]
    goals = [Goal("x", 0, 3), Goal("y", 0, 3)]
    for direction, first in (("reskill", "b"), ("upskill", "a")):
        path = plan(options, goals, Limits(9), bonuses=mode_bonuses(options, direction))
        assert path.steps[0].option_id == first


def test_a_soft_skill_is_learned_by_an_assignment_before_an_equal_course() -> None:
    options = [
        Option("a", 4, {"negotiate": 3}, mode="course"),
        Option("b", 4, {"negotiate": 3}, mode="stretch assignment"),
    ]
    bonuses = mode_bonuses(options, kinds={"negotiate": "soft"})
    assert bonuses.keys() == {"b"}
    path = plan(options, [Goal("negotiate", 1, 3)], Limits(9), bonuses=bonuses)
    assert [step.option_id for step in path.steps] == ["b"]


def test_no_preference_is_worth_coverage() -> None:
    options = [Option("a", 4, {"x": 3.01}), Option("b", 4, {"x": 3}, mode="boot camp")]
    bonuses = mode_bonuses(options, "reskill")
    path = plan(options, [Goal("x", 1, 4)], Limits(4), bonuses=bonuses)
    assert [step.option_id for step in path.steps] == ["a"]


def test_the_table_can_be_another_and_bonuses_stay_small() -> None:
    own = Preferences({"move": {"talk": 0.15}}, {"soft": {"talk": 0.15}})
    options = [Option("a", 1, {"x": 1}, mode="talk"), Option("b", 1, {"x": 1})]
    assert mode_bonuses(options, "move", {"x": "soft"}, own) == {"a": MOST_BONUS}
    assert mode_bonuses(options, "reskill", {"x": "soft"}, own) == {"a": 0.15}
    for table in (BY_DIRECTION, BY_KIND):
        assert all(0 < bonus <= MOST_BONUS for row in table.values() for bonus in row.values())


@pytest.mark.parametrize("mode", ["Boot Camp", "boot-camp", " boot  camp "])
def test_however_a_mode_is_spelled_it_is_the_same(mode: str) -> None:
    assert mode_bonuses([Option("a", 1, {"x": 1}, mode=mode)], "reskill") == {"a": 0.1}
    assert spelled(mode) in suiting("reskill")
    assert suiting("none") == frozenset()
