"""Durable skills weigh more for people who lead."""

from __future__ import annotations

import math

import pytest

from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.leaders import for_leader
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.values import Goal, Limits, Option

GOALS = [Goal("sql", 1, 3), Goal("listen", 1, 3, weight=0.8)]
COURSES = [Option("tables", 4, {"sql": 3}), Option("ears", 4, {"listen": 3}, durable=True)]


def test_with_the_same_gaps_a_leader_learns_the_durable_skill_first() -> None:
    for goals, first in ((GOALS, "tables"), (for_leader(GOALS, {"listen"}), "ears")):
        assert plan(COURSES, goals, Limits(4)).steps[0].option_id == first
        assert plan(COURSES, goals, Limits(8)).steps[0].option_id == first


def test_the_weight_can_be_another_but_must_be_a_weight() -> None:
    assert for_leader(GOALS, {"listen"}, weight=1) == tuple(GOALS)
    for weight in (-1.0, math.nan):
        with pytest.raises(BadValue, match="leaders' priority"):
            for_leader(GOALS, {"listen"}, weight)
